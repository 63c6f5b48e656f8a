"""What a new revision does to trends: question by question, whether answers before and after can be compared."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from surveys.definition import Definition, Item, Option, Polarity
from surveys.reading import Problem
from surveys.rewording import PARTS, Part, plain, reworded


class Trend(StrEnum):
    """What may be done with the answers to a question before and after."""

    SAME = "same"
    REWORDED = "reworded"
    OTHER_PEOPLE = "other-people"
    NEW = "new"
    GONE = "gone"


#: Those across which a trend needs a word of warning.
WITH_CARE = (Trend.REWORDED, Trend.OTHER_PEOPLE)
#: Each as a page says it.
TITLES = {
    Trend.SAME: "Same question",
    Trend.REWORDED: "Reworded: compare with care",
    Trend.OTHER_PEOPLE: "Asked of other people: compare with care",
    Trend.NEW: "New question",
    Trend.GONE: "No longer asked",
}


class Remark(StrEnum):
    """What changed and leaves answers as comparable as they were."""

    MOVED = "moved"
    OTHER_SECTION = "other-section"
    PICTURE = "picture"


#: Each in one plain sentence.
REMARKS = {
    Remark.MOVED: "It stands at another place in the survey.",
    Remark.OTHER_SECTION: "It stands in another section.",
    Remark.PICTURE: "A picture changed.",
}


@dataclass(frozen=True)
class Change:
    """One question: what its trend may do, what of it changed, and what changed without harm."""

    item: str
    #: As the later revision asks it; as the earlier did where it is gone.
    text: str
    trend: Trend
    parts: tuple[Part, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def with_care(self) -> bool:
        """Whether a trend across this change needs a word of warning."""
        return self.trend in WITH_CARE

    @property
    def sentences(self) -> list[str]:
        """Everything to say about it, in plain English."""
        return [*(PARTS[part] for part in self.parts), *(REMARKS[remark] for remark in self.remarks)]


def compare(before: Definition, after: Definition) -> list[Change]:
    """Every question of both revisions in the order of the later one, then those that are gone.

    A question is the same where its key is. Whether its words still mean the same only a person can tell.
    """
    moved, other_people = _moved(before, after), _asked_of_others(before, after)
    sections = {item.key: section.key for section in before.sections for item in section.items}
    changes = []
    for section in after.sections:
        for item in section.items:
            was = before.item(item.key)
            if was is None:
                changes.append(Change(item.key, item.text, Trend.NEW))
                continue
            parts = tuple(reworded(was, item))
            trend = Trend.REWORDED if parts else Trend.SAME
            if item.key in other_people:
                parts, trend = (*parts, Part.ROUTING), Trend.REWORDED if parts else Trend.OTHER_PEOPLE
            remarks = [Remark.MOVED] if item.key in moved else []
            remarks += [Remark.OTHER_SECTION] if sections[item.key] != section.key else []
            remarks += [Remark.PICTURE] if _other_picture(was, item) else []
            changes.append(Change(item.key, item.text, trend, parts, tuple(remarks)))
    gone = [item for item in before.items() if after.item(item.key) is None]
    return [*changes, *(Change(item.key, item.text, Trend.GONE) for item in gone)]


def problems(before: Definition, after: Definition, earlier: Sequence[Definition] = ()) -> list[Problem]:
    """What a revision must never do to questions that were published: each is to be a new question instead.

    `earlier` are the revisions before `before`, where a key may have been used that came back.
    """
    found = []
    for s, section in enumerate(after.sections):
        for i, item in enumerate(section.items):
            path = f"sections.{s}.items.{i}"
            known = [was for one in (before, *earlier) if (was := one.item(item.key))]
            found += [Problem(f"{path}.{where}", what) for where, what in _of_item(item, known)]
            if (taken := _taken_over(item, before)) is not None:
                what = f"the key {item.key!r} now asks what {taken!r} asked; give each question its own key"
                found.append(Problem(f"{path}.key", what))
    return found


def _of_item(item: Item, known: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """What is wrong with an item that was published before, given how it was, the latest first."""
    kinds = {was.kind for was in known} - {item.kind}
    if kinds:
        was = ", ".join(sorted(kinds))
        yield (
            "kind",
            f"{item.key!r} was published as {was} and stays so; make it a new question with its own key",
        )
        return
    for o, option in enumerate(item.options if known else ()):
        latest = known[0].option(option.key)
        if (other := _said_before(option, known[0])) is not None:
            yield (
                f"options.{o}.key",
                f"{option.key!r} now says what {other!r} said; every answer keeps its key",
            )
        elif latest is None and any(_other_words(one.option(option.key), option) for one in known[1:]):
            yield f"options.{o}.key", f"{option.key!r} was another answer once; choose a key never used"
        elif latest and {latest.polarity, option.polarity} == {Polarity.POSITIVE, Polarity.NEGATIVE}:
            yield (
                f"options.{o}.polarity",
                f"{option.key!r} counted as {latest.polarity}; make it a new answer",
            )


def _said_before(option: Option, was: Item) -> str | None:
    """The other answer whose words this one took over, if it did."""
    own = was.option(option.key)
    if own and not _other_words(own, option):
        return None
    same = (one.key for one in was.options if one.key != option.key and not _other_words(one, option))
    return next(same, None)


def _other_words(was: Option | None, now: Option) -> bool:
    return was is not None and plain(was.text) != plain(now.text)


def _taken_over(item: Item, before: Definition) -> str | None:
    """The other question whose words this one took over, if it did."""
    was = before.item(item.key)
    if was is None or plain(was.text) == plain(item.text):
        return None
    return next(
        (o.key for o in before.items() if o.key != item.key and plain(o.text) == plain(item.text)), None
    )


def _other_picture(was: Item, now: Item) -> bool:
    pairs = [(old, again) for old in was.options if (again := now.option(old.key))]
    return was.picture != now.picture or any(old.picture != again.picture for old, again in pairs)


def _moved(before: Definition, after: Definition) -> set[str]:
    """The questions that stand elsewhere among those of both revisions; as few as explain the new order."""
    places = {item.key: place for place, item in enumerate(before.items())}
    kept = [item.key for item in after.items() if item.key in places]
    # The longest run that stands in its old order: for each length the run that ends earliest, and what led to it.
    ends: list[str] = []
    led_by: dict[str, str | None] = {}
    for key in kept:
        length = bisect_left(ends, places[key], key=places.__getitem__)
        led_by[key] = ends[length - 1] if length else None
        ends[length : length + 1] = [key]
    stayed: set[str] = set()
    last = ends[-1] if ends else None
    while last is not None:
        stayed.add(last)
        last = led_by[last]
    return set(kept) - stayed


def _asked_of_others(before: Definition, after: Definition) -> set[str]:
    """The questions whose routing changed, or that hang on one whose routing did."""
    old, new = _audiences(before), _audiences(after)
    changed: set[str] = set()
    for item in after.items():
        if item.key in old and (
            old[item.key] != new[item.key]
            or any(condition.item in changed for condition in after.conditions[item.key])
        ):
            changed.add(item.key)
    return changed


def _audiences(definition: Definition) -> Mapping[str, object]:
    """Each item's clauses, in whatever order they stand, and whether the Easy Read page asks it."""
    return {
        key: (
            {(one.item, frozenset(one.is_), frozenset(one.is_not)) for one in conditions},
            next(item.easy_read for item in definition.items() if item.key == key),
        )
        for key, conditions in definition.conditions.items()
    }
