"""Brand kits: what a brand's pictures are made of, and the rules that they are held against."""
