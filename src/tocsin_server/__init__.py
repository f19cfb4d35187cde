"""Tocsin's service: the stages of the core over a database, with people, console, public site and API."""
