"""The results somebody chose to see: counted, protected, read, and compared, and the look at a part written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import abort

from feedback.reports import bursts, readings, standing_out, voices
from feedback.reports import results as reported
from feedback.reports.bursts import Burst
from feedback.reports.comparison import Comparison
from feedback.reports.frames import Part
from feedback.reports.measures import Share
from feedback.reports.readings import Reading
from feedback.reports.shapes import Profile, ShownItem
from feedback.reports.sights import Seen, Sight
from feedback.reports.standing_out import Standing
from feedback.services import arrivals, audit, collector_links, snapshots, surveys
from feedback.web import transactions
from feedback.web.guard import Member, current_member
from feedback.web.staff import reach, results_choice
from feedback.web.staff.results_choice import Choice
from surveys import trends
from surveys.definition import Definition

if TYPE_CHECKING:
    from feedback.models.collector_link import CollectorLink
    from feedback.models.snapshot import Snapshot
    from feedback.models.survey import Survey

_VOICES = {f"value/{voice}": text for voice, text in results_choice.VOICE_LABELS.items()}
#: Who answered is told apart on every page; it is no group of people to be compared with others.
_NO_GROUPS = ("answered-by", "helper")

Families = Mapping[str, Mapping[tuple[str, str], Comparison]]


@dataclass(frozen=True)
class MarkedDay:
    """A burst, and the link it came through."""

    burst: Burst
    link: CollectorLink
    place: str


@dataclass(frozen=True)
class View:
    """Everything that a page, a file or a report of the results says; all of it may be shown to staff."""

    survey: Survey
    version: int
    definition: Definition
    choice: Choice
    words: Mapping[str, str]
    seen: Seen
    table: dict[str, Any]
    readings: Mapping[str, Reading]
    families: Families
    standing: list[Standing]
    newest: Snapshot | None
    bursts: list[MarkedDay]
    #: The share of positive answers without the marked days; empty where they are too few to be left out.
    without: Mapping[str, Share]
    #: The questions that the newest revision asks in other words, or of other people, than the one before.
    with_care: frozenset[str]
    #: Why the two groups chosen are not crossed.
    not_crossed: bool

    def compared(self, item: str) -> dict[str, Comparison]:
        """The rows of an item by the chosen group that are worth looking into."""
        found = readings.worth_looking_into(self.families.get(self.choice.group, {}))
        return {value: one for (key, value), one in found.items() if key == item}


def look(slug: str, asked: Mapping[str, str]) -> View:
    """What somebody asks for, in the words of an address; 404 for another organisation's survey, an unknown group, a
    place out of reach."""
    session, member, survey = transactions.session(), current_member(), reach.survey(slug)
    revision = surveys.revision_of(session, survey)
    if revision is None or revision.published_on is None:
        abort(404)
    definition = surveys.definition_of(revision)
    choice = results_choice.read(member, definition, asked)
    not_crossed = results_choice.cannot_be_crossed(choice, definition)
    group = choice.by if not_crossed else choice.group
    if not_crossed:
        choice = replace(choice, and_by="")
    sight = Sight(session, survey, definition, reach.place_ids(member))
    marked = _marked(survey, member)
    days = [(one.burst.link_id, one.burst.day) for one in marked]
    looked_through = _looked_through(definition, group)
    seen = sight.of(looked_through, choice.part(days), choice.who or None)
    newest = snapshots.newest(session, survey)
    care = frozenset(key for key, trend in revision.trends.items() if trend in trends.WITH_CARE)
    families = {key: readings.compared(seen.items, definition, key) for key in looked_through}
    words = {**reported.place_names(session), **_VOICES}
    if choice.filtered:
        _write_down(survey, member, choice)
    return View(
        survey=survey, version=revision.number, definition=definition, choice=choice, words=words, seen=seen,
        table=reported.table(
            survey.slug, Profile.STAFF, seen.total, seen.items, definition, [group] if group else [], words
        ),
        readings={item.key: readings.read(item, definition) for item in seen.items},
        families=families,
        standing=standing_out.standing_out(
            seen.items, definition, families, _earlier(newest, choice, member), care
        ),
        newest=newest, bursts=marked,
        without=_without(sight, seen, definition, days) if marked and not choice.filtered else {},
        with_care=care, not_crossed=not_crossed,
    )  # fmt: skip


def _looked_through(definition: Definition, group: str) -> list[str]:
    """The chosen group, and the short block's, among which a group may stand out; a wider one before a detailed."""
    short = [item.key for item in definition.groups() if item.default and item.key not in _NO_GROUPS]
    parts = [group] if group and group != voices.WHO else []
    asked = definition.item(group)
    wider = [asked.parent_item] if asked and asked.parent_item else []
    return list(dict.fromkeys([*wider, *parts, *short]))


def _marked(survey: Survey, member: Member) -> list[MarkedDay]:
    """The bursts on the links within reach, the newest first."""
    session = transactions.session()
    bounds = reach.place_ids(member)
    links = {
        link.id: link
        for link in collector_links.listed(session, survey_id=survey.id)
        if bounds is None or link.place_id in bounds
    }
    names = reach.place_names()
    return [
        MarkedDay(burst, links[burst.link_id], names[links[burst.link_id].place_id])
        for burst in bursts.of_survey(arrivals.of_survey(session, survey.id))
        if burst.link_id in links
    ]


def _without(
    sight: Sight, seen: Seen, definition: Definition, days: list[tuple[int, Any]]
) -> dict[str, Share]:
    """The share of positive answers to each item without the marked days, where ten or more are left out and in."""
    rest = sight.of([], Part(without=tuple(days)))
    found = {}
    for item in rest.items:
        share, all_ = readings.read(item, definition).positive, seen.item(item.key)
        # Where nobody of those days answered, both numbers are one.
        if share is not None and all_ is not None and share.base != all_.overall.base:
            found[item.key] = share
    return found


def _earlier(newest: Snapshot | None, choice: Choice, member: Member) -> list[ShownItem]:
    """What to set the numbers of now against: what was published of the same answers, and not rounded."""
    same = newest is not None and not choice.filtered and member.place_id is None
    if newest is None or not same or newest.profile == Profile.SENSITIVE.value:
        return []
    return reported.items_of(newest)


def _write_down(survey: Survey, member: Member, choice: Choice) -> None:
    """Who looked at which part of the answers goes into the access log, once a day; nobody's answers do."""
    told = choice.query()
    seen_today = audit.recorded(
        transactions.session(),
        "results-part-seen",
        survey.slug,
        by=member.by,
        detail=told,
        since=reach.today(),
    )
    if not seen_today:
        # A page that is looked at writes nothing in its own session.
        with transactions.database().transaction(member.organisation_id) as session:
            audit.record(session, "results-part-seen", survey.slug, by=member.by, detail=told)
