"""Turns a published revision and the words of a language into what a form of its questions shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from feedback.i18n import Words
from feedback.services import media_slots
from feedback.services.media import Spoken
from feedback.vocabulary import EASY_READ
from feedback.web.shown_media import Shown, beside, shown
from surveys.definition import Condition, Definition, Item, Kind, Option, Section
from surveys.reading import answer_sets, decline_option
from surveys.texts import option_key


@dataclass(frozen=True)
class AskedOption(Shown):
    """One choice as it is shown."""

    key: str
    text: str
    picture: str
    parent: str | None = None
    exclusive: bool = False


@dataclass(frozen=True)
class AskedItem(Shown):
    """One question as it is shown."""

    key: str
    kind: str
    text: str
    help: str
    picture: str
    group: bool
    options: Sequence[AskedOption]
    decline: str | None
    #: The same choice with all that is shown of it.
    declining: AskedOption | None
    number: int
    total: int
    easy: bool
    maximum_length: int
    minimum: int | None
    maximum: int | None
    minimum_label: str
    maximum_label: str
    minimum_age: int | None
    #: The clauses under which it is asked, as the page's script reads them: "answered-by!someone-else;plan=yes".
    when: str = ""
    #: The question whose answer its options belong to.
    parent_item: str | None = None


@dataclass(frozen=True)
class AskedSection:
    """A run of questions under one heading."""

    key: str
    title: str
    introduction: str
    items: Sequence[AskedItem]


@dataclass(frozen=True)
class Asking:
    """The whole page: words, questions, and the style rules that hide what is not asked."""

    title: str
    introduction: str
    sections: Sequence[AskedSection]
    routing_css: str
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    general: Sequence[str] = ()
    #: Answers to questions that this page does not show, which it carries on.
    carried: Sequence[tuple[str, str]] = ()
    #: The signed video that says something is missing or wrong.
    error: Shown = Shown()
    #: What is said beside each box for free text about who reads it, and by when.
    promised: Sequence[str] = ()
    #: The style sheets that this page needs beside those of every page.
    sheets: Sequence[str] = ()


def build(
    definition: Definition,
    texts: Mapping[str, str],
    language: str,
    media: Mapping[str, Spoken] | None = None,
    *,
    comments: bool = True,
    promised: Sequence[str] = (),
) -> Asking:
    """The page of a revision in one language, with nothing answered yet; `media` is what is put up for it.

    Without `comments` it asks for no free text; `promised` is said beside each box for it.
    """
    media, easy = media or {}, language == EASY_READ
    parts = definition.shown(easy=easy, comments=comments)
    total = sum(len(items) for _, items in parts)
    numbers = count(1)
    sections = []
    for section, items in parts:
        asked = [_item(item, texts, media, next(numbers), total, easy=easy) for item in items]
        whens = [clauses(definition.conditions[item.key]) for item in items]
        together = [replace(one, when=when) for one, when in zip(asked, whens, strict=True)]
        sections.append(_section(section, together, texts))
    return Asking(
        title=texts.get("title", definition.title),
        introduction=texts.get("introduction", definition.introduction or ""),
        sections=sections,
        routing_css=routing_css(definition),
        error=shown(media, media_slots.ERROR),
        sheets=("media",) if media else (),
        promised=promised,
    )


def _section(section: Section, items: list[AskedItem], texts: Mapping[str, str]) -> AskedSection:
    return AskedSection(
        key=section.key,
        title=texts.get(f"section/{section.key}/title", section.title),
        introduction=texts.get(f"section/{section.key}/introduction", section.introduction or ""),
        items=items,
    )


def _item(
    item: Item, texts: Mapping[str, str], media: Mapping[str, Spoken], number: int, total: int, *, easy: bool
) -> AskedItem:
    def word(part: str, english: str | None) -> str:
        return texts.get(f"item/{item.key}/{part}", english or "") if english else ""

    def option(entry: Option, exclusive: bool) -> AskedOption:
        text = texts.get(option_key(item, entry), entry.text)
        more = beside(media, option_key(item, entry), text, media_slots.picture_key(item.key, entry.key))
        return AskedOption(entry.key, text, entry.picture or "", entry.parent, exclusive, **more)

    declining = option(decline_option(), item.kind is Kind.MANY) if item.group else None
    return AskedItem(
        key=item.key, kind=item.kind.value, text=word("text", item.text), help=word("help", item.help),
        picture=item.picture or "", group=item.group,
        options=[option(entry, entry.exclusive) for entry in item.options],
        decline=declining.text if declining else None, declining=declining, number=number, total=total, easy=easy,
        maximum_length=limit_of(item),
        minimum=item.minimum, maximum=item.maximum,
        minimum_label=word("minimum-label", item.minimum_label),
        maximum_label=word("maximum-label", item.maximum_label), minimum_age=item.minimum_age,
        parent_item=item.parent_item,
        **beside(media, f"item/{item.key}/text", word("text", item.text), media_slots.picture_key(item.key)),
    )  # fmt: skip


def limit_of(item: Item) -> int:
    """How many letters an answer in words may have."""
    return item.maximum_length or (200 if item.kind is Kind.SHORT_TEXT else 2000)


def clauses(conditions: Iterable[Condition]) -> str:
    """Routing in the few letters that the page's script reads; keys hold none of these signs."""
    return ";".join(
        f"{clause.item}{'=' if clause.is_ else '!'}{','.join(clause.is_ or clause.is_not)}"
        for clause in conditions
    )


def routing_css(definition: Definition) -> str:
    """Rules that hide, without a script, what the answers so far do not lead to. Browsers without `:has` show all."""
    rules = []
    for item in definition.items():
        for condition in definition.conditions[item.key]:
            ticked = ",".join(
                f'[name="{condition.item}"][value="{key}"]:checked'
                for key in condition.is_ or condition.is_not
            )
            test = f":not(:has({ticked}))" if condition.is_ else f":has({ticked})"
            rules.append(f"form{test} #q-{item.key}{{display:none}}")
        for parent in dict.fromkeys(option.parent for option in item.options if option.parent):
            any_, this = (
                f'[name="{item.parent_item}"]:checked',
                f'[name="{item.parent_item}"][value="{parent}"]:checked',
            )
            rules.append(
                f'form:has({any_}):not(:has({this})) #q-{item.key} [data-parent="{parent}"]{{display:none}}'
            )
    return "\n".join(rules)


def practice(words: Words) -> list[AskedOption]:
    """The answers of the practice question: those that every statement shares, in Easy Read."""
    return [
        AskedOption(option["key"], words(option["easy"]), option["picture"])
        for option in answer_sets()["yes-sometimes-no"]
    ]
