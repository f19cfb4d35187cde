"""The command line founds a site and lets people in again."""

import pytest
from typer.testing import CliRunner, Result

from tests.server.conftest import Cast
from tocsin.errors import BadInput, Conflict, TocsinError
from tocsin_server.commands.app import app
from tocsin_server.ledger.models import Entry
from tocsin_server.units import selectors
from tocsin_server.units.viewer import viewer_of, viewer_of_token

PASSWORD = "a-long-enough-password"


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["account", *arguments], input=typed)


def refusal(*arguments: str, typed: str = "") -> TocsinError:
    error = run(*arguments, typed=typed).exception
    assert isinstance(error, TocsinError)
    return error


def first(*extra: str) -> tuple[str, ...]:
    return ("first", "admin", "--unit", "nation", "--name", "National centre", *extra)


@pytest.mark.django_db
def test_a_new_site_is_founded_with_its_administrator() -> None:
    done = run(*first(), typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    held = viewer_of(selectors.person("admin")).memberships
    assert [(one.unit_id, one.role) for one in held] == [("nation", "administrator")]
    assert selectors.person("admin").check_password(PASSWORD)
    assert set(Entry.objects.values_list("actor", flat=True)) == {"system:command-line"}


@pytest.mark.django_db
def test_a_weak_password_founds_nothing() -> None:
    assert "too short" in str(refusal(*first(), typed="short\nshort\n"))
    assert selectors.root() is None


def test_a_site_is_founded_once(cast: Cast) -> None:
    error = refusal(*first(), typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert isinstance(error, Conflict)
    assert "founded already" in str(error)


def test_an_account_is_added_with_a_role(cast: Cast) -> None:
    options = ("--unit", "region", "--role", "analyst", "--display", "Desk")
    assert run("add", "desk", *options, typed=f"{PASSWORD}\n{PASSWORD}\n").exit_code == 0
    assert viewer_of(selectors.person("desk")).memberships[0].role == "analyst"
    error = refusal(
        "add", "king", "--unit", "region", "--role", "king", "--display", "K", typed=f"{PASSWORD}\n" * 2
    )
    assert "'king' is not a role" in str(error)


def test_a_password_is_set_anew(cast: Cast) -> None:
    assert run("password", "region.duty_officer", typed=f"{PASSWORD}\n{PASSWORD}\n").exit_code == 0
    assert selectors.person("region.duty_officer").check_password(PASSWORD)
    assert isinstance(refusal("password", "nobody"), BadInput)


def test_an_account_is_closed_and_opened_again(cast: Cast) -> None:
    assert run("close", "region.duty_officer").exit_code == 0
    assert viewer_of(selectors.person("region.duty_officer")).public
    assert run("open", "region.duty_officer").exit_code == 0
    assert viewer_of(selectors.person("region.duty_officer")).memberships


def test_a_token_is_printed_once_and_works(cast: Cast) -> None:
    done = run("token", "--unit", "region", "--role", "analyst", "--name", "Export")
    token = selectors.token_of(done.output.strip())
    assert token is not None
    assert viewer_of_token(token).memberships[0].unit_id == "region"
