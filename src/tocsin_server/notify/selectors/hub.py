"""Which feeds the WebSub hub tells of, and who is to be told of an alert."""

import re
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import QuerySet

from tocsin.base import Alert as AlertRecord
from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.notify.models import HubSubscription
from tocsin_server.notify.selectors.feeds import HUB, Source, absolute, source
from tocsin_server.notify.selectors.public import concerns

KEY = "hub:"
"""What the key of a delivery to a reader begins with; the number of the subscription follows."""
_FEED = re.compile(
    r"/(?:languages/(?P<language>[a-z]{2,3})/|place/(?P<place>[^/]{1,300})/)?alerts\.(?P<form>atom|rss)"
)


def hub_address() -> str:
    """Where the hub of the site's feeds is asked."""
    return absolute(HUB)


def feed_of(topic: str) -> Source:
    """The feed of the site at an address; `BadInput` where there is none, or it has another address."""
    parts = urlsplit(topic)
    ours = topic.startswith(f"{settings.TOCSIN_URL}/") and not (parts.query or parts.fragment)
    found = _FEED.fullmatch(topic.removeprefix(settings.TOCSIN_URL)) if ours else None
    if found is None:
        text = f"this hub tells of the site's own feeds alone, such as {absolute('/alerts.atom')}"
        raise BadInput(text, where="hub.topic", reason="topic")
    feed = source(found["form"], language=found["language"] or "", place=unquote(found["place"] or ""))
    if feed.address() != topic:
        raise BadInput(f"the address of this feed is {feed.address()}", where="hub.topic", reason="topic")
    return feed


def hub_subscriptions() -> QuerySet[HubSubscription]:
    """Those that hold now."""
    return HubSubscription.objects.filter(verified__isnull=False, lapses__gt=clock.now())


def hub_keys(alert: AlertRecord) -> list[str]:
    """The keys of those who are to be told of a public alert, by the feeds that list it."""
    told = {
        topic: _lists(topic, alert)
        for topic in hub_subscriptions().values_list("topic", flat=True).distinct()
    }
    listed = hub_subscriptions().filter(topic__in=[topic for topic, lists in told.items() if lists])
    return [f"{KEY}{pk}" for pk in listed.order_by("pk").values_list("pk", flat=True)]


def hub_subscription(key: str) -> HubSubscription | None:
    """A subscription by its key, if it still holds."""
    return hub_subscriptions().filter(pk=int(key.removeprefix(KEY))).first()


def _lists(topic: str, alert: AlertRecord) -> bool:
    try:
        share = feed_of(topic).share
    except BadInput:
        return False  # a place that is gone, or the site has moved
    languages = {info.language.partition("-")[0].lower() for info in alert.infos}
    if share.language and share.language not in languages:
        return False
    return not share.points or concerns(alert, share.points)
