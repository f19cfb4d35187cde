"""The tree of units, people, roles, tokens, and the one rule of who sees what."""
