"""Names, files, the manifest and the contact sheet."""
