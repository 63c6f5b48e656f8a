"""Prints: what comes out of the printer for a link or for "You said, we did", chosen, looked at, and downloaded."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import abort, make_response, redirect, render_template, request

from feedback.channels import links as addresses
from feedback.channels import prints as channel
from feedback.channels import sms
from feedback.channels.prints import A4, A5, Format, Unprintable
from feedback.i18n import marked
from feedback.services import collector_links, prints, surveys
from feedback.services.prints import Wanted
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH, ENGLISH_NAMES, Channel, Permission, canonical_language
from feedback.web import templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, placement_words, reach, text_words
from feedback.web.staff.spots import MOST_AT_ONCE

if TYPE_CHECKING:
    from feedback.channels.prints import Print

#: What can be chosen: the name in the address, what it is, the paper, and what it is called and for.
_OFFERED = {
    "poster": (Format.POSTER, A4, marked("A4 poster"), marked("For a wall, read from three metres")),
    "poster-a5": (Format.POSTER, A5, marked("A5 poster"), marked("For a door, a desk or a notice board")),
    "table-tent": (Format.TABLE_TENT, A4, marked("Table tent"), marked("A4, folded once across the middle")),
    "leaflet": (Format.LEAFLET, A4, marked("Leaflets"), marked("Three to a sheet; they fit a long envelope")),
    "stickers": (
        Format.STICKERS,
        A4,
        marked("Stickers"),
        marked("Eight to a sheet of labels, 99.1 by 67.7 mm"),
    ),
    "card": (Format.CARD, A4, marked("Contact cards"), marked("Ten to a sheet, 85 by 55 mm")),
}


@dataclass(frozen=True)
class Subject:
    """What prints lead to: their name, their pages, the languages they can be in, and how they are put together."""

    name: str
    back: str
    address: str
    offered: Sequence[str]
    make: Callable[[Wanted], Sequence[Print]]
    #: The spots that can be printed at once, as choices, and those chosen; none where there is one print.
    spots: Sequence[dict[str, str]] = ()
    chosen: Sequence[str] = ()
    #: What the address says beside format and languages.
    carried: Sequence[tuple[str, str]] = ()


@blueprint.get("/links/<code>/print")
@requires(Permission.MAKE_LINKS)
def print_of_link(code: str) -> Any:
    """The prints of a link: one is shown at once."""
    return _page(_of_link(code))


@blueprint.get("/links/<code>/print.pdf")
@requires(Permission.MAKE_LINKS)
def print_of_link_pdf(code: str) -> Any:
    """The same to print."""
    subject = _of_link(code)
    return _download(subject, f"{_in_a_name(subject.name)}{code.upper()}")


@blueprint.get("/links/print")
@requires(Permission.MAKE_LINKS)
def print_of_links() -> Any:
    """The prints of several links of a survey at once, a page each."""
    return _page(_of_links())


@blueprint.get("/links/print.pdf")
@requires(Permission.MAKE_LINKS)
def print_of_links_pdf() -> Any:
    """The same to print."""
    subject = _of_links()
    return _download(subject, f"{_in_a_name(subject.name)}{len(subject.chosen)}")


@blueprint.get("/you-said-we-did/print")
@requires(Permission.DRAFT_IMPROVEMENTS)
def print_of_changes() -> Any:
    """The prints that lead to the page of what changed."""
    return _page(_of_changes())


@blueprint.get("/you-said-we-did/print.pdf")
@requires(Permission.DRAFT_IMPROVEMENTS)
def print_of_changes_pdf() -> Any:
    """The same to print."""
    return _download(_of_changes(), "you-said-we-did")


def _of_link(code: str) -> Subject:
    """The link of a code within reach; 404 for another, 410 for a revoked one."""
    session, member = transactions.session(), current_member()
    found = collector_links.find(session, code)
    if found is None or not reach.reaches(member, found.place_id):
        abort(404)
    if found.revoked_at is not None:
        abort(410)
    place = reach.place_names()[found.place_id]
    return Subject(
        name=f"{place}, {found.label}" if found.label else place,
        back=f"/staff/links/{found.code}",
        address=f"/staff/links/{found.code}/print",
        offered=prints.languages_of_link(session, found),
        make=lambda wanted: [prints.of_link(session, found, wanted, reach.base_address(member))],
    )


def _of_links() -> Subject:
    """The open printed links of a survey within reach, those that the address names chosen; 404 without any."""
    session, member = transactions.session(), current_member()
    slug = request.args.get("survey") or abort(redirect("/staff/links/", 303))
    survey = surveys.find(session, slug) or abort(404)
    names, asked = reach.place_names(), set(request.args.getlist("code"))
    listed = collector_links.listed(
        session, survey_id=survey.id, places=reach.place_ids(member), by_themselves=True
    )
    found = [one for one in listed if one.channel == Channel.QR and one.revoked_at is None] or abort(404)
    order = {place_id: number for number, place_id in enumerate(names)}
    found.sort(key=lambda one: (order[one.place_id], one.label))
    chosen = [one for one in found if one.code in asked] if asked else found[:MOST_AT_ONCE]

    def make(wanted: Wanted) -> Sequence[Print]:
        if not 0 < len(chosen) <= MOST_AT_ONCE:
            raise Refused(f"choose at least one and at most {MOST_AT_ONCE}")
        return prints.of_links(session, chosen, wanted, reach.base_address(member))

    return Subject(
        name=survey.title,
        back=f"/staff/links/?survey={survey.slug}",
        address="/staff/links/print",
        offered=prints.languages_of_link(session, found[0]),
        make=make,
        spots=[{"key": one.code, "text": placement_words.where(one, names)} for one in found],
        chosen=[one.code for one in chosen],
        carried=[("survey", survey.slug), *(("code", one.code) for one in chosen if asked)],
    )


def _of_changes() -> Subject:
    session, member = transactions.session(), current_member()
    return Subject(
        name=templating.words()("You said, we did"),
        back="/staff/you-said-we-did/",
        address="/staff/you-said-we-did/print",
        offered=prints.languages_of_changes(session),
        make=lambda wanted: [
            prints.of_changes(session, member.organisation_id, wanted, reach.base_address(member))
        ],
    )


def _chosen(subject: Subject) -> tuple[str, Wanted]:
    """What the address asks for, as far as there is such a thing: an A4 poster in English where it says nothing."""
    name = request.args.get("what", "")
    name = name if name in _OFFERED else "poster"
    asked = [request.args.get("first", ENGLISH), *request.args.getlist("also")]
    tags = dict.fromkeys(tag for tag in map(canonical_language, asked) if tag in subject.offered)
    kind, paper, _, _ = _OFFERED[name]
    number = sms.own_number(text_words.config().sms)
    return name, Wanted(kind, paper, [tag for tag in tags if tag] or list(subject.offered[:1]), number)


def _query(subject: Subject, name: str, wanted: Wanted) -> str:
    first, *also = wanted.languages
    return urlencode([*subject.carried, ("what", name), ("first", first), *(("also", tag) for tag in also)])


def _page(subject: Subject) -> Any:
    """What can be chosen, and the finished page as a picture, or what is in its way."""
    said, no_base = templating.words(), reach.no_base_address(current_member())
    name, wanted = _chosen(subject)
    finished, problem = b"", ""
    if not no_base:
        try:
            finished = channel.picture(subject.make(wanted)[0])
        except (Unprintable, Refused) as error:
            problem = reach.sentence(Refused(str(error))).message
    page = render_template(
        "staff/print.html",
        subject=subject,
        no_base=no_base,
        problem=problem,
        finished=base64.b64encode(finished).decode(),
        formats=[
            {"key": key, "text": said(text), "hint": said(hint)}
            for key, (_, _, text, hint) in _OFFERED.items()
        ],
        what=name,
        called=said(_OFFERED[name][2]),
        first=wanted.languages[0],
        also=wanted.languages[1:],
        languages=[{"key": tag, "text": ENGLISH_NAMES[tag]} for tag in subject.offered],
        most=_most(wanted, said(_OFFERED[name][2])),
    )
    return page, 400 if problem else 200


def _in_a_name(words: str) -> str:
    """The words of a spot as they stand in the name of a file, so that twenty posters can be told apart."""
    kept = re.sub(r"[^a-z0-9]+", "-", words.lower())[:60].strip("-")
    return f"{kept}-" if kept else ""


def _most(wanted: Wanted, called: str) -> str:
    """How many languages a format holds, and how they stand on it."""
    shape, said = channel.shape_of(wanted.format, wanted.paper), templating.words()
    if shape.by_turns:
        return said(
            "{format}: each in the first language and one of the others, in turn; {number} on a sheet at most",
            format=called, number=shape.most,
        )  # fmt: skip
    return said(
        "{format}: {number} languages at most, all of the same size below the first",
        format=called, number=shape.most,
    )  # fmt: skip


def _download(subject: Subject, filename: str) -> Any:
    """The PDF; 409 with what to set where there is no address, and back with what to change where it is not made."""
    name, wanted = _chosen(subject)
    try:
        made = channel.pdf(*subject.make(wanted))
    except addresses.NoBaseAddress as error:
        abort(make_response((str(error), 409, {"Content-Type": "text/plain; charset=utf-8"})))
    except (Unprintable, Refused):
        # The page says what is in the way, beside what can be changed.
        return redirect(f"{subject.address}?{_query(subject, name, wanted)}", 303)
    answer = make_response(made)
    answer.content_type = "application/pdf"
    saved = "-".join([filename, name, *wanted.languages])
    answer.headers["Content-Disposition"] = f'attachment; filename="{saved}.pdf"'
    return answer
