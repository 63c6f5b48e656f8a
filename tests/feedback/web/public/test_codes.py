"""Promise of the QR codes: they scan, lead to the link's own address in capitals, and never to a guess."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from feedback.app import create_app
from feedback.config import Config
from feedback.db import Database
from feedback.models.organisation import Organisation
from tests.feedback.open_survey import Open, open_survey, revoke

BASE = "https://feedback.example.org"


@pytest.fixture
def opened(database: Database, organisation: Organisation) -> Open:
    """A real organisation's link."""
    return open_survey(database, organisation.id)


@pytest.fixture
def known(config: Config) -> Iterator[Flask]:
    """An installation that knows its own address."""
    app = create_app(replace(config, base_url=BASE))
    yield app
    app.extensions["database"].engine.dispose()


def read(picture: Image.Image) -> str:
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1
    return str(found[0].text)


def test_the_picture_scans_to_the_address_in_capitals(known: Flask, opened: Open) -> None:
    answer = known.test_client().get(f"/q/{opened.code}.png", base_url=BASE)
    assert answer.content_type == "image/png"
    picture = Image.open(io.BytesIO(answer.data))
    assert read(picture) == f"{BASE}/s/{opened.code}".upper()
    small = picture.convert("L").resize((picture.width // 4, picture.height // 4))
    assert read(small) == f"{BASE}/s/{opened.code}".upper()


def test_the_address_in_the_code_opens_the_survey(known: Flask, opened: Open) -> None:
    client = known.test_client()
    address = read(Image.open(io.BytesIO(client.get(f"/q/{opened.code}.png", base_url=BASE).data)))
    assert client.get(address.removeprefix(BASE.upper()), base_url=BASE).status_code == 200


def test_the_drawing_has_the_same_squares_and_a_quiet_zone_of_four(known: Flask, opened: Open) -> None:
    client = known.test_client()
    svg = client.get(f"/q/{opened.code}.svg", base_url=BASE)
    assert svg.content_type == "image/svg+xml"
    found = re.search(r'viewBox="0 0 (\d+) \1"', svg.text)
    assert found
    size = int(found[1])
    picture = Image.new("L", (size, size), 255)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg.text):
        picture.paste(0, (int(x), int(y), int(x) + int(width), int(y) + 1))
    dark = [at for at in range(size) if any(picture.getpixel((at, y)) == 0 for y in range(size))]
    assert dark[0] == 4 and dark[-1] == size - 5
    assert (
        read(picture.resize((size * 8, size * 8), Image.Resampling.NEAREST))
        == f"{BASE}/s/{opened.code}".upper()
    )


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_real_organisation_without_an_address_gets_no_code_and_is_told_what_to_set(
    client: FlaskClient, opened: Open, ending: str
) -> None:
    answer = client.get(f"/q/{opened.code}.{ending}")
    assert answer.status_code == 409 and "FEEDBACK_BASE_URL" in answer.text


def test_a_forged_host_is_in_no_code(known: Flask, opened: Open) -> None:
    answer = known.test_client().get(f"/q/{opened.code}.svg", headers={"Host": "evil.example"})
    assert answer.status_code == 400


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_an_unknown_and_a_revoked_link_have_no_code(
    known: Flask, opened: Open, database: Database, ending: str
) -> None:
    client = known.test_client()
    assert client.get(f"/q/NOWHERE99.{ending}", base_url=BASE).status_code == 404
    revoke(database, opened)
    assert client.get(f"/q/{opened.code}.{ending}", base_url=BASE).status_code == 410
