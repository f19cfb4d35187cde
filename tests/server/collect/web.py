"""A small web server on this machine for tests: real sockets, answers as given."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HERE = "127.0.0.1"


@dataclass
class Answer:
    """What one path answers; `slowly` writes the body byte by byte with this pause in seconds."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    slowly: float = 0.0


@dataclass
class Site:
    """The running server: set `answers[path]`, look at `asked` for the requests that came."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str, host: str = "feed.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


def here(host: str, port: int) -> list[str]:
    """A resolver for which every host that has a name is this machine."""
    return [host] if host.replace(".", "").isdecimal() else [HERE]


def _handler(site: Callable[[], Site], pause: threading.Event) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site().asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            answer = site().answers.get(self.path, Answer(status=404))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self._write(answer)

        def _write(self, answer: Answer) -> None:
            pieces = [answer.body] if not answer.slowly else [bytes([b]) for b in answer.body]
            for piece in pieces:
                if pause.wait(answer.slowly) if answer.slowly else pause.is_set():
                    return
                try:
                    self.wfile.write(piece)
                except OSError:
                    return

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def serve(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve until the block ends."""
    stop = threading.Event()
    server = ThreadingHTTPServer((HERE, 0), _handler(lambda: site, stop))
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site = Site(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
