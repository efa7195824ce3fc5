"""The documents that the API answers with, a module a resource; the page's types are made of them."""
