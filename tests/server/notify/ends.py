"""The far ends of the channels, all really there: servers that take what is sent and show what they took."""

import asyncio
import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import http_ece
from amqtt.broker import Broker
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from paho.mqtt.client import CallbackAPIVersion, Client

from tests.server.level.reach import Post, free_port, mail_server
from tocsin_server.notify.channels import Channel, Target

SECRET = "a secret of twenty characters"
READER = {
    "topic": "http://localhost:8000/alerts.atom",
    "form": "atom",
    "title": "Nation: public alerts",
    "language": "",
    "hub": "http://localhost:8000/hub",
    "secret": SECRET,
}
TOPIC = "origin/a/wis2/xx-centre/data/core/weather/advisories-warnings"


@dataclass
class Taken:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Machine:
    """A web server of somebody: what came to it, and its answers. `echoes`: it confirms what WebSub asks."""

    url: str = ""
    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    echoes: bool = True
    taken: list[Taken] = field(default_factory=list)

    def posted(self) -> list[Taken]:
        return [one for one in self.taken if one.method == "POST"]

    def asked(self) -> list[dict[str, str]]:
        """The queries of the GET requests."""
        return [
            {name: values[0] for name, values in parse_qs(urlsplit(one.path).query).items()}
            for one in self.taken
            if one.method == "GET"
        ]


@contextmanager
def machine(path: str = "/here") -> Iterator[Machine]:
    found = Machine()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.taken.append(Taken(self.command, self.path, headers, body))
            answer = found.body
            if self.command == "GET" and found.echoes:
                answer = parse_qs(urlsplit(self.path).query)["hub.challenge"][0].encode()
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            with suppress(ConnectionError):  # whoever has read enough hangs up
                self.wfile.write(answer)

        do_GET = do_POST

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_port}{path}"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


class Browser:
    """A browser that has subscribed: its keys, and how it opens what is sealed for it."""

    def __init__(self) -> None:
        self._key, self._secret = ec.generate_private_key(ec.SECP256R1()), bytes(range(16))
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.keys = {"p256dh": _base64url(point), "auth": _base64url(self._secret)}

    def opened(self, body: bytes) -> dict[str, Any]:
        text = http_ece.decrypt(body, private_key=self._key, auth_secret=self._secret, version="aes128gcm")
        told: dict[str, Any] = json.loads(text)
        return told


@dataclass
class Listener:
    """An MQTT broker, and what a subscriber to all its topics heard."""

    port: int
    heard: list[Any] = field(default_factory=list)

    def waited(self, count: int) -> int:
        """How many messages were heard, once there are as many as expected or some seconds have passed."""
        end = time.monotonic() + 5
        while len(self.heard) < count and time.monotonic() < end:
            time.sleep(0.02)
        return len(self.heard)


@contextmanager
def mqtt_broker(passwords: Path | None = None) -> Iterator[Listener]:
    """A broker in a thread of its own; with `passwords` (name:hash), only whom the file names comes in."""
    port, loop = free_port(), asyncio.new_event_loop()
    plugins: dict[str, Any] = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}
    if passwords:
        plugins = {"amqtt.plugins.authentication.FileAuthPlugin": {"password_file": str(passwords)}}
    config = {"listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}}, "plugins": plugins}
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def do(made: Callable[[], Any]) -> Any:
        async def run() -> Any:
            return await made()

        return asyncio.run_coroutine_threadsafe(run(), loop).result(10)

    async def begin() -> Broker:
        broker = Broker(config)
        await broker.start()
        return broker

    broker = do(begin)
    try:
        yield Listener(port)
    finally:
        do(broker.shutdown)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


@contextmanager
def mqtt_listener() -> Iterator[Listener]:
    with mqtt_broker() as listener:
        ready = threading.Event()
        client = Client(CallbackAPIVersion.VERSION2)
        client.on_message = lambda _client, _data, message: listener.heard.append(message)
        client.on_connect = lambda *_: client.subscribe("#", qos=1)
        client.on_subscribe = lambda *_: ready.set()
        client.connect("127.0.0.1", listener.port)
        client.loop_start()
        assert ready.wait(10)
        try:
            yield listener
        finally:
            client.disconnect()
            client.loop_stop()


class Ends:
    """The far end of every channel, and the target that leads to it."""

    def __init__(self, post: Post, far: Machine, listener: Listener, home: Path) -> None:
        self.post, self.far, self.listener, self.home = post, far, listener, home
        self.browser = Browser()
        secret = {"secret": SECRET}
        self._targets = {
            "feed": Target(key="feed", address="feed"),
            "mail": Target(key="subscriber:1", address="desk@paper.example"),
            "sms": Target(key="subscriber:2", address="+442079460000"),
            "webpush": Target(key="subscriber:3", address=far.url, keys=self.browser.keys),
            "webhook": Target(key=far.url, address=far.url, keys=secret),
            "edxl": Target(key=far.url, address=far.url, keys=secret),
            "mqtt": Target(key="mqtt", address="mqtt"),
            "websub": Target(key="hub:1", address=far.url, keys=READER),
            "cells": Target(key="cells", address="cells"),
            "rehearsal": Target(key="rehearsal", address="rehearsal"),
        }
        self._counts: dict[str, Callable[[int], int]] = {
            "mail": lambda _: len(post.taken),
            "sms": lambda _: len(list((home / "sms").glob("*.txt"))),
            "mqtt": listener.waited,
            "cells": lambda _: len(list((home / "cells").glob("*.json"))),
            "rehearsal": lambda _: len(list((home / "rehearsal").glob("*.xml"))),
        }

    def target(self, channel: Channel) -> Target:
        return self._targets[channel.name]

    def arrived(self, channel: Channel, expected: int) -> int:
        """How many messages came out at the far end."""
        return self._counts.get(channel.name, lambda _: len(self.far.posted()))(expected)

    def all_arrived(self) -> int:
        return sum(count(0) for count in self._counts.values()) + len(self.far.taken)


@contextmanager
def all_ends(settings: Any, home: Path) -> Iterator[Ends]:
    settings.HOME, settings.TOCSIN_SMS, settings.TOCSIN_CELLS = home, "folder", "folder"
    settings.TOCSIN_WEBHOOK_NETWORKS = settings.TOCSIN_CALLBACK_NETWORKS = [ip_network("127.0.0.0/8")]
    with mail_server(settings) as post, machine() as far, mqtt_listener() as listener:
        settings.TOCSIN_MQTT = f"mqtt://127.0.0.1:{listener.port}/{TOPIC}"
        yield Ends(post, far, listener, home)


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
