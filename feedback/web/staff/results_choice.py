"""What somebody chose to see of a survey's results: by which groups, where, when, how people answered, whose words."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from flask import abort

from feedback.reports import frames, groupings, voices
from feedback.reports.frames import Part
from feedback.reports.results import CHANNEL_LABELS
from feedback.services import places
from feedback.vocabulary import ENGLISH_NAMES, Channel, canonical_language
from feedback.web import templating, transactions
from feedback.web.guard import Member
from feedback.web.staff import reach
from surveys.definition import Definition

_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
#: How the address says that bursts are left out.
OUT = "out"
Day = tuple[int, date]


@dataclass(frozen=True)
class Choice:
    """The words of the address; empty where nothing was chosen. Months are written "2026-11"."""

    by: str = ""
    and_by: str = ""
    place: str = ""
    since: str = ""
    until: str = ""
    channel: str = ""
    language: str = ""
    who: str = ""
    bursts: str = ""
    #: The ids of the chosen place and all below it.
    within: tuple[int, ...] | None = None

    @property
    def group(self) -> str:
        """The key of the group, or of two that are crossed; empty for none."""
        return f"{self.by}{groupings.CROSS}{self.and_by}" if self.and_by else self.by

    @property
    def filtered(self) -> bool:
        """Whether a part of the answers is asked for."""
        return any((self.place, self.since, self.until, self.channel, self.language, self.who, self.bursts))

    def part(self, bursts: Sequence[Day]) -> Part:
        """The part of the answers; `bursts` are the links and days to leave out where that was chosen."""
        return Part(
            places=self.within,
            since=date.fromisoformat(f"{self.since}-01") if self.since else None,
            until=_last_day(self.until) if self.until else None,
            channel=self.channel or None,
            language=self.language or None,
            without=tuple(bursts) if self.bursts else (),
        )

    def query(self, **other: str) -> str:
        """The words of an address that shows this, or this with something else chosen."""
        names = {"and_by": "and", "since": "from", "until": "to"}
        chosen = {
            name: str(other.get(name, getattr(self, name)))
            for name in ("by", "and_by", "place", "since", "until", "channel", "language", "who", "bursts")
        }
        return urlencode({names.get(name, name): value for name, value in chosen.items() if value})

    @property
    def in_a_name(self) -> list[str]:
        """What was chosen, for the name of a file."""
        bursts = "without-bursts" if self.bursts else ""
        told = (
            self.by,
            self.and_by,
            self.place,
            self.since,
            self.until,
            self.channel,
            self.language,
            self.who,
            bursts,
        )
        return [part for part in told if part]

    @property
    def everything(self) -> Choice:
        """The same groups over all answers."""
        return Choice(by=self.by, and_by=self.and_by)


def read(member: Member, definition: Definition, asked: Mapping[str, str]) -> Choice:
    """What the words of an address ask for; 404 for what this survey or this member does not have."""
    word = asked.get
    by, _, crossed = word("by", "").partition(groupings.CROSS)
    choice = Choice(
        by=by, and_by=crossed or word("and", ""), place=word("place", ""), since=word("from", ""),
        until=word("to", ""), channel=word("channel", ""), language=word("language", ""), who=word("who", ""),
        bursts=word("bursts", ""),
    )  # fmt: skip
    if "by" not in asked:
        keys = [item.key for item in definition.groups()]
        choice = replace(choice, by=next((key for key in ("age-band", *keys) if key in keys), ""))
    choice = replace(choice, and_by=choice.and_by if choice.by else "")
    if not _known(choice, definition):
        abort(404)
    if choice.place:
        place = reach.place(member, choice.place) or abort(404)
        choice = replace(choice, within=tuple(places.within(transactions.session(), place.id)))
    return choice


def _known(choice: Choice, definition: Definition) -> bool:
    single = {*groupings.available(definition), *([voices.WHO] if voices.asks(definition) else [])}
    return (
        {choice.by, choice.and_by} - {""} <= single
        and all(not month or _MONTH.fullmatch(month) for month in (choice.since, choice.until))
        and choice.channel in ("", *(channel.value for channel in Channel))
        and (not choice.language or canonical_language(choice.language) == choice.language)
        and (not choice.who or (voices.asks(definition) and choice.who in voices.VOICES))
        and choice.bursts in ("", OUT)
    )


def cannot_be_crossed(choice: Choice, definition: Definition) -> bool:
    """Whether the two groups that were chosen make no table together."""
    if not choice.and_by:
        return False
    return (
        voices.WHO in (choice.by, choice.and_by) or groupings.problem(definition, [choice.group]) is not None
    )


def _last_day(month: str) -> date:
    year, number = map(int, month.split("-"))
    return date(year, number, monthrange(year, number)[1])


def in_words(choice: Choice, place_name: str) -> str:
    """What was chosen, for a heading and for a report; empty where it is everything."""
    said = templating.words()
    period = (
        said("{first} to {last}", first=month_name(choice.since), last=month_name(choice.until))
        if choice.since and choice.until and choice.since != choice.until
        else month_name(choice.since)
        if choice.since == choice.until
        else said("from {first}", first=month_name(choice.since))
        if choice.since
        else said("until {last}", last=month_name(choice.until))
    )
    parts = [
        place_name,
        period if choice.since or choice.until else "",
        said(CHANNEL_LABELS[choice.channel]) if choice.channel else "",
        ENGLISH_NAMES.get(choice.language, ""),
        said(VOICE_LABELS[choice.who]) if choice.who else "",
        said("without the days marked as bursts") if choice.bursts else "",
    ]
    return " · ".join(part for part in parts if part)


VOICE_LABELS = {
    voices.OWN_WORDS: "In people’s own words",
    voices.STAFF_HELPED: "A member of staff helped",
    voices.SOMEONE_ELSE: "Somebody answered for them",
    voices.NOT_SAID: "Did not say who answered",
}


def month_name(month: str) -> str:
    """ "2026-11" written out."""
    if not month:
        return ""
    year, number = month.split("-")
    return templating.words().month(int(number)).replace("{year}", year)


def months(survey_id: int, today: date) -> list[tuple[str, str]]:
    """The months from the first answer to now, the newest first, as (key, name)."""
    span = frames.span(transactions.session(), survey_id)
    if span is None:
        return []
    first, last = span[0], max(span[1], today)
    keys = [
        f"{at // 12:04}-{at % 12 + 1:02}"
        for at in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    ]
    return [(key, month_name(key)) for key in reversed(keys)]


def quarters(months_of: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The newest four quarters that the months reach into, as (first month, last month)."""
    found = []
    for key, _ in months_of:
        year, number = map(int, key.split("-"))
        start = (number - 1) // 3 * 3 + 1
        quarter = (f"{year:04}-{start:02}", f"{year:04}-{start + 2:02}")
        if quarter not in found:
            found.append(quarter)
    return found[:4]
