"""Promises of files for a translator in the browser: three formats out, and a report on every line that comes back."""

from __future__ import annotations

import io
from typing import Any

import pytest

from feedback.services import translation_files
from feedback.vocabulary import Role

OWN = "/staff/surveys/my-care/languages/pl"


@pytest.fixture
def tara(browser: Any, account: Any, office: Any) -> Any:
    """A translator."""
    account("tara@oakfield.example.org", Role.TRANSLATOR)
    browser.sign_in("tara@oakfield.example.org")
    return browser


def bring(browser: Any, content: bytes, **more: str) -> Any:
    browser.get(f"{OWN}/files")
    form = {"provenance": "professional"} | more
    return browser.post(f"{OWN}/files", file=(io.BytesIO(content), "back.po"), **form)


@pytest.mark.parametrize(("ending", "begins"), [("xlsx", b"PK"), ("po", b'msgid ""'), ("xlf", b"<?xml")])
def test_a_language_goes_out_as_a_file(tara: Any, ending: str, begins: bytes) -> None:
    answer = tara.get(f"{OWN}/file?format={ending}")
    assert answer.status_code == 200 and answer.data.startswith(begins)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="my-care-pl.{ending}"'
    assert tara.get(f"{OWN}/file?format=doc").status_code == 404


def test_what_came_back_is_reported_line_by_line(tara: Any) -> None:
    sent = tara.get(f"{OWN}/file?format=po").data.decode()
    head, _, rest = sent.partition('msgctxt "item/help-to-decide/text"')
    line, _, rest = rest.partition("\n\n")
    english = line.partition("msgstr")[0]
    content = f'{head}msgctxt "item/help-to-decide/text"{english}msgstr "Pomagam decydować."\n\n{rest}'
    content += '\nmsgctxt "item/strange/text"\nmsgid "A strange line"\nmsgstr "Dziwna linia"\n'
    answer = bring(tara, content.encode())
    assert answer.status_code == 200
    for told in ("Taken: 1.", "Not taken: 1.", "Still missing: 0.", "Pomagam decydować.", "Dziwna linia",
                 "nor its English is in this survey"):  # fmt: skip
        assert told in answer.text
    assert "Pomagam decydować." in tara.get(OWN).text


@pytest.mark.parametrize(
    ("content", "more", "field"),
    [(b"", {}, "file"), (b"not a file of ours", {}, "file"), (b"x", {"provenance": ""}, "provenance")],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_says_why_beside_its_field(
    tara: Any, content: bytes, more: dict[str, str], field: str
) -> None:
    answer = bring(tara, content, **more)
    assert answer.status_code == 400 and f'href="#f-{field}"' in answer.text


def test_a_file_larger_than_may_be_is_refused(tara: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation_files, "LARGEST", 1_000)
    answer = bring(tara, b"x" * 1_001)
    assert answer.status_code == 400 and "larger than" in answer.text


def test_a_request_that_weighs_more_than_a_file_is_not_read(tara: Any) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    body = head + bytes(5_100_000) + b"\r\n--x--\r\n"
    answer = tara.client.post(f"{OWN}/files", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
