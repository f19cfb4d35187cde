"""MQTT: the alert as a notification of WIS2, on the broker and topic that the site names."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from tocsin.base import Alert
from tocsin.errors import BadInput
from tocsin.notify import wis2
from tocsin_server import clock
from tocsin_server.notify.channels import words
from tocsin_server.notify.channels.channel import NO_KEYS, Target, for_the_public
from tocsin_server.smtp import DeliveryFailed

TIMEOUT = 15.0
PORTS = {"mqtt": 1883, "mqtts": 8883}


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """Where messages are published, on which topic, and as whom."""

    host: str
    port: int
    tls: bool
    topic: str
    username: str = ""
    password: str = ""
    metadata_id: str = ""


class Mqtt:
    """One message on one topic, kept by nobody but those who listen. It has the same id however often it is
    published, so that sending again does no harm."""

    name = "mqtt"
    live = True
    addressed = False

    def __init__(self, timeout: float = TIMEOUT) -> None:
        self._timeout = timeout

    def check_address(self, address: str, keys: Mapping[str, str] = NO_KEYS) -> None:  # noqa: ARG002
        """It has but one recipient: the site's broker."""
        if address != self.name:
            raise BadInput("the broker has no recipients of its own", where="address")
        broker()

    def deliver(self, alert: Alert, xml: bytes, target: Target) -> None:  # noqa: ARG002
        """Publish it with QoS 1: taken once the broker says so."""
        for_the_public(alert)
        try:
            chosen = broker()
            message = wis2.notification(
                alert,
                xml,
                topic=chosen.topic,
                link=words.document_of(alert.identifier),
                published=clock.now(),
                metadata_id=chosen.metadata_id,
            )
        except BadInput as error:
            raise DeliveryFailed(str(error), permanent=True) from error
        _Publishing(chosen, self._timeout).publish(message)


def broker() -> Broker:
    """The broker that TOCSIN_MQTT names; `BadInput` where it names none."""
    parts = urlsplit(settings.TOCSIN_MQTT)
    if not parts.hostname:
        raise BadInput("this site publishes on no MQTT broker; set TOCSIN_MQTT", where="channel")
    return Broker(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        tls=parts.scheme == "mqtts",
        topic=unquote(parts.path.strip("/")),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        metadata_id=parse_qs(parts.query).get("metadata_id", [""])[0],
    )


class _Publishing:
    """One connection for one message, all of it before one deadline."""

    def __init__(self, chosen: Broker, timeout: float) -> None:
        self._broker, self._deadline = chosen, time.monotonic() + timeout
        self._refusal = ""
        self._client = Client(CallbackAPIVersion.VERSION2, reconnect_on_failure=False)
        self._client.connect_timeout = timeout
        self._client.on_connect = self._connected
        if chosen.username:
            self._client.username_pw_set(chosen.username, chosen.password)
        if chosen.tls:
            self._client.tls_set()
        self._keepalive = max(1, int(timeout))

    def publish(self, message: bytes) -> None:
        """Hand it over; `DeliveryFailed`, which always may pass, if that fails."""
        try:
            self._client.connect(self._broker.host, self._broker.port, self._keepalive)
            self._turn_until(self._client.is_connected)
            sent = self._client.publish(self._broker.topic, message, qos=1, retain=False)
            self._turn_until(sent.is_published)
        except (OSError, RuntimeError, ValueError) as error:
            raise DeliveryFailed(f"the MQTT broker cannot be reached: {error}") from error
        finally:
            self._client.disconnect()

    def _turn_until(self, reached: Callable[[], bool]) -> None:
        while not reached():
            if self._refusal:
                raise DeliveryFailed(f"the MQTT broker refuses the connection: {self._refusal}")
            if time.monotonic() > self._deadline:
                raise DeliveryFailed("the MQTT broker does not answer in time")
            code = self._client.loop(0.1)
            if code != MQTTErrorCode.MQTT_ERR_SUCCESS and not reached() and not self._refusal:
                raise DeliveryFailed(f"the MQTT broker broke off: {code.name}")

    def _connected(self, _client: Client, _data: Any, _flags: Any, reason: ReasonCode, _more: Any) -> None:
        self._refusal = str(reason) if reason.is_failure else ""
