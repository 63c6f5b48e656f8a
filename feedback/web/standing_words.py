"""What stands out in a survey's results, as sentences with their numbers and where they lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from feedback.i18n import marked
from feedback.reports.comparison import Comparison
from feedback.reports.measures import whole_percent
from feedback.reports.standing_out import Sort, Standing
from feedback.web import labels, templating
from surveys.definition import Definition

_SENTENCES = {
    Sort.LOWEST: marked("Lowest: {percent}% gave a positive answer to “{text}”"),
    Sort.ONLY: marked("{percent}% gave a positive answer to “{text}”"),
    Sort.BEST: marked("Highest: {percent}% gave a positive answer to “{text}”"),
    Sort.FELL: marked("Down since {day}, from {before}% to {percent}% positive: “{text}”"),
    Sort.ROSE: marked("Up since {day}, from {before}% to {percent}% positive: “{text}”"),
    Sort.GROUP: marked(
        "{group}: {percent}% gave a positive answer to “{text}”. Of everyone else {others}% did."
    ),
}
_TAGS = {
    Sort.LOWEST: (marked("Look here"), "open"),
    Sort.FELL: (marked("Look here"), "open"),
    Sort.GROUP: (marked("One group"), "warning"),
    Sort.ONLY: (marked("Good news"), "done"),
    Sort.BEST: (marked("Good news"), "done"),
    Sort.ROSE: (marked("Good news"), "done"),
}


def sentences(
    standing: Sequence[Standing],
    definition: Definition,
    texts: Mapping[str, str],
    say: Callable[..., Any],
    since: str,
    address: Callable[[Standing], str],
) -> list[dict[str, Any]]:
    """Each as a sentence, a tag with its shape, and an address; `since`: the day of the earlier snapshot.

    `say` speaks the reader's language, as a text or as whatever it makes of it.
    """
    found = []
    for one in standing:
        asked = definition.item(one.item)
        figures = {
            "percent": one.share.percent,
            # A full stop within quotation marks would end the sentence around it.
            "text": texts.get(f"item/{one.item}/text", asked.text if asked else one.item).rstrip("."),
            "before": one.before.percent if one.before else "",
            "day": since,
        }
        if one.comparison is not None:
            group = labels.value_name(definition, one.group, one.value, texts, templating.words())
            figures |= {"group": group, **percents(one.comparison)}
        tag, shape = _TAGS[one.sort]
        found.append(
            {
                "text": say(_SENTENCES[one.sort], **figures),
                "tag": say(tag),
                "shape": shape,
                "href": address(one),
            }
        )
    return found


def percents(comparison: Comparison) -> dict[str, int]:
    """A group's whole percentage and that of everybody else."""
    return {
        "percent": whole_percent(comparison.count, comparison.base),
        "others": whole_percent(comparison.other_count, comparison.other_base),
    }
