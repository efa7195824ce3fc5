"""A picture: the values that rooms pass to each other, the door for bytes from outside, colour, and encoders."""
