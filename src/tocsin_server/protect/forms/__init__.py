"""The forms of protection's pages."""
