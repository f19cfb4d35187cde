"""Venues and what keeps them safe: how likely each is looked after, and a plan nobody can foresee."""
