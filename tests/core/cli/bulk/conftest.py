"""Ray, for the engines that read."""

from ray_machines import cluster, machine

__all__ = ["cluster", "machine"]
