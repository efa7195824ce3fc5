"""Cards of models, and fetching weights."""
