"""`tocsin cap sign` and `verify` agree, and say why an alert is not trusted."""

import json

import pytest
from notify.samples import ALERT
from notify.signers import XML, certificate, key, key_pem, pem, signed


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "alert.xml").write_bytes(XML)
    (tmp_path / "key.pem").write_bytes(key_pem(key()))
    (tmp_path / "centre.pem").write_bytes(pem(certificate()))
    (tmp_path / "other.pem").write_bytes(pem(certificate(number=1)))
    (tmp_path / "register.toml").write_text(
        f'[[authority]]\nid = "centre"\nname = "The centre"\nsenders = ["{ALERT.sender}"]\n'
        '[[authority.certificate]]\nfile = "centre.pem"\n'
    )
    return tmp_path


def sign(tocsin, folder, **changes):
    given = {"key": "key.pem", "certificate": "centre.pem", "out": "signed.xml", **changes}
    options = [word for name, file in given.items() for word in (f"--{name}", folder / file)]
    return tocsin("cap", "sign", folder / "alert.xml", *options)


def verify(tocsin, folder, *names, form="text"):
    files = [folder / name for name in names]
    return tocsin("cap", "verify", *files, "--register", folder / "register.toml", "--format", form)


def test_what_is_signed_is_trusted(tocsin, folder):
    assert sign(tocsin, folder)[0] == 0
    assert (folder / "signed.xml").read_bytes() == signed()
    code, out, _ = verify(tocsin, folder, "signed.xml")
    assert (code, out) == (0, f"{folder / 'signed.xml'}: trusted, signed by The centre\n")


def test_what_is_not_trusted_is_told_with_its_reason_and_exits_with_1(tocsin, folder):
    (folder / "altered.xml").write_bytes(signed().replace(b"Actual", b"Test"))
    (folder / "stranger.xml").write_bytes(signed(number=1))
    code, out, _ = verify(tocsin, folder, "alert.xml", "altered.xml", "stranger.xml")
    assert code == 1
    assert "alert.xml: unsigned, not trusted" in out
    assert "altered.xml: broken, not trusted" in out
    assert "it was altered after it was signed [signature-broken]" in out
    assert "stranger.xml: unknown, not trusted" in out
    assert "not pinned" in out


def test_json_is_one_object_a_file(tocsin, folder):
    sign(tocsin, folder)
    code, out, _ = verify(tocsin, folder, "signed.xml", "alert.xml", form="json")
    first, second = json.loads(out)
    assert (first["state"], first["authority"], first["problems"]) == ("trusted", "centre", [])
    assert len(first["fingerprint"]) == 64
    assert (second["state"], second["problems"][0]["rule"]) == ("unsigned", "signature-unsigned")
    assert code == 1


def test_what_is_no_alert_stops_no_other(tocsin, folder):
    sign(tocsin, folder)
    (folder / "prose.xml").write_text("all is well")
    code, out, _ = verify(tocsin, folder, "prose.xml", "signed.xml")
    assert code == 1
    assert "signed.xml: trusted" in out
    assert verify(tocsin, folder, "gone.xml", "signed.xml")[0] == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"certificate": "other.pem"}, "not that of the key"),
        ({"key": "centre.pem"}, "no private key in PEM"),
        ({"certificate": "key.pem"}, "no certificate in PEM"),
        ({"key": "gone.pem"}, "gone.pem: cannot be read"),
        ({"out": "gone/signed.xml"}, "signed.xml: cannot be written"),
    ],
)
def test_what_cannot_be_signed_is_told_in_one_line_and_nothing_is_written(tocsin, folder, changes, message):
    code, _, err = sign(tocsin, folder, **changes)
    assert code == 2
    assert message in err
    assert not (folder / "signed.xml").exists()


def test_a_register_that_is_wrong_is_named_by_line(tocsin, folder):
    text = (folder / "register.toml").read_text().replace("centre.pem", "gone.pem")
    (folder / "register.toml").write_text(text)
    code, _, err = verify(tocsin, folder, "alert.xml")
    assert code == 2
    assert "line 5, authority 1, certificate 1, file: gone.pem cannot be read" in err
