"""What brands are kept in: tokens, palettes, stylesheets, guides, fonts and logos, read into one shape."""
