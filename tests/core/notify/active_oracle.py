"""Which alerts are in force, worked out from the rules by trying every pair: slow, and in other ways."""

from datetime import timedelta
from itertools import product

ENDING, STANDING = ("Update", "Cancel"), ("Alert", "Update")


def in_force(alerts, now):
    """The set of alerts in force, each status by itself."""
    known = {alert for alert in alerts if alert.sent <= now}
    return {each for each in known if _stands(each, [a for a in known if a.status == each.status], now)}


def _stands(alert, known, now):
    end = max((info.expires or alert.sent + timedelta(days=1) for info in alert.infos), default=now)
    return alert.message_type in STANDING and now < end and alert.reference not in ended(known)


def ended(known):
    """Every name that some message ends."""
    names = {alert.reference for alert in known} | {old for alert in known for old in alert.references}
    raw = {(new, old) for new, old in product(names, names) if _ends(new, old, known)}
    circular = _closure(raw)
    direct = {(new, old) for new, old in raw if (old, new) not in circular}
    below = _closure(direct)
    gone = {old for _, old in below}
    for new, first in direct:
        if all(len(_valid(version)) == 1 for version in known if version.reference == new):
            line = {name for name, root in below if root == first and name.sent < new.sent}
            gone |= line | {old for name, old in below if name in line}
    return gone


def _ends(new, old, known):
    """Whether all that came under a name say that it ends another."""
    versions = [alert for alert in known if alert.reference == new]
    return bool(versions) and all(old in _valid(version) for version in versions)


def _valid(alert):
    if alert.message_type not in ENDING:
        return set()
    return {
        old
        for old in alert.references
        if old != alert.reference and old.sender == alert.sender and old.sent <= alert.sent
    }


def _closure(pairs):
    """Pairs that are linked by any number of steps."""
    while True:
        more = {(a, d) for (a, b), (c, d) in product(pairs, pairs) if b == c} - pairs
        if not more:
            return pairs
        pairs = pairs | more
