"""Processes that end when and only when the one that started them says so or ends itself."""

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1


def heed_parent_alone() -> None:
    """Let this process end with its parent and leave Ctrl-C to it; for `preexec_fn`.

    A terminal sends Ctrl-C to the whole process group. A child that hears it from there and again from its
    parent may stop half-way (granian does), so it is to hear from the parent alone. Should the parent be
    killed, Linux sends SIGTERM, so that nothing is left holding a port or a lease; each process that wants
    this asks for itself, for it is not passed on to children.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
