"""The question bank: what the library asks, to be found by what it is for, and added to a survey."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from feedback.services import drafts
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, building, question_words, reach
from surveys import bank as library
from surveys import building as edits
from surveys.bank import Entry, Part, Shelf

_LONGEST_SEARCH = 200


@blueprint.route("/surveys/<slug>/build/bank", methods=["GET", "POST"])
@requires(Permission.ADOPT_SURVEYS)
def bank(slug: str) -> Any:
    """One shelf of the bank, or what a search finds; adds what is ticked."""
    found = reach.survey(slug)
    problem = _add(slug) if request.method == "POST" else ""
    if not isinstance(problem, str):
        return problem
    data = drafts.shown(transactions.session(), found).definition
    asked = {item["key"] for item in edits.items(data)}
    find = " ".join(request.values.get("find", "").split())[:_LONGEST_SEARCH]
    shelves = library.shelves()
    shelf = next((one for one in shelves if one.key == request.values.get("shelf")), shelves[0])
    parts = (Part("", None, tuple(library.search(find))),) if find else shelf.parts
    page = render_template(
        "staff/building/bank.html", survey=found, find=find, shelf=None if find else shelf, groups=_groups(shelves),
        parts=[{"title": part.title, "measure": part.measure, "entries": [_entry(one, asked) for one in part.entries]}
               for part in parts], principles=library.principles(),
        ticked=request.form.getlist("add"), problem=problem, after=request.values.get("after", ""),
        section=request.values.get("section", ""), open=not find and "shelf" not in request.values,
    )  # fmt: skip
    return page, 400 if problem else 200


def _groups(shelves: tuple[Shelf, ...]) -> list[tuple[str, list[Shelf]]]:
    """The shelves as the page lists them."""
    said = templating.words()
    named = [
        (said("By principle"), "principle-"),
        (said("By role"), "role-"),
    ]
    found = [(title, [one for one in shelves if one.key.startswith(start)]) for title, start in named]
    rest = [one for one in shelves if not one.key.startswith(("principle-", "role-"))]
    return [found[0], (said("More"), rest), found[1]]


def _entry(one: Entry, asked: set[str]) -> dict[str, Any]:
    return {
        "name": one.name, "item": one.item, "from": one.home_title, "registry": one.registry,
        "about_you": one.about_you, "official": one.official, "asked": one.item.key in asked,
        "kind": question_words.kind({"kind": one.item.kind}),
        "answers": [option.text for option in one.item.options],
        "needs": [need.item.text for need in _needed(one) if need.item.key not in asked],
    }  # fmt: skip


def _needed(one: Entry) -> list[Entry]:
    """The questions of the same survey that have to be asked before it."""
    found: list[Entry] = []
    for key in one.needs:
        other = next((each for each in library.entries() if each.name == f"{one.home}/{key}"), None)
        if other is not None:
            found += [*_needed(other), other]
    return found


def _add(slug: str) -> Any:
    """Adds what was ticked; words for what is wrong, else the way back."""
    said, session, found = templating.words(), transactions.session(), reach.survey(slug)
    names = request.form.getlist("add")
    by_name = {one.name: one for one in library.entries()}
    wanted = [
        by_name[name] for name in dict.fromkeys(names) if name in by_name and not by_name[name].about_you
    ]
    if not wanted:
        return said("Tick at least one question.")
    together = list({each.name: each for one in wanted for each in [*_needed(one), one]}.values())
    after, section = request.form.get("after", ""), request.form.get("section", "")

    def edit(data: edits.Data) -> edits.Data:
        asked, behind = {item["key"] for item in edits.items(data)}, after if _is_own(data, after) else ""
        there = section if section in {part["key"] for part in data["sections"]} else ""
        for one in together:
            if one.item.key in asked:
                continue
            item = one.item.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            data = edits.add_item(data, item, section="" if behind else there, after=behind)
            behind = one.item.key if behind else ""
            asked.add(one.item.key)
        return data

    try:
        drafts.change(session, found, edit, by=current_member().by)
    except Refused as refused:
        return reach.sentence(refused).message
    return building.back(found, "added", f"q-{together[-1].item.key}")


def _is_own(data: edits.Data, key: str) -> bool:
    """Whether another question can stand behind this one."""
    return any(
        item["key"] == key
        for part in data["sections"]
        if not edits.locked(part)
        for item in part.get("items", [])
    )
