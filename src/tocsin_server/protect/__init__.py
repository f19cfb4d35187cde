"""Protect: the venues that are looked after, the duties they carry, and the patrols between them."""
