"""An alert is published on a real broker; what goes wrong is told and may be tried again."""

import json
import socket
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha512
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Cast
from tests.server.level.reach import free_port, hung_server
from tests.server.notify.conftest import WORDS
from tests.server.notify.ends import TOPIC, Listener, mqtt_broker, mqtt_listener
from tests.server.notify.samples import ALERT
from tocsin.errors import BadInput
from tocsin.notify import cap
from tocsin_server.jobs import worker
from tocsin_server.notify import services
from tocsin_server.notify.channels import DeliveryFailed, Target, get_channel
from tocsin_server.notify.channels.mqtt import Mqtt, broker
from tocsin_server.pipeline.handlers import HANDLERS

TARGET = Target(key="mqtt", address="mqtt")


@pytest.fixture
def listener(settings: Any) -> Iterator[Listener]:
    with mqtt_listener() as made:
        settings.TOCSIN_MQTT = f"mqtt://127.0.0.1:{made.port}/{TOPIC}?metadata_id=urn:wmo:md:xx-centre:alerts"
        yield made


def test_a_subscriber_hears_the_notification_and_finds_the_alert_whole(listener: Listener) -> None:
    xml = cap.write(ALERT)
    get_channel("mqtt").deliver(ALERT, xml, TARGET)
    assert listener.waited(1) == 1
    (message,) = listener.heard
    assert (message.topic, message.qos, message.retain) == (TOPIC, 1, False)
    told = json.loads(message.payload)
    assert told["properties"]["integrity"]["value"] == b64encode(sha512(xml).digest()).decode()
    assert told["properties"]["content"]["value"].encode() == xml
    assert told["properties"]["metadata_id"] == "urn:wmo:md:xx-centre:alerts"
    assert told["links"][0]["href"] == f"http://localhost:8000/alerts/{ALERT.identifier}.xml"


def test_one_published_twice_has_the_same_id(listener: Listener) -> None:
    for _ in range(2):
        get_channel("mqtt").deliver(ALERT, b"<alert/>", TARGET)
    assert listener.waited(2) == 2
    assert len({json.loads(message.payload)["id"] for message in listener.heard}) == 1


def test_a_broker_that_is_down_silent_or_no_broker_is_tried_again(settings: Any) -> None:
    settings.TOCSIN_MQTT = f"mqtt://127.0.0.1:{free_port()}/{TOPIC}"
    with pytest.raises(DeliveryFailed, match="cannot be reached") as down:
        Mqtt().deliver(ALERT, b"<alert/>", TARGET)
    with hung_server() as port:
        settings.TOCSIN_MQTT = f"mqtt://127.0.0.1:{port}/{TOPIC}"
        with pytest.raises(DeliveryFailed, match="in time") as silent:
            Mqtt(timeout=0.5).deliver(ALERT, b"<alert/>", TARGET)
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings.TOCSIN_MQTT = f"mqtts://127.0.0.1:{other.getsockname()[1]}/{TOPIC}"
        with pytest.raises(DeliveryFailed, match="cannot be reached") as slow:
            Mqtt(timeout=1).deliver(ALERT, b"<alert/>", TARGET)
    assert not any(caught.value.permanent or caught.value.unsure for caught in (down, silent, slow))


def test_a_broker_that_does_not_know_the_site_says_so(settings: Any, tmp_path: Path) -> None:
    passwords = tmp_path / "passwords"
    passwords.write_text("")
    with mqtt_broker(passwords) as listener:
        settings.TOCSIN_MQTT = f"mqtt://site:wrong@127.0.0.1:{listener.port}/{TOPIC}"
        with pytest.raises(DeliveryFailed, match=r"refuses|broke off"):
            Mqtt().deliver(ALERT, b"<alert/>", TARGET)


def test_the_address_of_a_broker_says_where_as_whom_and_on_which_topic(settings: Any) -> None:
    settings.TOCSIN_MQTT = f"mqtts://us%40x:p%3Aw@broker.example/{TOPIC}"
    found = broker()
    assert (found.host, found.port, found.tls, found.topic) == ("broker.example", 8883, True, TOPIC)
    assert (found.username, found.password, found.metadata_id) == ("us@x", "p:w", "")


def test_a_site_without_a_broker_says_so(settings: Any) -> None:
    settings.TOCSIN_MQTT = ""
    with pytest.raises(BadInput, match="TOCSIN_MQTT"):
        get_channel("mqtt").check_address("mqtt")
    with pytest.raises(DeliveryFailed, match="TOCSIN_MQTT") as caught:
        get_channel("mqtt").deliver(ALERT, cap.write(ALERT), TARGET)
    assert caught.value.permanent


def test_publishing_tells_the_broker_once_and_of_the_real_thing_alone(
    placed: Cast, listener: Listener
) -> None:
    officer = placed["nation.duty_officer"]
    rows = [
        services.publish(services.draft(officer, **WORDS | more).pk, officer)
        for more in ({"status": "Exercise"}, {"scope": "Restricted", "restriction": "Units alone"}, {})
    ]
    worker.drain(HANDLERS)
    assert listener.waited(1) == 1
    assert json.loads(listener.heard[0].payload)["properties"]["data_id"].endswith(str(rows[-1].identifier))
