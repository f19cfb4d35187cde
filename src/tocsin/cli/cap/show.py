"""`tocsin cap show`: what alerts say, for people."""

from collections.abc import Iterator
from datetime import datetime

from tocsin.base import Alert, Area, Info
from tocsin.cli.cap.formats import Chosen, Format, tell
from tocsin.cli.cap.inputs import Files, results
from tocsin.cli.cap.results import Result
from tocsin.cli.messages import printable
from tocsin.notify import cap


def show(files: Files, chosen: Chosen = Format.TEXT) -> None:
    """Show what alerts say: to whom, what, where, and from when to when, in the times of their own zones.

    [bold]Examples[/bold]

    tocsin cap show alert.xml

    tocsin cap show alerts/ --format json
    """
    tell(results(files, "reading", _show), chosen)


def _show(name: str, data: bytes) -> Result:
    parsed = cap.parse(data, where=name)
    if parsed.alert is None:
        return Result(file=name, problems=parsed.lost, text="its head cannot be read")
    text = "\n".join(printable(line) for line in _alert(parsed.alert))
    return Result(file=name, problems=parsed.lost, facts={"alert": cap.record(parsed.alert)}, text=text)


def _alert(alert: Alert) -> Iterator[str]:
    yield f"{alert.message_type.value} {alert.identifier}"
    yield f"  {alert.status.value}, {alert.scope.value.lower()}"
    yield f"  sent {_time(alert.sent)} by {alert.sender}"
    yield from _line("for", ", ".join(alert.addresses) or alert.restriction)
    for reference in alert.references:
        yield f"  about {reference.identifier} of {_time(reference.sent)}"
    yield from _line("note", alert.note)
    for info in alert.infos:
        yield ""
        yield from _info(info)


def _info(info: Info) -> Iterator[str]:
    yield f"  [{info.language}] {info.headline or info.event}"
    yield f"    {info.event}: {', '.join(info.category)}; {info.urgency}, {info.severity}, {info.certainty}"
    yield f"    {_span(info)}"
    for text in (info.description, info.instruction):
        for line in text.splitlines():
            if line.strip():
                yield f"    {line.strip()}"
    yield from _line("  do", ", ".join(info.response))
    yield from _line("  sent by", info.sender_name)
    yield from _line("  more", " ".join(filter(None, (info.web, info.contact))))
    for area in info.areas:
        yield f"    where: {area.description}{_shape(area)}"
    for resource in info.resources:
        yield f"    with: {resource.description} ({resource.mime_type}) {resource.uri}".rstrip()


def _line(label: str, text: str) -> Iterator[str]:
    if text:
        yield f"  {label}: {text}"


def _span(info: Info) -> str:
    start = info.onset or info.effective
    begins = f"from {_time(start)} " if start else ""
    return f"{begins}until {_time(info.expires)}" if info.expires else f"{begins}with no end given"


def _time(time: datetime) -> str:
    zone = time.isoformat()[-6:]
    return f"{time:%Y-%m-%d %H:%M} {'UTC' if zone == '+00:00' else f'UTC{zone}'}"


def _shape(area: Area) -> str:
    shapes = [f"polygon of {len(ring)} points" for ring in area.polygons]
    shapes += [f"{radius:g} km around {y:g}, {x:g}" for y, x, radius in area.circles]
    shapes += [f"{name} {value}" for name, value in area.geocodes]
    return f" ({'; '.join(shapes)})" if shapes else ""
