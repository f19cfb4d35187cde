"""Nobody opens a page of the console without password or passkey, second factor and a role."""

import base64
import json
import re
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse

from tests.server.conftest import TESTER, Cast
from tests.server.units.passkey import Passkey
from tocsin_server.ledger.models import Entry
from tocsin_server.units import selectors, services

PASSWORD = "a-long-enough-password"
PAGE = "/console/page/"


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"seen by {request.viewer.label}")  # type: ignore[attr-defined]


urlpatterns = [path("console/page/", page), path("", include("tocsin_server.urls"))]
pytestmark = pytest.mark.urls("tests.server.units.test_log_in")


@pytest.fixture
def officer(cast: Cast) -> Iterator[str]:
    """The user name of a duty officer who has a password and no second factor."""
    services.set_password(TESTER, "region.duty_officer", PASSWORD)
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        yield "region.duty_officer"


def log_in(client: Client, username: str, password: str = PASSWORD) -> HttpResponse:
    return client.post(reverse("account_login"), {"login": username, "password": password})


def code(secret: str) -> str:
    """What an authenticator app shows now, by an independent reckoning."""
    key = base64.b32decode(secret)
    return TOTP(key, 6, SHA1(), 30, enforce_key_length=False).generate(time.time()).decode()


def add_app(client: Client) -> str:
    """Set up an authenticator app as a person does; its secret."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    shown = client.get(reverse("mfa_activate_totp"))
    secret: str = shown.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    return secret


def add_passkey(client: Client, passkey: Passkey) -> None:
    """Set up a passkey as a browser does."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    options = client.get(reverse("mfa_add_webauthn")).context["js_data"]["creation_options"]
    credential = json.dumps(passkey.create(options))
    client.post(
        reverse("mfa_add_webauthn"), {"name": "Phone", "credential": credential, "passwordless": "on"}
    )


def log_in_by_passkey(client: Client, passkey: Passkey) -> None:
    address = reverse("mfa_login_webauthn")
    options = client.get(address, headers={"X-Requested-With": "XMLHttpRequest"}).json()["request_options"]
    client.post(address, {"credential": json.dumps(passkey.get(options))})


def test_a_stranger_is_sent_to_log_in_and_back(client: Client, cast: Cast) -> None:
    answer = client.get(f"{PAGE}?kind=bombing")
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next=/console/page/%3Fkind%3Dbombing"


def test_a_part_that_refreshes_sends_the_whole_page_to_log_in(client: Client, cast: Cast) -> None:
    answer = client.get(PAGE, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"][:16]) == (200, "/accounts/login/")


def test_a_person_without_second_factor_is_sent_to_set_one_up(client: Client, officer: str) -> None:
    assert log_in(client, officer).status_code == 302
    answer = client.get(PAGE)
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))


def test_with_password_and_app_a_person_gets_in(client: Client, officer: str) -> None:
    log_in(client, officer)
    secret = add_app(client)
    assert client.get(PAGE).content == b"seen by person:region.duty_officer"
    client.post(reverse("account_logout"))
    assert client.get(PAGE).status_code == 302

    answer = log_in(client, officer)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(PAGE).status_code == 302, "the password alone opens nothing"
    Authenticator.objects.update(last_used_at=None)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert client.get(PAGE).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("verifies", "other_key", "expected"),
    [(True, False, 200), (False, False, 302), (True, True, 302)],
    ids=["a passkey", "a key that did not ask its owner", "a key of somebody else"],
)
def test_a_passkey_that_verifies_its_owner_opens_without_password(
    client: Client, officer: str, verifies: bool, other_key: bool, expected: int
) -> None:
    passkey = Passkey("http://testserver")
    log_in(client, officer)
    add_passkey(client, passkey)
    assert client.get(PAGE).status_code == 200, "it is a second factor"
    client.post(reverse("account_logout"))
    passkey.verifies = verifies
    if other_key:
        passkey.key = Passkey("http://testserver").key
    log_in_by_passkey(client, passkey)
    assert client.get(PAGE).status_code == expected


