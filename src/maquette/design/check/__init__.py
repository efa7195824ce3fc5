"""A finished design held against a brand and a format: what is in it, and the rules over that."""
