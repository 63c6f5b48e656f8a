"""flask comments: the lists of risk words, and who answers for them."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import AppGroup

from feedback.cli import speaking
from feedback.services import risk_lists, risk_reviews
from feedback.vocabulary import ENGLISH_NAMES

group = AppGroup("comments", help="Comments: who reads them, the queue, the lists of risk words.")


@group.command("words")
@click.option(
    "--lang", "language", type=click.Choice(risk_lists.languages()), help="One language, with every phrase."
)
@click.option(
    "--organisation", help="Say who reviewed the lists in this organisation, and which phrases it added."
)
@speaking.json_option
@speaking.plainly
def words(language: str | None, organisation: str | None, as_json: bool) -> None:
    """Show the list of risk words of a language, or where every language's stands."""
    data: dict[str, Any] = {}
    if organisation:
        with speaking.reading() as session:
            speaking.scope_to(session, organisation, as_json)
            for tag in risk_lists.languages():
                row = risk_reviews.standing(session, tag).review
                if row is not None:
                    data[tag] = {"name": row.name, "role": row.role, "on": row.signed_on.isoformat()}
            own = [{"category": one, "phrase": phrase} for one, phrase in risk_reviews.own(session)]
    lists = [_told(tag, data.get(tag)) for tag in ([language] if language else risk_lists.languages())]
    if language:
        its = risk_lists.of(language)
        lists[0]["sets"] = {name: list(each) for name, each in its.sets.items()}
        lists[0]["phrases"] = {category.value: list(each) for category, each in its.phrases.items()}
        lists[0]["harmless"] = list(its.harmless)
    told: dict[str, Any] = {"lists": lists}
    if organisation:
        told["own"] = own
    speaking.tell(
        lists[0] if language and not organisation else told, as_json, lambda: _lines(lists, language)
    )


def _told(language: str, here: dict[str, str] | None) -> dict[str, Any]:
    its = risk_lists.of(language)
    return {
        "language": language, "name": ENGLISH_NAMES[language], "status": its.status, "written_by": its.written_by,
        "reviewed_by": list(its.reviewed_by), "reviewed_here": here, "note": its.note,
        "number": sum(map(len, its.phrases.values())), "fingerprint": risk_reviews.fingerprint(language),
    }  # fmt: skip


def _lines(lists: list[dict[str, Any]], language: str | None) -> list[str]:
    lines = []
    for one in lists:
        who = one["reviewed_here"] or {}
        reviewed = (
            f"reviewed here by {who['name']}, {who['role']}, {who['on']}"
            if who
            else "reviewed by nobody here"
        )
        lines.append(
            f"{one['language']:8} {one['name']:22} {one['number']:4} phrases, {one['status']}, {reviewed}"
        )
    if language:
        for category, phrases in lists[0]["phrases"].items():
            lines += [f"{category}:", *(f"  {phrase}" for phrase in phrases)]
        lines += [f"<{name}>: {' | '.join(words)}" for name, words in lists[0]["sets"].items()]
    return lines
