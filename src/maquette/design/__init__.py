"""Formats, channels, brands, templates: what a picture has to look like. Pure; knows no pixels of its own."""
