"""Ray, for the engines that judge."""

from ray_machines import cluster, machine

__all__ = ["cluster", "machine"]
