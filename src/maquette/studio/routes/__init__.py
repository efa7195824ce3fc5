"""The resources of the API, one router a file."""
