"""Scenes: sets in brand colours that a product is put into, painted at once or path-traced."""
