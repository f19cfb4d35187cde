"""A mail speaks the reader's language first, and a subscriber leaves by one request."""

import email
from dataclasses import replace
from email.policy import default
from typing import Any

import pytest

from tests.server.notify.conftest import Post
from tests.server.notify.samples import ALERT, FRENCH, INFO
from tocsin.base import MessageType, Scope
from tocsin.notify import cap
from tocsin_server.notify.channels import Target, get_channel

DESK = Target(key="subscriber:7", address="desk@paper.example")
LEAVE = "https://tocsin.example/unsubscribe/abc"


def posted(post: Post, alert: Any = ALERT, **changes: Any) -> tuple[Any, str]:
    get_channel("mail").deliver(alert, cap.write(alert), replace(DESK, **changes))
    message = message_of(post)
    return message, message.get_body().get_content()


def message_of(post: Post) -> Any:
    content = post.taken[-1].content
    assert isinstance(content, bytes)
    return email.message_from_bytes(content, policy=default)


def test_the_language_asked_for_stands_first_and_all_others_below(post: Post) -> None:
    message, body = posted(post, language="fr-CA")
    assert message["Subject"] == "ALERTE : Restez chez vous"
    assert body.index("Fermez les portes.") < body.index("-" * 40) < body.index("Lock the doors.")
    assert body.count(f"http://localhost:8000/alerts/{ALERT.identifier}/") == 1
    _, plain = posted(post)
    assert plain.index("Lock the doors.") < plain.index("Fermez les portes.")


def test_a_subscriber_leaves_by_one_request_and_others_are_not_asked_to(post: Post) -> None:
    message, body = posted(post, unsubscribe=LEAVE)
    assert message["List-Unsubscribe"] == f"<{LEAVE}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert LEAVE in body
    message, body = posted(post)
    assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (None, None)
    assert "unsubscribe" not in body


def test_its_message_id_tells_alert_and_recipient_and_not_the_address(post: Post) -> None:
    message, _ = posted(post)
    assert message["Message-ID"] == "<urn-oid-2.49.0.1.0.0.2015.7.subscriber-7@tocsin.example>"


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (MessageType.ALERT, "ALERT: "),
        (MessageType.UPDATE, "ALERT, updated: "),
        (MessageType.CANCEL, "ALERT ENDED: "),
    ],
)
def test_the_subject_says_whether_it_begins_goes_on_or_ends(
    post: Post, kind: MessageType, title: str
) -> None:
    references = (
        () if kind is MessageType.ALERT else (replace(ALERT.reference, identifier="urn:oid:2.49.0.1.1"),)
    )
    message, _ = posted(post, replace(ALERT, message_type=kind, references=references))
    assert message["Subject"] == f"{title}Stay indoors"


def test_a_subject_cannot_carry_a_header_of_its_own(post: Post) -> None:
    sly = replace(ALERT, infos=(replace(INFO, headline="Stay indoors\nBcc: x@y.example"), FRENCH))
    message, _ = posted(post, sly)
    assert message["Bcc"] is None
    assert message["Subject"] == "ALERT: Stay indoors Bcc: x@y.example"


def test_what_is_not_public_has_no_page_to_lead_to(post: Post) -> None:
    inner = replace(ALERT, scope=Scope.RESTRICTED, restriction="Units alone")
    _, body = posted(post, inner)
    assert "http://localhost:8000" not in body
