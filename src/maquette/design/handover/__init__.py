"""Files that somebody goes on with: PDF for screens and presses, SVG, and layered pictures."""
