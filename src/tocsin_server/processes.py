"""Processes that end with the one that started them, so that nothing is left holding a port or a lease."""

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Ask Linux to send this process a signal when its parent ends, however it ends; elsewhere do nothing.

    It is not passed on to children, so each process that wants it asks for itself.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
