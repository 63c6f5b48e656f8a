"""A survey with every kind of question, in two revisions, answered in many scripts, through to the exported file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.place import Place
from feedback.models.survey import Revision, Survey
from feedback.reports.exports import formats
from feedback.reports.exports.formats import Format, Written
from feedback.services import places, responses, surveys
from feedback.services.responses import Arrival
from surveys import publishing
from surveys.definition import Definition
from tests.feedback.open_survey import BY, TODAY
from tests.surveys.surveys_for_tests import every_kind, options, survey

#: Words as people type them, from the right and from the left, and what spreadsheets and XML choke on.
WORDS = (
    "عملہ نے میری بات سنی", "الطاقم استمع إليّ، شكراً", "工作人員聽我說話", "ਧੰਨਵਾਦ", "Dziękuję 🙂👩🏽‍⚕️",
    "két sor\nmindkettő", 'a "quote", a comma; and a tab\tthere', "مرحبا abc ‏123‏",
)  # fmt: skip
LIVE = ("=HYPERLINK(1)", "+44 1632 960001", "-2+3", "@SUM(1)", "＝1+1", " =1", "\t=1")


@dataclass
class Asked:
    """A published survey of an invented organisation."""

    session: Session
    survey: Survey
    ward: Place
    clinic: Place

    def publish(self, definition: Definition) -> Revision:
        """One revision more, as publishing freezes it: options keep their codes."""
        before = surveys.revision_of(self.session, self.survey)
        known = publishing.codebook_from_data(before.codebook) if before else None
        revision = Revision(
            organisation_id=self.survey.organisation_id, survey_id=self.survey.id,
            number=before.number + 1 if before else 1, definition=definition.as_data(),
            codebook=publishing.codebook_as_data(publishing.codebook(definition, known)),
            fingerprint=publishing.fingerprint(definition), published_on=TODAY,
        )  # fmt: skip
        self.session.add(revision)
        self.session.flush()
        self.survey.current_revision_id, self.survey.state = revision.id, "published"
        self.session.flush()
        return revision

    def answer(
        self, name: str, answers: dict[str, Any], *, place: Place | None = None, language: str = "en",
        channel: str = "qr", day: Any = TODAY,
    ) -> None:  # fmt: skip
        """One response."""
        served = surveys.served(self.session, self.survey.id)
        assert served is not None
        arrival = Arrival(None, (place or self.ward).id, channel, language, 1)
        responses.submit(self.session, served, arrival, answers, submission=name, today=day)

    def export(self, format: Format, **how: Any) -> tuple[bytes, Written]:
        """The file, and what is said of it."""
        out = BytesIO()
        written = formats.write(self.session, self.survey.id, format, out, **how)
        return out.getvalue(), written


@pytest.fixture
def asked(session: Session) -> Asked:
    """The survey with its first revision, nobody has answered."""
    organisation_id = db.scope_of(session)
    found = Survey(organisation_id=organisation_id, slug="invented", title="Ask & <tell>", stated_uses={},
                   created_on=TODAY)  # fmt: skip
    session.add(found)
    session.flush()
    ward = places.add(session, "Ward 7", slug="ward-7", by=BY)
    clinic = places.add(session, "عيادة", slug="clinic", by=BY)
    made = Asked(session, found, ward, clinic)
    made.publish(every_kind())
    return made


#: Answers to every question, nothing left out.
FULL: dict[str, Any] = {
    "heard": "yes", "overall": "good", "plan": "no", "age": "old", "affects": ["seeing", "moving"], "likes": ["tea"],
    "scale": 10, "below": -2, "visits": -5, "job": "لحام", "words": {"text": "شكراً جزيلاً", "share": True},
    "area": "not-found",
}  # fmt: skip
#: Answers to few: declined, skipped.
FEW: dict[str, Any] = {
    "heard": "no",
    "age": "prefer-not-to-say",
    "affects": ["prefer-not-to-say"],
    "visits": 500,
}
Changes = Callable[[Definition], Definition]


def second_revision() -> Definition:
    """Another option and another question, and one question gone."""
    kept = [item for item in every_kind().as_data()["sections"][0]["items"] if item["key"] != "plan"]
    for item in kept:
        if item["key"] == "likes":
            item["options"] = options("tea", "milk", "juice", "coffee")
    return survey(*kept, {"key": "again", "kind": "yes-no", "answers": "yes-no"})
