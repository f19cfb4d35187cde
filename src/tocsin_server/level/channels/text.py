"""Contents as people read them: a subject, a page of plain text, one line."""

from collections.abc import Iterator

from tocsin_server.level.channels.content import Asked, Content
from tocsin_server.level.wording import moment, phrase


def subject(content: Content) -> str:
    """One line without line breaks, led by the word that it is an exercise where it is one."""
    line = _say(content, f"{content.kind}_subject")
    if content.exercise:
        line = f"{phrase(content.language, 'exercise_short')}: {line}"
    return " ".join(line.split())


def text(content: Content) -> str:
    """The whole matter, paragraph by paragraph."""
    return "\n\n".join(part for part in _parts(content) if part.strip()) + "\n"


def short(content: Content) -> str:
    """As little as an SMS carries: what, by when, how to answer."""
    if content.kind == "orders" and content.asked:
        first = moment(min(asked.acknowledge_by for asked in content.asked))
        line = _say(content, "sms_orders", time=first)
    else:
        line = phrase(
            content.language, "sms_plain", what=_say(content, f"{content.kind}_subject"), link=content.link
        )
    if content.exercise:
        line = f"{phrase(content.language, 'exercise_short')}: {line}"
    return " ".join(line.split())


def _parts(content: Content) -> Iterator[str]:
    language = content.language
    if content.exercise:
        yield phrase(language, "exercise")
    yield f"TLP:{content.tlp}"
    yield _say(content, content.kind)
    if content.kind == "meeting":
        yield "\n".join(_meeting(content))
    yield from (order_text(each, language) for each in content.asked)
    yield "\n".join(phrase(language, name, **{name: said}) for name, said in _grounds(content) if said)
    yield phrase(language, "link", link=content.link)
    if content.code and content.asked:
        yield phrase(language, "code", code=content.code) + "\n" + phrase(language, "how", code=content.code)
    if content.exercise:
        yield phrase(language, "exercise")


def order_text(asked: Asked, language: str) -> str:
    """One order with its number, its deadlines, and why it went up where it did."""
    lines = [f"{asked.number}. {asked.title}"]
    if asked.unit:
        lines.append("   " + phrase(language, "given_to", unit=asked.unit))
    if asked.cause:
        lines.append("   " + phrase(language, asked.cause))
    lines.append("   " + asked.text)
    lines.append("   " + phrase(language, "acknowledge_by", time=moment(asked.acknowledge_by)))
    lines.append("   " + phrase(language, "do_by", time=moment(asked.do_by)))
    return "\n".join(lines)


def _meeting(content: Content) -> Iterator[str]:
    for name, at in (("starts", content.starts), ("ends", content.ends)):
        if at:
            yield phrase(content.language, name, time=moment(at))
    if content.place:
        yield phrase(content.language, "place", place=content.place)
    if content.agenda:
        yield "\n" + content.agenda


def _grounds(content: Content) -> tuple[tuple[str, str], ...]:
    return (("reason", content.reason), ("basis", content.basis), ("owner", content.owner))


def _say(content: Content, name: str, **more: str) -> str:
    return phrase(
        content.language, name, level=content.level, over=content.over, unit=content.unit_name,
        ends=moment(content.ends) if content.ends else "", count=len(content.asked), about=content.about,
        title=content.title, code=content.code, link=content.link, **more,
    )  # fmt: skip
