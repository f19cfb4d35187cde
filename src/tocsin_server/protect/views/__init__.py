"""The pages of protection."""
