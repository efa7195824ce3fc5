"""Templates: layouts as data, re-laid for every format by flow and constraints, never scaled."""
