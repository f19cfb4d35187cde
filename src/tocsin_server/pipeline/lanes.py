"""The lanes of the worker: every channel has its own, so that one that hangs delays no other and no other
work."""

from tocsin_server.jobs.worker import Lane
from tocsin_server.level.channels import CHANNELS as UNIT_CHANNELS
from tocsin_server.notify.channels import CHANNELS as ALERT_CHANNELS
from tocsin_server.notify.services.hub import VERIFY
from tocsin_server.protect.services import planning, reporting

THREADS = {"mail": 3, "webhook": 4, "sms": 2, "webpush": 2}
"""How many notices to units, or batches of alerts, a channel hands over at a time; one where it is not
named."""

HELD_UP = frozenset({"mail", "webhook", "sms", "webpush", "websub"})
"""Channels that a slow recipient can hold up: they keep a hand free for what is urgent."""

NAMES = sorted({*(channel.name for channel in UNIT_CHANNELS), *(channel.name for channel in ALERT_CHANNELS)})
LANES = (
    Lane("publish", frozenset({"publish"})),  # a planned moment waits for no other work
    Lane("patrols", frozenset({planning.KIND, planning.ANEW, reporting.KIND})),  # nor does a level
    Lane("hub", frozenset({VERIFY})),  # anybody may have any address asked
    Lane("audience", frozenset({"audience"}), urgent=1),
    *(
        Lane(
            name,
            frozenset({f"notice.{name}", f"deliver.{name}", f"invite.{name}"}),
            THREADS.get(name, 1),
            urgent=int(name in HELD_UP),
        )
        for name in NAMES
        if name != "feed"  # it is part of publishing, so nothing waits to be sent by it
    ),
)
