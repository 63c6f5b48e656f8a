"""How it stands with a placement, in plain words: one sentence, a shape, and what happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feedback.i18n import marked
from feedback.services import silences
from feedback.services.placements import Kind, What
from feedback.services.silences import Standing
from feedback.vocabulary import Channel
from feedback.web import templating
from feedback.web.guard import Member
from feedback.web.staff import reach

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from feedback.models.collector_link import CollectorLink
    from feedback.services.placements import Happened
    from feedback.services.registers import Entry, Silent

KINDS = {
    Kind.POSTER_A4: marked("Poster, A4"), Kind.POSTER_A5: marked("Poster, A5"),
    Kind.TABLE_TENT: marked("Table tent"), Kind.LEAFLET: marked("Leaflets"), Kind.STICKER: marked("Sticker"),
    Kind.CONTACT_CARD: marked("Contact cards"), Kind.SCREEN: marked("A shared screen"),
    Kind.FORMS: marked("Paper forms"), Kind.OTHER: marked("Something else"),
}  # fmt: skip
#: What stands where nobody has said what hangs there.
_UNSAID = {
    Channel.QR: marked("QR code"), Channel.KIOSK: marked("Shared screen"), Channel.PAPER: marked("Paper forms")
}  # fmt: skip
#: Each standing as a sentence and the shape of its tag; {time} is how long nobody has scanned it.
_SENTENCES = {
    Standing.DAMAGED: (marked("Damaged or gone: replace it"), "warning"),
    Standing.SILENT: (marked("Silent for {time}: go and look"), "warning"),
    Standing.NEVER_SCANNED: (marked("Never scanned: is it up?"), "warning"),
    Standing.TAKE_DOWN: (marked("Revoked: take it down"), "closed"),
    Standing.QUIET: (marked("Silent for {time}, but seen working"), "progress"),
    Standing.NEW: (marked("New: not scanned yet"), "planned"),
    Standing.WORKING: (marked("Working"), "done"),
    Standing.PAPER: (marked("Forms: nobody has to scan them"), "open"),
    Standing.RESTING: (marked("Its survey is not open"), "cannot"),
    Standing.DOWN: (marked("Revoked, and taken down"), "closed"),
}
_HAPPENED = {
    What.SEEN: marked("Seen working"), What.DAMAGED: marked("Found damaged or gone"),
    What.TAKEN_DOWN: marked("Taken down"), What.MOVED: marked("Put somewhere else; before: {detail}"),
    What.DESCRIBED: marked("Said anew what hangs there, or since when"),
    What.REPLACED: marked("Replaced by a new link"), What.REPLACES: marked("Hung in place of an older link"),
}  # fmt: skip
#: What stands beside a print on the day it was looked at.
_NOTED = {
    What.SEEN: marked("Noted today: it works"), What.DAMAGED: marked("Noted today: damaged or gone"),
    What.TAKEN_DOWN: marked("Noted today: taken down"),
}  # fmt: skip
#: What is printed again for what hangs there.
_PRINTS = {
    Kind.POSTER_A4: "poster", Kind.POSTER_A5: "poster-a5", Kind.TABLE_TENT: "table-tent",
    Kind.LEAFLET: "leaflet", Kind.STICKER: "stickers", Kind.CONTACT_CARD: "card",
}  # fmt: skip
_NUMBERS = {3: marked("three"), 4: marked("four"), 5: marked("five"), 6: marked("six"), 7: marked("seven"),
            8: marked("eight"), 9: marked("nine"), 10: marked("ten")}  # fmt: skip


def weeks(days: int) -> str:
    """A number of days in whole weeks, as people say it."""
    said, number = templating.words(), days // 7
    if number == 1:
        return said("one week")
    return said("{number} weeks", number=said(_NUMBERS[number]) if number in _NUMBERS else number)


def lines(entries: Sequence[Entry], member: Member) -> list[dict[str, Any]]:
    """Lines of the register for a page."""
    names, bounds = reach.place_names(), reach.place_ids(member)
    return [_line(one, names, bounds) for one in entries]


def _line(entry: Entry, places: dict[int, str], bounds: Collection[int] | None) -> dict[str, Any]:
    said, link = templating.words(), entry.link
    sentence, shape = _SENTENCES[entry.verdict.standing]
    silent = entry.verdict.silent_days
    text = said(sentence, time=weeks(silent)) if "{time}" in sentence and silent else said(sentence)
    if entry.replaced_by and entry.verdict.standing is Standing.TAKE_DOWN:
        text = said("Replaced: take the old one down")
    return {
        "code": link.code,
        "where": where(link, places),
        "place": places[link.place_id],
        "place_id": link.place_id,
        "label": link.label,
        "survey": entry.survey.title,
        "survey_slug": entry.survey.slug,
        "kind": said(KINDS[Kind(entry.kind)]) if entry.kind else said(_UNSAID[Channel(link.channel)]),
        "hung_on": said.day(entry.hung_on),
        "last_scan": said.day(entry.last_scan) if entry.last_scan else "",
        "forms": link.channel == Channel.PAPER,
        "last_seen": said.day(entry.last_seen) if entry.last_seen else "",
        "seen_by": entry.seen_by,
        "standing": entry.verdict.standing.value,
        "text": text,
        "shape": shape,
        "noted": _noted(entry.last_said),
        "print_again": _print_again(entry),
        "needs_a_walk": entry.verdict.needs_a_walk,
        "unseen": entry.verdict.unseen,
        "revoked": link.revoked_at is not None,
        "leads_to": link.leads_to,
        "replaced_by": _other(entry.replaced_by, places, bounds),
        "replaces": _other(entry.replaces, places, bounds),
    }


def where(link: CollectorLink, places: dict[int, str]) -> str:
    """Place and spot in one line."""
    return f"{places[link.place_id]}, {link.label}" if link.label else places[link.place_id]


def _noted(happened: Happened | None) -> dict[str, Any] | None:
    """What was noted today, with the way to take it back; None where nothing was."""
    if happened is None or happened.day != reach.today():
        return None
    return {"text": templating.words()(_NOTED[happened.what]), "event": happened.id}


def _print_again(entry: Entry) -> str:
    """The way to its print, in the format that hangs there; empty where it has none."""
    link = entry.link
    if link.revoked_at is not None or link.channel != Channel.QR:
        return ""
    what = _PRINTS.get(Kind(entry.kind)) if entry.kind else None
    return f"/staff/links/{link.code}/print" + (f"?what={what}" if what else "")


def _other(
    link: CollectorLink | None, places: dict[int, str], bounds: Collection[int] | None
) -> dict[str, str] | None:
    """Another link that this one names; nothing to open where it is beyond the member's places."""
    if link is None:
        return None
    code = link.code if bounds is None or link.place_id in bounds else ""
    return {"code": code, "where": where(link, places) if code else templating.words()("another place")}


def told(events: Sequence[Happened]) -> list[dict[str, Any]]:
    """The history for a page, newest first."""
    said = templating.words()
    return [
        {
            "day": said.day(one.day),
            "text": said(_HAPPENED[one.what], detail=one.detail or said("nothing said")),
            "by": one.by or said("an account that is gone"),
            "undone": one.undone,
        }
        for one in events
    ]


def kinds() -> list[tuple[str, str]]:
    """What can hang somewhere, to choose from."""
    return [(kind.value, templating.words()(text)) for kind, text in KINDS.items()]


def threshold() -> str:
    """How long a silence has to be before somebody is sent."""
    return weeks(silences.SILENT_DAYS)


def home_sentence(silent: Silent) -> str:
    """What the home page says of silent prints; empty when there are none."""
    said, number = templating.words(), silent.for_weeks
    if number == 1:
        return said("1 poster or screen has been silent for {time}: go and look", time=threshold())
    if number:
        return said(
            "{number} posters or screens have been silent for {time}: go and look",
            number=number,
            time=threshold(),
        )
    if silent.never == 1:
        return said("1 poster or screen was never scanned: is it up?")
    if silent.never:
        return said("{number} posters or screens were never scanned: are they up?", number=silent.never)
    return ""
