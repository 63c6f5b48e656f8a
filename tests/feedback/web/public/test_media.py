"""Promise of the files that were put up: the right type and nothing that runs, whole or in the slice that was asked."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.models.survey import Survey
from feedback.services import media, surveys, uploads
from feedback.services.checked_media import Checked
from tests.feedback import invented_media as invented
from tests.feedback.open_survey import BY, TODAY, Open, open_survey

QUESTION = "item/help-to-decide/text"
#: More than is held in memory at a time, and no round number.
FILM = Checked("video", "video/mp4", bytes(range(256)) * 9_001 + b"end", captions=invented.CAPTIONS)


def _put(session: Session, opened: Open, checked: Checked) -> str:
    survey = session.get_one(Survey, opened.survey_id)
    revision = surveys.revision_of(session, survey)
    assert revision is not None
    uploads.put(
        session, survey, surveys.definition_of(revision), "bfi", QUESTION, checked, by=BY, today=TODAY
    )  # fmt: skip
    return media.of_survey(session, survey.id, "bfi")[QUESTION].url


@pytest.fixture
def opened(database: Database, organisation: Organisation) -> Open:
    return open_survey(database, organisation.id)


@pytest.fixture
def film(database: Database, opened: Open) -> str:
    """The address of a video."""
    with database.transaction(opened.organisation_id) as session:
        return _put(session, opened, FILM)


def test_a_file_comes_whole_with_its_type_and_may_be_kept_for_ever(client: FlaskClient, film: str) -> None:
    answer = client.get(film)
    assert answer.status_code == 200 and answer.data == FILM.content
    assert {name: answer.headers[name] for name in (
        "Content-Type", "Content-Length", "Accept-Ranges", "Cache-Control", "X-Content-Type-Options",
        "Content-Security-Policy", "Cross-Origin-Resource-Policy",
    )} == {
        "Content-Type": "video/mp4", "Content-Length": str(len(FILM.content)), "Accept-Ranges": "bytes",
        "Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'", "Cross-Origin-Resource-Policy": "same-origin",
    }  # fmt: skip
    assert "Set-Cookie" not in answer.headers and "Content-Range" not in answer.headers


SIZE = len(FILM.content)


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=100-1200000", 100, 1_200_000),
        (f"bytes={SIZE - 3}-", SIZE - 3, SIZE - 1),
        ("bytes=-3", SIZE - 3, SIZE - 1),
        ("bytes=-99999999", 0, SIZE - 1),
        (f"bytes=5-{SIZE * 2}", 5, SIZE - 1),
        ("bytes = 7 - 8", 7, 8),
    ],
)
def test_a_slice_is_answered_with_that_slice(
    client: FlaskClient, film: str, wanted: str, start: int, end: int
) -> None:
    answer = client.get(film, headers={"Range": wanted})
    assert answer.data == FILM.content[start : end + 1]
    assert answer.headers["Content-Length"] == str(end + 1 - start)
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {start}-{end}/{SIZE}"


@pytest.mark.parametrize("wanted", [f"bytes={SIZE}-", f"bytes={SIZE + 5}-{SIZE + 9}", "bytes=-0"])
def test_a_slice_beyond_the_end_is_told_how_long_the_file_is(
    client: FlaskClient, film: str, wanted: str
) -> None:
    answer = client.get(film, headers={"Range": wanted})
    assert (answer.status_code, answer.data) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "wanted", ["bytes=0-1,5-6", "bytes=9-3", "bytes=-", "lines=1-2", "bytes=a-b", "x" * 2000]
)
def test_what_is_no_single_slice_is_answered_with_the_whole(
    client: FlaskClient, film: str, wanted: str
) -> None:
    answer = client.get(film, headers={"Range": wanted})
    assert (answer.status_code, len(answer.data)) == (200, SIZE)


def test_a_slice_of_what_was_there_before_is_answered_with_the_whole(client: FlaskClient, film: str) -> None:
    tag = client.head(film).headers["ETag"]
    same = client.get(film, headers={"Range": "bytes=0-1", "If-Range": tag})
    other = client.get(film, headers={"Range": "bytes=0-1", "If-Range": '"another"'})
    assert (same.status_code, other.status_code) == (206, 200)


def test_the_head_alone_fetches_nothing(client: FlaskClient, film: str) -> None:
    answer = client.head(film)
    assert (answer.status_code, answer.data, answer.content_length) == (200, b"", SIZE)


def test_captions_are_text_in_utf_8(client: FlaskClient, database: Database, opened: Open, film: str) -> None:
    with database.reading(opened.organisation_id) as session:
        captions = media.of_survey(session, opened.survey_id, "bfi")[QUESTION].captions
    answer = client.get(captions)
    assert answer.data == FILM.captions and answer.content_type == "text/vtt; charset=utf-8"


@pytest.mark.parametrize("name", ["nothing", "x" * 41, "%00", "..%2f..%2fetc", "nothing/there"])
def test_an_unknown_name_is_not_found(client: FlaskClient, film: str, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404


def test_what_was_removed_is_not_found(
    client: FlaskClient, database: Database, opened: Open, film: str
) -> None:
    with database.transaction(opened.organisation_id) as session:
        uploads.remove(session, session.get_one(Survey, opened.survey_id), "bfi", QUESTION, by=BY)
    answer = client.get(film)
    assert answer.status_code == 404 and answer.headers["Cache-Control"] == "no-store"
