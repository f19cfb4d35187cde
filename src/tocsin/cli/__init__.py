"""The `tocsin` command: files in, files out."""
