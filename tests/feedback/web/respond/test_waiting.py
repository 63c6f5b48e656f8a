"""Promises of answers that wait: locked for this installation alone, taken once, and never shown to who sends them."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from feedback.db import Database
from feedback.services import responses
from feedback.web.respond import waiting
from tests.feedback.conftest import SECRET_KEY
from tests.feedback.open_survey import NOW, Open, close, open_survey, revoke, rows

MARKED = "A marked word & “quotes”"
ANSWERS = [("help-to-decide", "yes"), ("one-thing-better", MARKED), ("one-thing-better", "may-share"),
           ("submission", "one-page")]  # fmt: skip
#: Any other installation.
FOREIGN = "another secret, and as long as a real one has to be"


def seal(key: str, fields: Sequence[tuple[str, str]] = ANSWERS, *, info: bytes = b"answers that wait") -> str:
    """What a phone does, written from the description of the scheme and not from our code."""
    point = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    own = ec.generate_private_key(ec.SECP256R1())
    shared = own.exchange(ec.ECDH(), theirs)
    lock = HKDF(algorithm=SHA256(), length=32, salt=b"", info=info).derive(shared)
    nonce = os.urandom(12)
    locked = AESGCM(lock).encrypt(nonce, urlencode(fields).encode(), None)
    public = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(public + nonce + locked).decode().rstrip("=")


def key_on(client: FlaskClient, opened: Open, language: str = "en") -> str:
    """The public key that the survey page carries."""
    return client.get(opened.path(language)).text.partition('data-key="')[2].partition('"')[0]


def changed(sealed: str, at: int) -> str:
    """The same with one bit turned."""
    raw = bytearray(base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)))
    raw[at] ^= 1
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_what_a_phone_sealed_opens_as_it_was() -> None:
    fields = [*ANSWERS, ("empty", ""), ("script", "رات کو 😀"), ("lines", "one\r\ntwo")]
    assert waiting.open_sealed(SECRET_KEY, seal(waiting.public_key(SECRET_KEY), fields)) == fields


def test_no_two_sealings_are_alike_and_none_holds_a_word() -> None:
    key = waiting.public_key(SECRET_KEY)
    first, second = seal(key), seal(key)
    assert first != second and not {first[i : i + 40] for i in range(len(first) - 40)} & {second[:40]}
    assert b"marked" not in base64.urlsafe_b64decode(first + "=" * (-len(first) % 4))


@pytest.mark.parametrize("at", [1, 40, 65, 70, 77, 90, -17, -1])
def test_one_bit_turned_anywhere_opens_nothing(at: int) -> None:
    sealed = seal(waiting.public_key(SECRET_KEY))
    with pytest.raises(waiting.CannotOpen):
        waiting.open_sealed(SECRET_KEY, changed(sealed, at))


NOT_OURS = {
    "for another installation": lambda key: seal(waiting.public_key(FOREIGN)),
    "for another purpose": lambda key: seal(key, info=b"something else"),
    "cut short": lambda key: seal(key)[:-8],
    "the key alone": lambda key: key,
    "a point that is not on the curve": lambda key: changed(seal(key), 64),
    "not base64": lambda key: "*" * 200,
    "not ASCII": lambda key: "ꙮ" * 200,
    "too short": lambda key: "AAAA",
    "too long": lambda key: seal(key) + "A" * waiting.LONGEST,
}


@pytest.mark.parametrize("kind", NOT_OURS)
def test_what_was_not_sealed_for_us_is_refused_and_stores_nothing(
    client: FlaskClient, database: Database, opened: Open, kind: str
) -> None:
    sealed = NOT_OURS[kind](key_on(client, opened))
    with pytest.raises(waiting.CannotOpen):
        waiting.open_sealed(SECRET_KEY, sealed)
    answer = client.post(opened.path(), data={"sealed": sealed, "help-to-decide": "yes"})
    assert answer.status_code == 400 and rows(database) == []
    assert "marked" not in answer.text


def test_every_server_with_the_secret_has_the_same_key_and_no_other_one() -> None:
    script = f"from feedback.web.respond import waiting; print(waiting.public_key({SECRET_KEY!r}))"
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == waiting.public_key(SECRET_KEY) != waiting.public_key(FOREIGN)


def test_the_page_carries_the_key_in_every_language(client: FlaskClient, opened: Open) -> None:
    keys = {key_on(client, opened, language) for language in ("en", "en-simple", "ur")}
    assert keys == {waiting.public_key(SECRET_KEY)}


def test_a_sealed_answering_is_one_response_however_often_it_is_sent(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    key = key_on(client, opened)
    twice, anew = seal(key), seal(key)
    for sealed in (twice, twice, anew):
        answer = client.post(opened.path("ur"), data={"sealed": sealed})
        # No receipt: it would open the answers to whoever took them, sealed, off the phone.
        assert answer.status_code == 303 and answer.headers["Location"].endswith("/thanks")
    [row] = rows(database)
    assert json.loads(row["answers"]) == {
        "help-to-decide": "yes", "one-thing-better": {"text": MARKED, "share": True},
    }  # fmt: skip
    assert row["language"] == "ur"


def test_sealed_and_open_answers_of_one_page_are_one_response(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    client.post(opened.path(), data={"help-to-decide": "yes", "submission": "one-page"})
    sealed = seal(key_on(client, opened), [("help-to-decide", "yes"), ("submission", "one-page")])
    assert client.post(opened.path(), data={"sealed": sealed}).status_code == 303
    assert len(rows(database)) == 1


@pytest.mark.parametrize("how", ["revoked", "closed", "refused", "nothing answered"])
def test_what_waited_is_never_shown_to_whoever_holds_the_phone_now(
    client: FlaskClient, database: Database, opened: Open, how: str
) -> None:
    key, fields = key_on(client, opened), list(ANSWERS)
    if how == "revoked":
        revoke(database, opened)
    elif how == "closed":
        close(database, opened, NOW.replace(year=2020))
    elif how == "refused":
        fields.append(("help-i-need", "unheard-of"))
    else:
        fields = [("submission", "marked"), ("no-such-question", "marked")]
    answer = client.post(opened.path(), data={"sealed": seal(key, fields)})
    assert answer.status_code == (410 if how in ("revoked", "closed") else 400)
    assert "marked" not in answer.text and "I help to decide" not in answer.text
    assert "one-page" not in answer.text and rows(database) == []
    # The same sent openly is shown back: it is the sealing that decides.
    shown = client.post(opened.path(), data={"help-to-decide": "yes", "one-thing-better": MARKED, "sex": "x"})
    assert "marked" in shown.text


def test_a_sealed_answering_cannot_ask_for_its_page_in_another_language(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    sealed = seal(key_on(client, opened))
    answer = client.post(opened.path(), data={"sealed": sealed, "switch-to": "ur"})
    assert answer.status_code == 303 and "marked" not in answer.text and len(rows(database)) == 1


def test_other_answers_under_the_same_id_are_both_kept_and_nobody_is_asked(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    key = key_on(client, opened)
    client.post(opened.path(), data={"help-to-decide": "no", "submission": "one-page"})
    other = seal(key)
    for _ in range(2):
        answer = client.post(opened.path(), data={"sealed": other})
        assert answer.status_code == 303 and "marked" not in answer.text
    stored = [json.loads(row["answers"])["help-to-decide"] for row in rows(database)]
    assert sorted(stored) == ["no", "yes"] and rows(database, "withdrawal") == []


def test_a_database_that_is_away_leaves_them_sealed(
    client: FlaskClient, database: Database, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = seal(key_on(client, opened))

    def away(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, Exception("away"))

    with monkeypatch.context() as broken:
        broken.setattr(responses, "submit", away)
        answer = client.post(opened.path(), data={"sealed": sealed})
    assert answer.status_code == 503 and "marked" not in answer.text
    assert client.post(opened.path(), data={"sealed": sealed}).status_code == 303
    assert len(rows(database)) == 1


def test_what_was_sealed_for_one_link_is_stored_under_the_link_it_is_sent_to(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    other = open_survey(database, opened.organisation_id, "carers")
    answer = client.post(other.path(), data={"sealed": seal(key_on(client, opened))})
    # Questions of another survey are no answers to this one.
    assert answer.status_code == 400 and "marked" not in answer.text and rows(database) == []


def test_what_is_longer_than_any_answering_is_not_even_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal(waiting.public_key(SECRET_KEY))
    monkeypatch.setattr(waiting, "LONGEST", len(sealed))
    assert waiting.open_sealed(SECRET_KEY, sealed) == ANSWERS
    monkeypatch.setattr(waiting, "LONGEST", len(sealed) - 1)
    with pytest.raises(waiting.CannotOpen, match="too long"):
        waiting.open_sealed(SECRET_KEY, sealed)
