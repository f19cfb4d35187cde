"""What every channel to units keeps to; one that is added must be listed here with where it delivers to."""

import hashlib
import hmac
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from tests.server.level.reach import (
    DESK,
    MOBILE,
    MORNING,
    SECRET,
    Hook,
    Post,
    hung_server,
    mail_server,
    web_hook,
)
from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.level import wording
from tocsin_server.level.channels import (
    CHANNELS,
    Asked,
    Channel,
    Content,
    Letter,
    Standing,
    admit,
    get_channel,
)
from tocsin_server.level.channels.numbers import number
from tocsin_server.level.channels.sms import Http
from tocsin_server.level.channels.text import short, subject, text
from tocsin_server.level.channels.webhook import Webhook, signed
from tocsin_server.smtp import DeliveryFailed

REAL = Standing(exercise=False, decided=True)
ASKED = Asked(
    number=7,
    title="Staff the desk",
    text="Day and night.",
    acknowledge_by=MORNING,
    do_by=MORNING,
    state="issued",
)
CONTENT = Content(
    id="orders:1:2",
    kind="orders",
    language="en",
    exercise=False,
    tlp="AMBER",
    unit="locality",
    unit_name="Locality",
    link="https://tocsin.example/console/orders/1/locality/",
    level="Heightened",
    over="Nation",
    basis="A law",
    owner="An office",
    reason="Attacks abroad",
    starts=MORNING,
    ends=MORNING,
    asked=(ASKED,),
    code="K7Q4-92F",
)


@pytest.fixture(autouse=True)
def _a_morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


@pytest.fixture
def ends(settings: Any, tmp_path: Path) -> Iterator["Ends"]:
    settings.HOME, settings.TOCSIN_SMS = tmp_path, "folder"
    settings.TOCSIN_WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    with mail_server(settings) as post, web_hook() as hook:
        yield Ends(post, hook, tmp_path)


class Ends:
    """The far end of every channel."""

    def __init__(self, post: Post, hook: Hook, home: Path) -> None:
        self.post, self.hook, self.home = post, hook, home
        self.addresses = {"mail": DESK, "webhook": hook.url, "sms": MOBILE, "rehearsal": "rehearsal"}
        self._counts: dict[str, Callable[[], int]] = {
            "mail": lambda: len(post.taken),
            "webhook": lambda: len(hook.taken),
            "sms": lambda: len(list((home / "sms").glob("*.txt"))),
            "rehearsal": lambda: len(list((home / "rehearsal").glob("*.txt"))),
        }

    def letter(self, channel: Channel) -> Letter:
        body, address = channel.write(CONTENT), self.addresses[channel.name]
        return Letter(id=CONTENT.id, subject=subject(CONTENT), body=body, address=address, secret=SECRET)

    def arrived(self, channel: Channel) -> int:
        return self._counts[channel.name]()


@pytest.fixture(params=CHANNELS, ids=lambda channel: channel.name)
def channel(request: pytest.FixtureRequest) -> Channel:
    made: Channel = request.param
    return made


def test_its_name_is_its_own_and_finds_it(channel: Channel) -> None:
    assert get_channel(channel.name) is channel
    assert [one.name for one in CHANNELS].count(channel.name) == 1


def test_one_letter_is_one_message_at_the_far_end(channel: Channel, ends: Ends) -> None:
    channel.send(ends.letter(channel))
    assert ends.arrived(channel) == 1


def test_what_it_writes_names_the_order_or_leads_to_it_and_has_the_code(channel: Channel) -> None:
    body = channel.write(CONTENT)
    assert "K7Q4-92F" in body
    assert CONTENT.link in body
    assert "Staff the desk" in body or channel.name == "sms"


@pytest.mark.parametrize(
    "standing", [Standing(exercise=True, decided=True), Standing(exercise=False, decided=False)]
)
def test_only_what_is_not_live_lets_in_what_is_not_the_real_thing(
    channel: Channel, standing: Standing
) -> None:
    admit(channel, REAL)
    if channel.live:
        with pytest.raises(Conflict, match=f"never leaves by {channel.name}"):
            admit(channel, standing)
    else:
        admit(channel, standing)


