"""What a phone waits for: everything that must come before the first question shows, with its headers."""

from __future__ import annotations

import re
import zlib

from tests.bench import document
from tests.bench.test_answering import PHONE, serving
from tests.soak.serving import FLAGS, Answer, Instance, Phone, Server

PAGES = {"en": "English", "ur": "Urdu", "en-simple": "Easy Read"}
#: One flight over a fresh connection, and a page with at most one thing beside it.
MOST_BYTES, MOST_REQUESTS = 13_000, 2
#: What a browser fetches before it shows anything; pictures marked as lazy come when they are scrolled to.
_NEEDED = re.compile(r"<(?:img|script|link|source|iframe)\b[^>]*>")
_ADDRESS = re.compile(r'\b(?:src|href)="([^"#]+)"')


def needed(page: str) -> list[str]:
    """The addresses a browser asks for at once."""
    tags = [tag for tag in _NEEDED.findall(page) if 'loading="lazy"' not in tag]
    wanted = [tag for tag in tags if not tag.startswith("<link") or "stylesheet" in tag or "preload" in tag]
    found = [match.group(1) for tag in wanted if (match := _ADDRESS.search(tag))]
    return [address for address in dict.fromkeys(found) if not address.startswith("data:")]


def seen_after(page: Answer) -> int:
    """How many bytes of a packed page have come when its first question is whole."""
    head, unpacking, text = page.size - len(page.raw), zlib.decompressobj(31), b""
    for number, byte in enumerate(page.raw, 1):
        text += unpacking.decompress(bytes([byte]))
        if b"</fieldset>" in text:
            return head + number
    raise AssertionError("a page without a question")


def first_question(server: Server, code: str, language: str) -> tuple[int, int, int]:
    """Bytes until the first question shows, requests until then, and bytes of the whole page."""
    path = f"/s/{code}/{language}"
    with Phone(server.port) as plain, Phone(server.port, headers=PHONE) as phone:
        beside = needed(plain.get(path).body)
        page = phone.get(path)
        more = sum(phone.get(address).size for address in beside)
    return seen_after(page) + more, 1 + len(beside), page.size + more


def test_the_first_question_comes_in_one_flight(short_survey: Instance) -> None:
    with serving("wsgi:app", short_survey.environment, FLAGS) as server:
        found = {language: first_question(server, short_survey.code, language) for language in PAGES}
    head = [
        "First visit to `my-care`",
        "bytes until the first question shows",
        "requests",
        "bytes of the whole page",
    ]
    rows = [
        [PAGES[language], f"{first:,}", str(requests), f"{whole:,}"]
        for language, (first, requests, whole) in found.items()
    ]
    document.write(
        "bytes",
        "Bytes on the wire with status line and headers, gzip, and whatever a browser fetches before it shows the "
        "page. The whole page holds every question, and every picture of an Easy Read page.\n\n"
        f"{document.table(head, rows)}",
    )
    assert all(first <= MOST_BYTES for first, _, _ in found.values()), found
    assert all(requests <= MOST_REQUESTS for _, requests, _ in found.values()), found
