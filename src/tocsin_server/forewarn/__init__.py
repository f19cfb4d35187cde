"""Warnings raised by the detectors."""