def test_it_knows_its_own_addresses(channel: Channel, ends: Ends) -> None:
    address = channel.check_address(ends.addresses[channel.name], SECRET)
    assert channel.check_address(address, SECRET) == address
    with pytest.raises(BadInput):
        channel.check_address("nobody in particular", SECRET)


def test_there_is_no_other_channel() -> None:
    with pytest.raises(BadInput, match="mail, webhook, sms, rehearsal"):
        get_channel("pigeon")


def test_an_exercise_says_so_first_and_last_in_words_and_first_in_short() -> None:
    trial = replace(CONTENT, exercise=True)
    words = text(trial).strip().split("\n\n")
    assert words[0] == words[-1] != ""
    assert words[0].startswith("EXERCISE")
    assert subject(trial).startswith("EXERCISE:")
    assert short(trial).startswith("EXERCISE:")


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "zh", "fr-CA", "xx"])
@pytest.mark.parametrize("kind", ["orders", "changed", "ended", "escalated", "meeting"])
def test_every_kind_is_told_in_every_language(language: str, kind: str) -> None:
    told = replace(CONTENT, language=language, kind=kind, title="Situation", about="Invitation", cap=b"")
    assert subject(told)
    assert "\n" not in short(told)
    assert "{" not in text(told)


def test_a_subject_cannot_carry_a_header_of_its_own() -> None:
    assert "\n" not in subject(replace(CONTENT, level="Heightened\nBcc: x@y.example"))


def test_a_web_hook_is_signed_over_time_and_body(ends: Ends) -> None:
    hook = get_channel("webhook")
    hook.send(ends.letter(hook))
    headers, body = ends.hook.taken[0]
    signature = hmac.new(SECRET.encode(), headers["tocsin-timestamp"].encode() + b"." + body, hashlib.sha256)
    assert headers["tocsin-signature"] == f"v1={signature.hexdigest()}"
    assert headers["tocsin-notice"] == CONTENT.id
    told = json.loads(body)
    assert (told["unit"], told["asked"][0]["number"], told["exercise"]) == ("locality", 7, False)


def test_another_body_or_time_has_another_signature() -> None:
    seals = {signed(body, SECRET, at, "1")["tocsin-signature"] for body in (b"a", b"b") for at in (1, 2)}
    assert len(seals) == 4


@pytest.mark.parametrize(
    ("status", "permanent"), [(400, True), (404, True), (302, True), (429, False), (500, False), (503, False)]
)
def test_a_web_hook_that_refuses_says_whether_trying_again_helps(
    ends: Ends, status: int, permanent: bool
) -> None:
    ends.hook.status = status
    with pytest.raises(DeliveryFailed, match=f"answers {status}") as caught:
        get_channel("webhook").send(ends.letter(get_channel("webhook")))
    assert (caught.value.permanent, caught.value.unsure) == (permanent, False)


def test_a_web_hook_follows_no_redirect(ends: Ends) -> None:
    with web_hook() as other:
        ends.hook.status, ends.hook.location = 307, other.url
        with pytest.raises(DeliveryFailed):
            get_channel("webhook").send(ends.letter(get_channel("webhook")))
        assert other.taken == []


def test_a_web_hook_that_says_nothing_is_given_up_in_time_and_left_unsure(ends: Ends) -> None:
    with hung_server() as port:
        letter = replace(ends.letter(get_channel("webhook")), address=f"http://127.0.0.1:{port}/")
        with pytest.raises(DeliveryFailed, match="fell silent") as caught:
            Webhook(timeout=0.3).send(letter)
    assert caught.value.unsure


@pytest.mark.parametrize(
    ("address", "lives_at", "says"),
    [
        ("https://inside.example/", "10.1.2.3", "neither public nor"),
        ("https://inside.example/", "169.254.169.254", "neither public nor"),
        ("https://[::1]/", "::1", "neither public nor"),
        ("http://public.example/", "1.1.1.1", "https:// alone"),
        ("ftp://public.example/", "1.1.1.1", "https://"),
        ("https://user:word@public.example/", "1.1.1.1", "user name"),
    ],
)
def test_a_web_hook_cannot_turn_the_server_against_its_own_network(
    address: str, lives_at: str, says: str
) -> None:
    hook = Webhook(resolver=lambda host, port: [lives_at])
    with pytest.raises(BadInput, match=says):
        hook.check_address(address, SECRET)
    letter = Letter(id="1", subject="", body="{}", address=address, secret=SECRET)
    with pytest.raises(DeliveryFailed, match=says) as caught:
        hook.send(letter)
    assert caught.value.permanent


