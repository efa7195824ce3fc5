"""Mockups: artwork on things in a photograph."""
