"""Editing a translation line by line: a section at a time, or what is missing, changed or worth a second look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request

from feedback.i18n import marked
from feedback.services import audit, memories, revisions, translation_lines
from feedback.services.memories import Offer
from feedback.services.refusals import Refused
from feedback.services.translation_lines import Change, Conflict, Line
from feedback.vocabulary import Permission, Provenance
from feedback.web import larger_forms, templating, transactions
from feedback.web.forms import StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, desk
from feedback.web.staff.desk import Desk
from surveys import texts
from surveys.definition import Definition

#: So many lines a page shows of those that a filter finds.
_MOST_LINES = 40
#: A section of many long texts, each sent as a form sends letters that are not Latin: nine bytes for one.
_LARGEST_FORM = 4_000_000
_BEGINNING = "beginning"
ALL = "all"
#: What can be shown over every section, and which lines that is.
FILTERS: dict[str, tuple[str, Callable[[Line], bool]]] = {
    "missing": (marked("Missing"), lambda line: line.missing),
    "changed": (marked("Changed"), lambda line: line.changed),
    "look": (marked("To look at"), lambda line: line.to_look_at),
}


@dataclass(frozen=True)
class Part:
    """A section of the survey, with the lines that first stand in it."""

    key: str
    title: str
    lines: list[Line]

    @property
    def to_do(self) -> int:
        """How many of its lines lack words or were made from other English."""
        return sum(line.missing or line.changed for line in self.lines)


@dataclass(frozen=True)
class View:
    """Which lines a page shows."""

    show: str
    part: Part | None
    following: Part | None
    lines: list[Line]
    #: How many more a filter finds.
    more: int = 0

    def address(self, place: Desk) -> str:
        """Where this page is."""
        return _address(place, self.show, self.part.key if self.part else "")


@dataclass
class Typed:
    """What a form brought that has to be shown again: the words, and what their page had shown."""

    words: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)


@blueprint.route("/surveys/<slug>/languages/<language>/edit", methods=["GET", "POST"])
@larger_forms.takes(_LARGEST_FORM)
@requires(Permission.TRANSLATE)
def edit_language(slug: str, language: str) -> Any:
    """Shows lines beside their English, and keeps those that somebody changed."""
    place, form = desk.of(slug, language), StaffForm()
    if not form.validate_on_submit():
        return _page(place, form, Typed()), form.answer_code()
    changes, said = _changes(), templating.words()
    try:
        taken = _taken(place, changes)
        saved = translation_lines.save(
            transactions.session(), place.revision, place.language, taken, provenance=_provenance(),
            by=current_member().by, now=audit.now(),
        )  # fmt: skip
    except Refused as refused:
        form.refuse(refused)
        typed = Typed({one.key: one.text for one in changes}, {one.key: one.seen for one in changes})
        return _page(place, form, typed), 400
    kept = len(saved.kept)
    if kept:
        flash(
            said("1 line is saved.") if kept == 1 else said("{number} lines are saved.", number=kept), "done"
        )
    if saved.conflicts:
        yours = {key: one.yours for key, one in saved.conflicts.items()}
        return _page(place, form, Typed(yours, conflicts=saved.conflicts))
    if not kept:
        flash(said("Nothing was changed."), "information")
    return redirect(_next(place, taken), 303)


def _changes() -> list[Change]:
    form = request.form
    return [
        Change(key, form.get(f"text-{key}", ""), form.get(f"seen-{key}", ""), f"right-{key}" in form)
        for key in dict.fromkeys(form.getlist("line"))
        if f"text-{key}" in form
    ]


def _taken(place: Desk, changes: Sequence[Change]) -> list[Change]:
    """What was typed, with the words of an offer where somebody pressed that. Raises Refused when it is gone."""
    key, _, wanted = request.form.get("take", "").rpartition("|")
    if not wanted:
        return list(changes)
    lines = [line for line in place.lines() if line.key == key]
    offer = next(
        (one for one in _offers(place, lines).get(key, []) if translation_lines.short(one.text) == wanted),
        None,
    )
    if offer is None:
        raise Refused("Those words are no longer on offer.")
    # The library's words are a draft whoever takes them.
    comes = None if offer.signed_name else Provenance.MACHINE_DRAFT
    taken = {key: offer.text}
    return [
        Change(one.key, taken[one.key], one.seen, provenance=comes) if one.key in taken else one
        for one in changes
    ]


def _offers(place: Desk, lines: Sequence[Line]) -> dict[str, list[Offer]]:
    """What could stand in the lines that lack words or were made from other English."""
    needing = [(line.key, line.english, line.text) for line in lines if line.missing or line.changed]
    return memories.offers(transactions.session(), place.language, needing)


def _provenance() -> Provenance:
    said = request.values.get("provenance", "")
    if said in desk.PROVENANCES:
        return Provenance(said)
    signs = current_member().may(Permission.SIGN_OFF_TRANSLATIONS)
    return Provenance.PROFESSIONAL if signs else Provenance.MACHINE_DRAFT


def _address(place: Desk, show: str, part: str = "") -> str:
    asked = {"show": show} if show != ALL else {"section": part} if part else {}
    said = request.values.get("provenance", "")
    asked |= {"provenance": said} if said in desk.PROVENANCES else {}
    return f"{place.home}/edit{'?' if asked else ''}{urlencode(asked)}"


def _next(place: Desk, changes: Sequence[Change]) -> str:
    """The page somebody goes on with: the section after, or the same one at the line they took an offer for."""
    view = _view(place, place.lines())
    if request.form.get("go") == "on" and view.following is not None:
        return _address(place, ALL, view.following.key)
    took = request.form.get("take", "").rpartition("|")[0]
    shown = [line.key for line in view.lines]
    return view.address(place) + (f"#line-{shown.index(took) + 1}" if took in shown else "")


def _view(place: Desk, lines: list[Line]) -> View:
    show = request.values.get("show", ALL)
    if show in FILTERS:
        found = [line for line in lines if FILTERS[show][1](line)]
        return View(show, None, None, found[:_MOST_LINES], max(0, len(found) - _MOST_LINES))
    parts = _parts(place, lines)
    wanted = request.values.get("section", "")
    at = next((number for number, part in enumerate(parts) if part.key == wanted), 0)
    return View(ALL, parts[at], parts[at + 1] if at + 1 < len(parts) else None, parts[at].lines)


def _parts(place: Desk, lines: Sequence[Line]) -> list[Part]:
    definition = revisions.definition_of(place.revision)
    homes = _homes(definition)
    titles = {_BEGINNING: templating.words()("The beginning")}
    titles |= {f"in-{section.key}": section.title for section in definition.sections}
    parts = [
        Part(key, title, [line for line in lines if homes.get(line.key) == key])
        for key, title in titles.items()
    ]
    return [part for part in parts if part.lines]


def _homes(definition: Definition) -> dict[str, str]:
    """Text key to the section it first stands in."""
    homes = {"title": _BEGINNING, "introduction": _BEGINNING}
    for section in definition.sections:
        here = f"in-{section.key}"
        homes |= {f"section/{section.key}/{part}": here for part in ("title", "introduction")}
        for item in section.items:
            homes |= {
                f"item/{item.key}/{part}": here for part in ("text", "help", "minimum-label", "maximum-label")
            }
            for option in texts.options(item):
                homes.setdefault(texts.option_key(item, option), here)
    return homes


def _page(place: Desk, form: StaffForm, typed: Typed) -> str:
    lines, said = place.lines(), templating.words()
    view = _view(place, lines)
    # Whoever is shown both keeps seeing them, whatever filter the line has left.
    shown = {line.key for line in view.lines}
    view.lines.extend(line for line in lines if line.key in typed.words and line.key not in shown)
    filters = [(ALL, said("All"), len(lines))]
    filters += [(key, said(text), sum(map(is_it, lines))) for key, (text, is_it) in FILTERS.items()]
    return render_template(
        "staff/language_edit.html",
        survey=place.survey,
        place=place,
        one=place.described(),
        standing=place.standing(),
        form=form,
        view=view,
        filters=[
            {"label": f"{text} ({number})", "href": _address(place, key), "current": key == view.show}
            for key, text, number in filters
        ],
        section_links=[
            {"part": part, "href": _address(place, ALL, part.key), "current": part == view.part}
            for part in (_parts(place, lines) if view.show == ALL else [])
        ],
        heading=said(FILTERS[view.show][0]) if view.show in FILTERS else "",
        offers=_offers(place, view.lines),
        typed=typed,
        short=translation_lines.short,
        provenance=_provenance().value,
        provenances=desk.provenance_choices(),
        provenance_words=desk.provenance_words,
    )