def test_a_secret_that_can_be_guessed_is_refused(ends: Ends) -> None:
    with pytest.raises(BadInput, match="at least 16"):
        get_channel("webhook").check_address(ends.hook.url, "short")


@pytest.mark.parametrize(
    "given", ["12345", "+44 20", "abc", "+0123456789", "020 7946 0000", "+4420794600001234567"]
)
def test_what_is_no_number_is_refused(given: str) -> None:
    with pytest.raises(BadInput, match="country code"):
        number(given)


def test_a_site_without_a_gateway_or_a_mail_server_says_so(settings: Any) -> None:
    settings.TOCSIN_SMS = settings.EMAIL_HOST = ""
    with pytest.raises(BadInput, match="TOCSIN_SMS"):
        get_channel("sms").check_address(MOBILE, "")
    with pytest.raises(BadInput, match="TOCSIN_MAIL"):
        get_channel("mail").check_address(DESK, "")
    with pytest.raises(DeliveryFailed, match="TOCSIN_SMS"):
        get_channel("sms").send(Letter(id="1", subject="", body="x", address=MOBILE))


def test_a_gateway_gets_json_with_its_token_or_an_address_with_its_blanks_filled_in() -> None:
    with web_hook() as far:
        Http(far.url, "token").send(MOBILE, "Hallo & co", "n1")
        headers, body = far.taken[0]
        assert headers["authorization"] == "Bearer token"
        assert json.loads(body) == {"to": MOBILE, "text": "Hallo & co", "id": "n1"}


def test_a_gateway_that_refuses_hangs_or_is_gone_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    with web_hook() as far:
        far.status = 400
        with pytest.raises(DeliveryFailed, match="answers 400") as refused:
            Http(far.url).send(MOBILE, "x", "1")
    assert refused.value.permanent
    with pytest.raises(DeliveryFailed, match="cannot be reached") as gone:
        Http("http://127.0.0.1:9/").send(MOBILE, "x", "1")
    assert not gone.value.permanent
    assert not gone.value.unsure
    monkeypatch.setattr("tocsin_server.level.channels.sms.TIMEOUT", 0.3)
    with hung_server() as port, pytest.raises(DeliveryFailed, match="fell silent") as silent:
        Http(f"http://127.0.0.1:{port}/").send(MOBILE, "x", "1")
    assert silent.value.unsure


def test_the_check_in_the_handbook_accepts_what_is_sent_and_nothing_else(ends: Ends) -> None:
    page = (Path(__file__).parents[3] / "docs/reference/web-hooks.md").read_text("utf-8")
    names: dict[str, Any] = {}
    exec(page.partition("```python\n")[2].partition("```")[0], names)
    hook = get_channel("webhook")
    hook.send(ends.letter(hook))
    headers, body = ends.hook.taken[0]
    given = (headers["tocsin-timestamp"], headers["tocsin-signature"])
    now = MORNING.timestamp()
    is_genuine = names["is_genuine"]
    assert is_genuine(SECRET, *given, body, now)
    assert not is_genuine("another secret", *given, body, now)
    assert not is_genuine(SECRET, *given, body + b" ", now)
    assert not is_genuine(SECRET, *given, body, now + 3600)


def test_the_handbook_names_every_field_of_a_web_hooks_body() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/web-hooks.md").read_text("utf-8")
    told = json.loads(get_channel("webhook").write(CONTENT))
    assert [name for name in (*told, *told["asked"][0]) if f"`{name}`" not in page] == []


def test_every_language_has_every_phrase_and_the_same_blanks() -> None:
    """Only `sms_plain` and what is said where a script cannot be set may be left to English."""
    english = wording.phrases("en")
    for language in wording.LANGUAGES:
        file = tomllib.loads((Path(wording.__file__).parent / f"{language}.toml").read_text("utf-8"))
        assert set(english) - set(file) <= {"sms_plain", "paper_unset"}
        for name, words in file.items():
            assert blanks(words) == blanks(english[name]), (language, name)


def blanks(words: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", words))
