"""The adapters, one wire format a file: the module has the name of the protocol that cards call it by."""
