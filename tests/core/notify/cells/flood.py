"""A flood in four languages for the tests, which may be broadcast."""

from dataclasses import replace
from datetime import timedelta

from notify.samples import ALERT, SENT, SQUARE

from tocsin.base import Area, Info

AREA = Area(description="Lower town", polygons=(SQUARE,), geocodes=(("GB/T 2260", "11"),))
INFO = Info(
    language="en-US",
    category=("Met",),
    event="Flash flood",
    urgency="Immediate",
    severity="Extreme",
    certainty="Observed",
    expires=SENT + timedelta(hours=6),
    sender_name="River Office",
    headline="Flash flood in the lower town",
    description="The dam at the old mill has given way. Water reaches the lower town within half an hour.",
    instruction="Go to the upper floors or to higher ground now. Do not drive. Leave cellars at once.",
    areas=(AREA,),
)
WORDS = {
    "es": ("Inundación repentina", "Suba a los pisos altos ahora. No conduzca."),
    "zh": ("山洪暴发", "立即前往高处。不要驾车。"),
    "sw": ("Mafuriko ya ghafla", "Panda juu sasa. Usiendeshe gari."),
}
INFOS = (
    INFO,
    *(
        replace(INFO, language=tag, event=event, headline="", description="", instruction=instruction)
        for tag, (event, instruction) in WORDS.items()
    ),
)


def flood(*, info=None, **changes):
    """The flood, with other fields of the alert or, in `info`, of its only block."""
    infos = (replace(INFO, **info),) if info is not None else INFOS
    return replace(ALERT, **{"infos": infos, **changes})
