"""Readings of reports, and the incidents fused from them."""
