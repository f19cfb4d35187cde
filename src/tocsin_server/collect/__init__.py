"""Feeds, their health, the reports they brought and what was set aside."""
