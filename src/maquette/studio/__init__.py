"""The studio: an HTTP API over the facade, and the page that is built on it."""
