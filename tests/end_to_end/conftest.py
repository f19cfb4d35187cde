"""Real sites for a real browser: web server, worker and sample day, each in a home folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tools import screenshots

PASSWORD = "tocsin-november"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [*screenshots.ARGUMENTS, "--disable-quic", "--disable-component-update", "--disable-sync"]
STARTING = 240
"""Seconds within which a site must answer, its sample loaded, on a machine that has much else to do."""


@dataclass(frozen=True)
class Site:
    """A running site, and how to enter it."""

    address: str
    browser: Browser

    def visit(self, user: str = "", **options: object) -> Page:
        """A page of a new browser context, logged in as `user` if one is given."""
        context: BrowserContext = self.browser.new_context(**options)  # type: ignore[arg-type]
        page = context.new_page()
        page.set_default_timeout(60_000)
        if user:
            screenshots.sign_in(page, self.address, user, PASSWORD)
        return page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, or a skip that says what is missing."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install the package chromium to run the end-to-end tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def loaded(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with the whole sample day in it."""
    home = tmp_path_factory.mktemp("loaded")
    yield from _running(
        browser, home, lambda port: ["serve", "--sample", "--home", str(home), "--port", port]
    )


@pytest.fixture(scope="session")
def replayed(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site on which the sample day happens now, in about a minute."""
    home = tmp_path_factory.mktemp("replayed")
    command = ["demo", "--speed", "5000", "--home", str(home), "--port"]
    yield from _running(browser, home, lambda port: [*command, port])


def _running(browser: Browser, home: Path, command: Callable[[str], list[str]]) -> Iterator[Site]:
    port = str(_free_port())
    log = home.with_suffix(".log")
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tocsin.cli.main", *command(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("TOCSIN_", "DJANGO_"))
            },
        )
        try:
            _wait(f"http://localhost:{port}/", process, log)
            yield Site(f"http://localhost:{port}", browser)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTING
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the site did not start:\n{log.read_text(errors='replace')[-3000:]}")
