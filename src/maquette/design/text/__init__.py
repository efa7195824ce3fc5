"""Text: faces, scripts, breaks and fit. Everything is measured in the painter's own shaper, never guessed."""
