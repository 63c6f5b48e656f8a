"""Prints: what a poster, a leaflet or a card says of a link, or of what changed, in the languages somebody chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.channels import links
from feedback.channels.paper import Line
from feedback.channels.prints import A4, Format, Print, Voice, fitting
from feedback.i18n import Words, marked, words
from feedback.models.collector_link import CollectorLink
from feedback.services import (
    collector_links,
    conversation_voices,
    funnels,
    logos,
    looks,
    organisations,
    papers,
    phone_numbers,
    places,
    surveys,
    translations,
)
from feedback.services.looks import Look
from feedback.services.paper_routing import Speaker
from feedback.services.refusals import Refused
from feedback.services.surveys import Served
from feedback.vocabulary import BSL, ENGLISH
from surveys import timing

_CALLING = marked("Tell us what you think.")
_PROMISE = marked("No app. No name.")
_ONE_MINUTE, _MINUTES = marked("It takes about 1 minute."), marked("It takes about {number} minutes.")
_BY_TEXT = marked("Or text {code} to {number}.")
_PAPER, _PAPER_OR_RING = (
    marked("No phone? Ask for paper."),
    marked("No phone? Ask for paper, or ring {number}."),
)
_CODE = marked("QR code that opens these questions on a phone")
_CHANGES, _CHANGES_CALLING = (
    marked("You said, we did"),
    marked("See what changed because people answered"),
)
_CHANGES_CODE = marked("QR code that opens this page on a phone")
_HELP, _HELP_OR_RING = marked("No phone? Ask for help."), marked("No phone? Ask for help, or ring {number}.")
_INVENTED = marked("Invented.")


@dataclass(frozen=True)
class Wanted:
    """What somebody wants printed: the first language is the largest. `text_number` is where the code can be texted."""

    format: Format = Format.POSTER
    paper: str = A4
    languages: Sequence[str] = (ENGLISH,)
    text_number: str = ""


def languages_of_link(session: Session, link: CollectorLink) -> list[str]:
    """The languages that a link's survey is on offer in and that can be written; none before it is published."""
    served = surveys.served(session, link.survey_id)
    return [tag for tag in served.languages if tag != BSL] if served else []


def languages_of_changes(session: Session) -> list[str]:
    """The languages that the organisation's public pages can be read in."""
    return translations.signed_languages(session)


def of_link(session: Session, link: CollectorLink, wanted: Wanted, base_url: str | None) -> Print:
    """What a print of a link says; raises links.NoBaseAddress, Unprintable and Refused."""
    return of_links(session, [link], wanted, base_url)[0]


def of_links(
    session: Session, several: Sequence[CollectorLink], wanted: Wanted, base_url: str | None
) -> list[Print]:
    """The same for links of one survey, each where it hangs."""
    _check_links(session, several)
    served = surveys.served(session, several[0].survey_id)
    if served is None:
        raise Refused("the survey is not open: publish it first")
    _check(wanted, list(served.languages))
    voices, first = [], Words(ENGLISH, {})
    for tag in wanted.languages:
        texts, interface = translations.frozen(session, served.revision_id, tag, served.languages[tag])
        voices.append(Voice(tag, texts.get("title") or served.definition.title))
        first = Words(tag, interface) if tag == wanted.languages[0] else first
    look, say = looks.of(session, several[0].organisation_id), Speaker(first)
    names = {branch.place.id: branch.place.name for branch in places.tree(session)}
    # Who reads one language only is given it; several leave it to the reader's phone.
    opens = wanted.languages[0] if len(wanted.languages) == 1 else ENGLISH
    measured = timing.median_minutes(funnels.minutes_of_survey(session, served.survey_id))
    texted = wanted.text_number and _can_be_texted(session, served, wanted.languages[0])
    number = papers.together(phone_numbers.national(wanted.text_number)) if texted else ""
    logo = logos.read(session, organisations.current(session))
    return [
        Print(
            format=wanted.format, paper=wanted.paper, title=f"{voices[0].sentence}: {names[link.place_id]}",
            voices=voices, calling=say(_CALLING), address=links.printed_address(base_url, link.code, opens),
            code_says=say(_CODE), promise=say(_PROMISE), by_phone=_by_phone(look, say, _PAPER, _PAPER_OR_RING),
            minutes=_minutes(measured, say) if measured is not None else None,
            by_text=say(_BY_TEXT, code=link.code, number=number) if texted else None,
            organisation=look.name, accent=look.accent, logo=logo,
            corner=" · ".join(part for part in (names[link.place_id], link.label) if part),
            invented=say(_INVENTED) if look.demonstration else None,
        )
        for link in several
    ]  # fmt: skip


def _check_links(session: Session, several: Sequence[CollectorLink]) -> None:
    """Raises Refused where a print would open nothing."""
    for link in several:
        if link.revoked_at is not None:
            raise Refused(f"{link.code} is revoked: a print would lead nowhere")
    for link in collector_links.of_campaigns(session, several):
        raise Refused(
            f"{link.code} is a campaign's and opens only for whoever was invited: make a link of its own to print"
        )


def of_changes(session: Session, organisation_id: int, wanted: Wanted, base_url: str | None) -> Print:
    """What a print that leads to an organisation's "You said, we did" says; raises as the other does."""
    _check(wanted, languages_of_changes(session))
    look, say = looks.of(session, organisation_id), Speaker(words(wanted.languages[0]))
    voices = [Voice(tag, words(tag)(_CHANGES)) for tag in wanted.languages]
    return Print(
        format=wanted.format, paper=wanted.paper, title=f"{voices[0].sentence}: {look.name}", voices=voices,
        calling=say(_CHANGES_CALLING), address=links.changes_address(base_url, look.slug),
        code_says=say(_CHANGES_CODE), promise=say(_PROMISE), by_phone=_by_phone(look, say, _HELP, _HELP_OR_RING),
        organisation=look.name, corner="", accent=look.accent,
        invented=say(_INVENTED) if look.demonstration else None,
        logo=logos.read(session, organisations.current(session)),
    )  # fmt: skip


def _can_be_texted(session: Session, served: Served, language: str) -> bool:
    """Whether whoever texts the code is asked every question that matters in the largest language of the print."""
    return language in conversation_voices.ground(session, served).languages


def _check(wanted: Wanted, offered: Sequence[str]) -> None:
    fitting(wanted.format, wanted.paper, wanted.languages)
    if strange := [tag for tag in wanted.languages if tag not in offered]:
        raise Refused(f"not on offer in {', '.join(strange)}; it is in: {', '.join(offered)}")
    if len(set(wanted.languages)) < len(wanted.languages):
        raise Refused("each language stands on a print once")


def _minutes(measured: float, say: Speaker) -> Line:
    number = max(1, round(measured))
    return say(_ONE_MINUTE) if number == 1 else say(_MINUTES, number=number)


def _by_phone(look: Look, say: Speaker, without: str, ringing: str) -> Line:
    return say(ringing, number=papers.together(look.help_number)) if look.help_number else say(without)
