"""Promises beside the box: nobody is asked for words that nobody reads, all are told by when, and nothing is lost."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from feedback.db import Database
from feedback.models.comment_reader import CommentReader
from feedback.models.comment_review import CommentReview
from feedback.models.staff_member import StaffMember
from feedback.services import collector_links, enrolments, papers, staff_members, surveys
from feedback.vocabulary import Cover
from tests.feedback.open_survey import BY, NOW, TODAY, Open, hidden_field, rows
from tests.feedback.written_comments import COMMENT, queue, texts

BOX = f'name="{COMMENT}" rows='
LONG = "This is what I want to say, and it takes a while. " * 20


def close(database: Database, opened: Open, *languages: str) -> None:
    """Nobody reads these any more."""
    with database.transaction(opened.organisation_id) as session:
        session.execute(
            delete(CommentReader).where(
                CommentReader.survey_id == opened.survey_id, CommentReader.language.in_(languages)
            )
        )


def promise(database: Database, opened: Open, **fields: object) -> None:
    """Every language promises this."""
    with database.transaction(opened.organisation_id) as session:
        session.execute(
            update(CommentReader).where(CommentReader.survey_id == opened.survey_id).values(**fields)
        )


def test_the_page_of_a_language_that_nobody_reads_lacks_the_question_and_nothing_else(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    before = client.get(opened.path("ur")).text
    close(database, opened, "ur")
    after = client.get(opened.path("ur")).text
    assert BOX in before and BOX not in after and f'id="q-{COMMENT}"' not in after
    questions = [re.findall(r'id="q-([a-z-]+)"', page) for page in (before, after)]
    assert questions[1] == [key for key in questions[0] if key != COMMENT]
    assert BOX in client.get(opened.path("en")).text


def test_english_covers_easy_read(client: FlaskClient, database: Database, opened: Open) -> None:
    close(database, opened, "en-simple")
    assert BOX in client.get(opened.path("en-simple")).text
    close(database, opened, "en")
    for language in ("en", "en-simple"):
        assert BOX not in client.get(opened.path(language)).text


@pytest.mark.parametrize(
    ("days", "cover", "phone", "told"),
    [
        (1, Cover.NOBODY, "", "Our staff read this within 1 working day. Nobody reads this at night or at weekends."),
        (3, Cover.WEEKENDS, "", "Our staff read this within 3 working days. Staff also read this at weekends."),
        (1, Cover.ALWAYS, "01632 960 111", "Our staff read this within 1 working day. Staff also read this at night "
         "and at weekends. At night and at weekends you can ring 01632 960 111."),
    ],
)  # fmt: skip
def test_beside_each_box_stands_who_reads_it_and_by_when(
    client: FlaskClient, database: Database, opened: Open, days: int, cover: Cover, phone: str, told: str
) -> None:
    promise(database, opened, days=days, cover=cover.value, phone=phone)
    page = client.get(opened.path()).text
    assert f'<p class="hint">{told}</p>' in page
    assert page.count("Our staff read this") == page.count('class="signposts"') == page.count("<textarea")
    assert "It is not for emergencies." in page


def test_who_leaves_closes_the_language_on_the_next_page(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    assert BOX in client.get(opened.path()).text
    with database.transaction(opened.organisation_id) as session:
        [reader] = [one for one in staff_members.colleagues(session) if one.membership.role == "moderator"]
        staff_members.deactivate(session, reader, by=BY)
    assert BOX not in client.get(opened.path()).text


def test_what_an_old_page_sends_is_kept_and_waits_as_come_though_closed(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    submission = hidden_field(client.get(opened.path("ur")).text, "submission")
    close(database, opened, "ur")
    sent = client.post(
        opened.path("ur"),
        data={"submission": submission, COMMENT: ["شکریہ", "may-share"], "help-to-decide": "yes"},
    )
    assert sent.status_code == 303
    with database.transaction(opened.organisation_id) as session:
        [found] = queue(session)
        reader = session.get(StaffMember, found.review.owner_id)
        assert (found.comment.text, found.review.came_though_closed) == ("شکریہ", True)
        assert reader is not None and reader.email.startswith("reader-")


def test_words_typed_before_are_carried_whole_through_a_page_that_does_not_ask_for_them(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    close(database, opened, "ur")
    typed = {COMMENT: [LONG, "may-share"], "help-to-decide": "yes", "switch-to": "ur"}
    page = client.post(opened.path(), data=typed).text
    assert BOX not in page and f'value="{LONG}"' in page
    back = client.post(opened.path("ur"), data={**typed, "switch-to": "en"}).text
    assert LONG.strip() in back and BOX in back
    sent = client.post(
        opened.path("ur"), data={key: value for key, value in typed.items() if key != "switch-to"}
    )
    assert sent.status_code == 303
    with database.transaction(opened.organisation_id) as session:
        assert texts(queue(session)) == [LONG.strip()]


def test_answering_writes_nothing_into_the_queue(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    sent = client.post(opened.path(), data={COMMENT: "Quieter nights"})
    assert sent.status_code == 303
    assert rows(database, CommentReview.__tablename__) == []
    with database.transaction(opened.organisation_id) as session:
        assert enrolments.catch_up(session, today=TODAY) == 1


def test_a_form_on_paper_asks_for_words_only_where_somebody_reads_them(
    database: Database, opened: Open
) -> None:
    def asked(language: str) -> list[str]:
        with database.reading(opened.organisation_id) as session:
            link = collector_links.open_code(session, opened.code)
            served = surveys.served(session, opened.survey_id)
            assert link is not None and served is not None
            sheet = papers.sheet(papers.form(session, link, served, language), "https://feedback.example.org")
            return [question.kind for part in sheet.parts for question in part.questions]

    before = asked("ur")
    close(database, opened, "ur")
    assert "comment" in before and "comment" in asked("en")
    assert asked("ur") == [kind for kind in before if kind != "comment"]
    assert NOW is not None