def test_recovery_codes_are_given_with_the_first_factor_and_open_once(client: Client, officer: str) -> None:
    log_in(client, officer)
    add_app(client)
    shown = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    recovery = re.findall(r"\b\d{8}\b", shown)
    assert len(set(recovery)) == 10
    for attempt, expected in ((recovery[0], 200), (recovery[0], 302)):
        client.post(reverse("account_logout"))
        log_in(client, officer)
        client.post(reverse("mfa_authenticate"), {"code": attempt})
        assert client.get(PAGE).status_code == expected


def test_who_lost_every_factor_sets_up_new_ones(client: Client, officer: str) -> None:
    log_in(client, officer)
    add_app(client)
    services.reset_factors(TESTER, officer)
    assert client.get(PAGE)["Location"] == reverse("mfa_index")
    last = Entry.objects.latest("sequence")
    assert (last.action, last.actor) == ("units.factors_reset", "system:test")


def test_a_factor_that_its_owner_removes_is_in_the_ledger(client: Client, officer: str) -> None:
    log_in(client, officer)
    add_app(client)
    client.post(reverse("mfa_deactivate_totp"))
    removed = Entry.objects.get(action="units.factor_removed", actor=f"person:{officer}")
    assert removed.data == {"factor": "totp"}
    assert client.get(PAGE)["Location"] == reverse("mfa_index")


@override_settings(SAMPLE=True)
def test_the_sample_asks_for_no_second_factor(client: Client, officer: str) -> None:
    log_in(client, officer)
    assert client.get(PAGE).status_code == 200


@override_settings(SAMPLE=True)
def test_who_has_no_role_gets_no_page(client: Client, cast: Cast) -> None:
    client.force_login(services.add_person(TESTER, username="guest", display="Guest"))
    assert client.get(PAGE).status_code == 403


@override_settings(SAMPLE=True)
def test_a_closed_account_is_out_at_once(client: Client, officer: str) -> None:
    log_in(client, officer)
    services.set_active(TESTER, officer, False)
    assert client.get(PAGE).status_code == 302
    log_in(client, officer)
    assert client.get(PAGE).status_code == 302


@override_settings(SAMPLE=True)
def test_a_new_password_ends_other_sessions(client: Client, officer: str) -> None:
    log_in(client, officer)
    services.set_password(TESTER, officer, "another-long-password")
    assert client.get(PAGE).status_code == 302


def test_after_five_wrong_passwords_even_the_right_one_waits(client: Client, officer: str) -> None:
    for _ in range(5):
        log_in(client, officer, "a-wrong-password")
    answer = log_in(client, officer)
    assert answer.status_code == 200
    assert "Too many failed login attempts" in answer.content.decode()


def test_nobody_signs_up_or_resets_by_mail(client: Client, cast: Cast) -> None:
    for page_name in ("signup", "password/reset", "email", "confirm-email"):
        assert client.get(f"/accounts/{page_name}/").status_code == 404


def test_log_ins_are_in_the_ledger_and_failures_in_the_log(
    client: Client, officer: str, caplog: pytest.LogCaptureFixture
) -> None:
    log_in(client, officer, "a-wrong-password")
    assert f"log-in failed for '{officer}'" in caplog.text
    log_in(client, officer)
    add_app(client)
    client.post(reverse("account_logout"))
    acts = Entry.objects.filter(actor=f"person:{officer}").order_by("sequence")
    assert list(acts.values_list("action", "data")) == [
        ("units.logged_in", {}),
        ("units.factor_added", {"factor": "totp"}),
        ("units.factor_added", {"factor": "recovery_codes"}),
        ("units.logged_out", {}),
    ]


def test_an_account_has_no_names_of_a_person(cast: Cast) -> None:
    columns = {field.name for field in selectors.person("region.duty_officer")._meta.get_fields()}
    assert not columns & {"first_name", "last_name", "full_name", "phone", "birthday"}


def test_private_pages_are_kept_by_no_cache_and_run_no_inline_code(client: Client, officer: str) -> None:
    answer = client.get(reverse("account_login"))
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    policy = dict(rule.split(" ", 1) for rule in answer["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert "unsafe" not in answer["Content-Security-Policy"]
    log_in(client, officer)
    cookie = client.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
