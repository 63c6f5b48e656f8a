"""Paper forms: a published revision in one language as a sheet to print, its routing said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from feedback.channels import links, paper
from feedback.channels.paper import Choice, Line, Part, Question, Sheet
from feedback.i18n import Words, marked
from feedback.services import comment_readers, logos, looks, organisations, translations
from feedback.services.collector_links import OpenedLink
from feedback.services.looks import Look
from feedback.services.paper_routing import Form, Speaker, routing, text_of
from feedback.services.surveys import Served
from feedback.vocabulary import ENGLISH, ENGLISH_NAMES, TURNING_PICTURES
from surveys.definition import Item, Kind
from surveys.reading import decline_option

_PICTURES = Path(__file__).parent.parent.parent / "static" / "images" / "symbols"
#: Lines to write on: a comment that may be long, a shorter one, a few words.
_MANY_LINES, _FEW_LINES, _TWO_LINES = 8, 5, 2
_LONG_COMMENT = 1000
#: How a question is answered with a pen; where nothing stands here, by one tick.
_HOW = {
    Kind.MANY: marked("Tick all that fit."),
    Kind.NUMBER: marked("Write a number in the box."),
    Kind.POSTCODE: marked("Write your postcode in the box, or tick one box."),
    Kind.SHORT_TEXT: marked("Write on the lines."),
    Kind.COMMENT: marked("Write on the lines. You can use more paper."),
}
_TICK_ONE = marked("Tick one box.")
#: What stands on every sheet; the keys are those of `Sheet.words`.
_ALWAYS = {
    "page": marked("Page {page} of {pages}"),
    "number": marked("For staff: sheet number"),
    "code": marked("QR code that opens these questions on a phone"),
    "phone": marked("Or answer on a phone"),
    "finished": marked("When you have finished"),
    "share": marked("You may share my words without my name"),
    "watched": marked("We do not read this at once. It is not for emergencies."),
    "help_now": marked("If you need help now:"),
}
#: Where to turn at once, as on the phone; nothing here depends on what somebody writes.
_HELP = (
    ("999", marked("Life in danger")),
    ("999 BSL", marked("999 in British Sign Language")),
    ("18000", marked("999 by text relay")),
    ("111", marked("Health help that is urgent")),
    ("111", marked("Choose option 2 for a mental health crisis")),
    ("116 123", marked("Samaritans, day and night")),
    ("0800 1111", marked("Childline, if you are under 19")),
)


def form(session: Session, link: OpenedLink, served: Served, language: str) -> Form:
    """The form of a link in a language on offer, with exactly the words that were signed."""
    version = served.languages[language]
    texts, interface = translations.frozen(session, served.revision_id, language, version)
    look = looks.of(session, link.organisation_id)
    return Form(
        served.definition, texts, Words(language, interface), look, link.place_name, link.code,
        served.number, version, logos.read(session, organisations.current(session)),
        comments=not comment_readers.without(session, served.survey_id, [language]),
    )  # fmt: skip


def print_form(wanted: Form, base_url: str | None) -> bytes:
    """The PDF; raises links.NoBaseAddress and paper.Unprintable."""
    return paper.pdf(sheet(wanted, base_url))


def sheet(wanted: Form, base_url: str | None) -> Sheet:
    """Everything that stands on the paper, in order; raises links.NoBaseAddress."""
    say, look, language = Speaker(wanted.words), wanted.look, wanted.words.language
    parts = _parts(wanted, say)
    name = f"{ENGLISH_NAMES[language]} ({language})"
    contact = look.privacy_contact
    return Sheet(
        language=language,
        title=wanted.texts.get("title", wanted.definition.title),
        introduction=wanted.texts.get("introduction", wanted.definition.introduction or ""),
        organisation=look.name,
        logo=wanted.logo,
        accent=look.accent,
        about=say("About: {place}", place=wanted.place),
        how_to_answer=_how_to_answer(say),
        parts=parts,
        address=links.printed_address(base_url, wanted.code, language),
        words={key: say(english) for key, english in _ALWAYS.items()},
        help_lines=[(number, say(english)) for number, english in _HELP] + _own_help(look),
        phone_lines=_phone_lines(look, say),
        hand_in=[say("Fold this form. Give it to a member of staff, or put it in the box for answers.")],
        privacy=say("How we use your answers"),
        privacy_address=links.privacy_address(base_url, look.slug).partition("://")[2],
        contact=say("To ask about your answers: {contact}", contact=contact) if contact else None,
        staff_line=f"{wanted.code} · {name} · revision {wanted.revision}.{wanted.version}",
        invented=_invented(say) if look.demonstration else [],
        pictures={picture: _drawing(picture) for picture in sorted(_pictures(parts)) if picture},
        turning=sorted(TURNING_PICTURES),
    )


def _how_to_answer(say: Speaker) -> list[Line]:
    return [
        say("Put a tick in the box of your answer."),
        say("You can leave out any question. We do not ask for your name."),
        say("Please do not write your name on this form."),
    ]


def _phone_lines(look: Look, say: Speaker) -> list[Line]:
    scan = say("Scan this code, or type the address below it.")
    if look.help_number:
        return [scan, say("No phone? Ask for help, or ring {number}.", number=together(look.help_number))]
    return [scan, say("No phone? Ask for help.")]


def _invented(say: Speaker) -> list[Line]:
    return [say("Invented."), say("A demonstration. All of it is made up.")]


def together(number: str) -> str:
    """A telephone number that no line end parts."""
    return number.replace(" ", "\u00a0")


def _own_help(look: Look) -> list[tuple[str, Line]]:
    return [(together(look.help_number), Line(look.name, ENGLISH))] if look.help_number else []


def _parts(wanted: Form, say: Speaker) -> list[Part]:
    shown = wanted.definition.shown(easy=say.easy, comments=wanted.comments)
    numbers = {item.key: n for n, item in enumerate((item for _, items in shown for item in items), 1)}
    return [
        Part(
            wanted.texts.get(f"section/{section.key}/title", section.title),
            wanted.texts.get(f"section/{section.key}/introduction", section.introduction or ""),
            [_question(item, wanted, numbers, say) for item in items],
        )
        for section, items in shown
    ]


def _question(item: Item, wanted: Form, numbers: Mapping[str, int], say: Speaker) -> Question:
    def word(part: str, english: str | None) -> str:
        return wanted.texts.get(f"item/{item.key}/{part}", english or "") if english else ""

    helping = word("help", item.help)
    notes = [Line(helping, wanted.words.language)] if helping else []
    # About you keeps its pictures for Easy Read, as on the phone.
    pictured = say.easy or not item.group
    steps = range(item.minimum or 0, (item.maximum or 0) + 1) if item.kind is Kind.SCALE else ()
    return Question(
        number=numbers[item.key],
        kind=item.kind.value,
        text=word("text", item.text),
        picture=item.picture or "" if pictured else "",
        notes=[*notes, *routing(item, wanted, numbers, say)],
        how=say(_HOW.get(item.kind, _TICK_ONE)),
        choices=_choices(item, wanted),
        lines=_lines(item),
        steps=[str(step) for step in steps],
        ends=[word("minimum-label", item.minimum_label), word("maximum-label", item.maximum_label)],
    )


def _lines(item: Item) -> int:
    if item.kind is Kind.COMMENT:
        return _MANY_LINES if (item.maximum_length or 2 * _LONG_COMMENT) > _LONG_COMMENT else _FEW_LINES
    return _TWO_LINES if item.kind is Kind.SHORT_TEXT else 0


def _choices(item: Item, wanted: Form) -> list[Choice]:
    """The boxes of a question in published order, those with a parent under its words, the way to decline last."""
    parent = wanted.definition.item(item.parent_item) if item.parent_item else None
    above = {option.key: text_of(parent, option, wanted) for option in parent.options} if parent else {}
    found = [
        Choice(text_of(item, option, wanted), option.picture or "", above.get(option.parent or "", ""))
        for option in item.options
    ]
    decline = decline_option()
    return [*found, Choice(text_of(item, decline, wanted), decline.picture or "")] if item.group else found


def _pictures(parts: Sequence[Part]) -> set[str]:
    questions = [question for part in parts for question in part.questions]
    return {q.picture for q in questions} | {choice.picture for q in questions for choice in q.choices}


def _drawing(picture: str) -> str:
    """One of our own drawings; the form does without one that is not there."""
    path = _PICTURES / f"{picture}.svg"
    return path.read_text("utf-8") if path.is_file() else ""
