"""Where granian finds the service."""

import multiprocessing
import os
import signal
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin_server.settings")


def _end_with_main_process() -> None:
    """Wait until granian's main process is gone, then end as if told to.

    A main process that is killed cannot tell this one; left alone, it would hold the port and serve old code
    beside the one that is started next.
    """
    if main := multiprocessing.parent_process():
        main.join()
        os.kill(os.getpid(), signal.SIGTERM)


Thread(target=_end_with_main_process, name="end with main process", daemon=True).start()
django = get_wsgi_application()
# Its parts read settings and models, which are there once Django is.
from tocsin_server.public.front import Front  # noqa: E402

application = Front(django)
