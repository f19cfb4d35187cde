"""What a site may set: all of it is documented, and what cannot be used is refused in one line."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"""(?:environ(?:\.get\(|\[)|_number\(|envvar=)\s*"(TOCSIN_\w+)\"""")
DOCUMENTED = re.compile(r"^\| `(TOCSIN_\w+)` \|", re.M)


def show(code: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a fresh process and evaluate an expression in them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    return subprocess.run(
        [sys.executable, "-c", f"from tocsin_server.settings import *; print({code})"],
        env={**kept, "TOCSIN_HOME": str(home), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_variable_that_is_read_is_documented_and_no_other() -> None:
    files = (ROOT / "src" / "tocsin_server").rglob("*.py")
    read = {name for file in files for name in READ.findall(file.read_text())}
    documented = DOCUMENTED.findall((ROOT / "docs" / "reference" / "settings.md").read_text())
    assert len(read) >= 10
    assert sorted(documented) == sorted(read)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("TOCSIN_DATABASE", "mysql://host/name", "TOCSIN_DATABASE: mysql:// is not known"),
        ("TOCSIN_MAIL", "http://host", "TOCSIN_MAIL: use smtp://"),
        ("TOCSIN_PROXIES", "two", "TOCSIN_PROXIES: 'two' is not a whole number"),
        ("TOCSIN_TLS", "yes", "TOCSIN_TLS: 'yes' is not a whole number"),
        ("TOCSIN_LOG", "loud", "TOCSIN_LOG: 'loud' is not one of"),
        ("TOCSIN_AUTHORITY_OID", "2.49.0.0.156.0", "TOCSIN_AUTHORITY_OID: 2.49.0.0.156.0: authorities are"),
        ("TOCSIN_AUTHORITY_OID", "2.49.0.1.156", "TOCSIN_AUTHORITY_OID: 2.49.0.1.156: not the arc of an"),
        ("TOCSIN_SENDER", "duty officer", "TOCSIN_SENDER: 'duty officer' is empty or has a space"),
        (
            "TOCSIN_SIGNING_KEY",
            "key.pem",
            "TOCSIN_SIGNING_KEY, TOCSIN_SIGNING_CERTIFICATE: set both or neither",
        ),
        ("TOCSIN_TIME_ZONE", "Mars/Base", "TOCSIN_TIME_ZONE: 'Mars/Base' is not a time zone"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start_in_one_line(
    tmp_path: Path, name: str, value: str, message: str
) -> None:
    run = show("1", tmp_path, **{name: value})
    assert run.returncode == 1
    assert run.stderr.startswith(message)
    assert len(run.stderr.splitlines()) == 1


def test_the_secret_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    first, second = (show("SECRET_KEY", tmp_path).stdout for _ in range(2))
    assert first == second
    assert len(first.strip()) >= 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_database_is_described_by_its_address(tmp_path: Path) -> None:
    url = "postgresql://tocsin:p%40ss@db.example:5433/tocsin?sslmode=verify-full"
    code = "[DATABASES['default'][k] for k in ('NAME', 'USER', 'PASSWORD', 'HOST', 'PORT', 'OPTIONS')]"
    shown = show(code, tmp_path, TOCSIN_DATABASE=url).stdout.strip()
    assert shown == "['tocsin', 'tocsin', 'p@ss', 'db.example', '5433', {'sslmode': 'verify-full'}]"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", "('', 25, False, False)"),
        ("smtp://localhost", "('localhost', 25, False, False)"),
        ("smtp+tls://u:p@mail.example", "('mail.example', 587, True, False)"),
        ("smtps://u:p@mail.example:1465", "('mail.example', 1465, False, True)"),
    ],
)
def test_a_mail_server_is_described_by_its_address(tmp_path: Path, url: str, expected: str) -> None:
    code = "(EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS, EMAIL_USE_SSL)"
    assert show(code, tmp_path, TOCSIN_MAIL=url).stdout.strip() == expected


def test_behind_tls_cookies_are_secure_and_hsts_is_sent(tmp_path: Path) -> None:
    code = (
        "SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE, SESSION_COOKIE_NAME, SECURE_HSTS_SECONDS, "
        "SECURE_SSL_REDIRECT, MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"
    )
    behind = show(code, tmp_path, TOCSIN_TLS="1").stdout.strip()
    assert behind == "True True __Host-session 31536000 True False"
    assert show(code, tmp_path).stdout.strip() == "False False session 0 False True"


def test_djangos_own_deployment_check_finds_nothing_behind_tls(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        **{"TOCSIN_HOME": str(tmp_path), "TOCSIN_TLS": "1", "TOCSIN_DATABASE": ""},
        "DJANGO_SETTINGS_MODULE": "tocsin_server.settings",
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
