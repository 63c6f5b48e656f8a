"""What an export is made of: a survey, every revision that was answered, its places, and whose words go with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from feedback.models.response import Response
from feedback.models.survey import Revision, Survey
from feedback.reports.exports import redacted
from surveys import publishing
from surveys.definition import Definition, Item, Kind
from surveys.kinds import Place as Bytes

#: Questions that people answer in their own words, which may tell who they are.
IN_OWN_WORDS = (Kind.SHORT_TEXT, Kind.COMMENT)
RESPONSES = db.table_of(Response)


class NothingToExport(LookupError):
    """The survey was never published, so nobody can have answered it."""


@dataclass(frozen=True)
class Frozen:
    """A published revision: its number, what it asked, and where each answer stands in the packed codes."""

    number: int
    definition: Definition
    codebook: Mapping[str, Bytes]


@dataclass(frozen=True)
class Source:
    """Everything about an export but the rows. `places` bounds it, where given; `words` lets people's own words out.

    Without `words`, comments leave only as somebody redacted them, where `redacted` says that there are such.
    """

    survey_id: int
    slug: str
    title: str
    organisation: str
    invented: bool
    revisions: Mapping[int, Frozen]
    place_slugs: Mapping[int, str]
    place_names: Mapping[str, str]
    places: tuple[int, ...] | None
    words: bool
    redacted: bool = False

    @property
    def newest(self) -> Frozen:
        """The revision whose words and order stand in the codebook."""
        return max(self.revisions.values(), key=lambda frozen: frozen.number)

    def items(self) -> list[Item]:
        """Every question that any revision asked, as its newest words have it: the newest revision's order first.

        People's own words are among them only where `words` lets them out, or somebody redacted some.
        """
        found: dict[str, Item] = {}
        for frozen in sorted(self.revisions.values(), key=lambda frozen: -frozen.number):
            for item in frozen.definition.items():
                found.setdefault(item.key, item)
        hidden = () if self.words else (Kind.SHORT_TEXT,) if self.redacted else IN_OWN_WORDS
        return [item for item in found.values() if item.kind not in hidden]

    def comments(self) -> list[str]:
        """The keys of the questions that are answered with a comment."""
        return [item.key for item in self.items() if item.kind is Kind.COMMENT]

    def file_name(self, ending: str) -> str:
        """What the file is called: it says so when the people in it are invented."""
        return f"{self.slug}-answers{'-invented' if self.invented else ''}.{ending}"


#: What a file with invented people in it says of itself.
INVENTED = "Invented answers of invented people, for a demonstration. Nobody said this."
#: What every file with answers asks of whoever holds it.
DUTY = (
    "One row is what one person answered. Rows together can show who somebody is: keep this file safe, share it with "
    "nobody who need not see it, and delete it when its purpose is served."
)


def source(
    session: Session, survey_id: int, *, places: Collection[int] | None = None, words: bool = False
) -> Source:
    """What an export of this survey is made of. Raises NothingToExport where it was never published."""
    survey = session.scalars(select(Survey).where(Survey.id == survey_id)).one()
    organisation = session.get_one(Organisation, db.scope_of(session))
    published = select(Revision).where(Revision.survey_id == survey_id, Revision.published_on.is_not(None))
    revisions = {
        row.id: Frozen(
            row.number, Definition.model_validate(row.definition), publishing.codebook_from_data(row.codebook)
        )
        for row in session.scalars(published)
    }
    if not revisions:
        raise NothingToExport(survey.slug)
    every = session.execute(select(Place.id, Place.slug, Place.name).order_by(Place.slug)).all()
    return Source(
        survey_id=survey_id, slug=survey.slug, title=survey.title, organisation=organisation.name,
        invented=organisation.demonstration, revisions=revisions,
        place_slugs={row.id: row.slug for row in every}, place_names={row.slug: row.name for row in every},
        places=None if places is None else tuple(places), words=words,
        redacted=not words and redacted.any_of(session, survey_id, RESPONSES),
    )  # fmt: skip
