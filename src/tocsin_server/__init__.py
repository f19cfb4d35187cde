"""Tocsin's service: the stages of the core over a database, with people, a console, a public site and an API."""
