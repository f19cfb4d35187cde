"""Leased outbox: durable work on SQLite and PostgreSQL alike."""
