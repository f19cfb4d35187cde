"""A register is read whole, or refused with the line and field that is wrong."""

from datetime import UTC, datetime

import pytest
from notify.samples import ALERT
from notify.signers import certificate, key, key_pem, pem, signed

from tocsin.errors import BadInput
from tocsin.notify.signing import Trust, load_register, read_certificate, read_key, verify

HEAD = f'[[authority]]\nid = "centre"\nname = "The centre"\nsenders = ["{ALERT.sender}"]\n'
PIN = '[[authority.certificate]]\nfile = "centre.pem"\n'


@pytest.fixture
def load(tmp_path):
    (tmp_path / "centre.pem").write_bytes(pem(certificate()))
    (tmp_path / "weak.pem").write_bytes(pem(certificate("RSA 1024")))

    def from_text(text):
        (tmp_path / "register.toml").write_text(text)
        return load_register(tmp_path / "register.toml")

    return from_text


def test_an_authority_with_its_certificate_in_a_file_or_as_text(load):
    for pin in (PIN, f"[[authority.certificate]]\npem = '''{pem(certificate()).decode()}'''\n"):
        assert verify(signed(), load(HEAD + pin)).state is Trust.TRUSTED


def test_times_and_indentation_are_read(load):
    (authority,) = load(
        HEAD
        + "reformats = true\n"
        + PIN
        + "since = 2015-01-01T00:00:00Z\nuntil = 2016-01-01T08:00:00+08:00\n"
        "withdrawn = 2015-06-01T00:00:00Z\n"
    ).authorities
    pin = authority.pins[0]
    assert authority.reformats
    assert (pin.since, pin.until) == (datetime(2015, 1, 1, tzinfo=UTC), datetime(2016, 1, 1, tzinfo=UTC))
    assert pin.withdrawn == datetime(2015, 6, 1, tzinfo=UTC)


WRONG = {
    "no TOML": ("[[authority", "not valid TOML"),
    "nothing": ("", "at least one table [[authority]]"),
    "another table": ("[[level]]\nrank = 1\n" + HEAD + PIN, "register.toml, level: no such field"),
    "no tables": ('authority = "centre"', "must be tables"),
    "no id": (HEAD.replace("id =", "name2 =") + PIN, "line 1, authority 1, name2: no such field"),
    "no name": (HEAD.replace('name = "The centre"', "") + PIN, "line 1, authority 1, name: it is missing"),
    "an empty name": (
        HEAD.replace("The centre", " ") + PIN,
        "line 1, authority 1, name: it may not be empty",
    ),
    "senders as text": (
        HEAD.replace(f'["{ALERT.sender}"]', f'"{ALERT.sender}"') + PIN,
        "senders: it must be a list",
    ),
    "no senders": (HEAD.replace(f'"{ALERT.sender}"', "") + PIN, "senders: it may not be empty"),
    "an empty sender": (HEAD.replace(ALERT.sender, "") + PIN, "senders: each must be a text"),
    "reformats as text": (HEAD + 'reformats = "yes"\n' + PIN, "reformats: it must be true or false"),
    "no certificate": (HEAD, "line 1, authority 1, certificate: it is missing"),
    "no file": (
        HEAD + "[[authority.certificate]]\n",
        "line 5, authority 1, certificate 1, file: give either",
    ),
    "both": (HEAD + PIN + 'pem = "x"\n', "certificate 1, file: give either"),
    "a file that is not there": (HEAD + PIN.replace("centre", "gone"), "gone.pem cannot be read"),
    "a file that is none": (HEAD + PIN.replace("centre.pem", "register.toml"), "file: no certificate in PEM"),
    "a weak key": (HEAD + PIN.replace("centre", "weak"), "it proves nothing: its RSA key has 1,024 bits"),
    "no zone": (HEAD + PIN + "since = 2015-01-01T00:00:00\n", "since: 2015-01-01 00:00:00 has no zone"),
    "a day": (HEAD + PIN + "since = 2015-01-01\n", "since: it must be a time with its zone"),
    "ends before it begins": (
        HEAD + PIN + "since = 2015-01-01T00:00:00Z\nuntil = 2014-01-01T00:00:00Z\n",
        "until: it is not after since",
    ),
    "the same id": (HEAD + PIN + HEAD + PIN, "line 7, authority 2, id: 'centre' stands in"),
    "the same certificate": (HEAD + PIN + PIN, "line 7, authority 1, certificate 2, file: the certificate"),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_with_line_and_field(load, text, message):
    with pytest.raises(BadInput) as refusal:
        load(text)
    assert message in str(refusal.value)


def test_a_register_that_is_not_there_or_no_text_is_refused(tmp_path):
    with pytest.raises(BadInput, match="cannot be read"):
        load_register(tmp_path / "none.toml")
    (tmp_path / "register.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match="not UTF-8"):
        load_register(tmp_path / "register.toml")


@pytest.mark.parametrize("kind", ["P-256", "RSA 2048"])
def test_a_key_is_read_as_it_was_written(kind):
    assert key_pem(read_key(key_pem(key(kind)), where="key.pem")) == key_pem(key(kind))


def test_a_weak_a_locked_or_no_key_is_refused():
    from cryptography.hazmat.primitives.asymmetric import ed25519
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    locked = key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
    told = {
        key_pem(key("RSA 1024")): "1,024 bits",
        key_pem(ed25519.Ed25519PrivateKey.generate()): "neither RSA nor ECDSA",
        locked: "locked with a pass phrase",
        pem(certificate()): "no private key in PEM",
    }
    for text, message in told.items():
        with pytest.raises(BadInput, match=message):
            read_key(text, where="key.pem")


def test_of_a_chain_the_first_certificate_is_the_signers():
    chain = pem(certificate()) + pem(certificate(number=1))
    assert read_certificate(chain, where="chain.pem") == certificate()
