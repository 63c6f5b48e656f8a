"""The shape of a survey as data: keys, sections, items, options and routing, checked as a whole.

Nothing here knows a database, a language catalogue or a web page. A definition that is valid here can be
frozen as a revision and asked for years.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
RegistryId = Annotated[str, StringConstraints(pattern=r"^[1-6]\.[MI][0-9]{1,2}[a-e]?$")]

#: Field names that the address `/s/<code>/<lang>` keeps for itself; no question may be called so.
RESERVED_KEYS = frozenset(
    {
        "submission", "revision", "texts", "switch-to", "invitation", "replaces", "replaces-receipt", "sealed",
        "took-minutes",
    }
)  # fmt: skip
#: The answer to `answered-by` that makes somebody a proxy, who reports what they saw and no feelings or identity.
ANSWERED_BY, FOR_SOMEONE_ELSE = "answered-by", "someone-else"
#: The option every group question has, and that no definition lists.
DECLINE = "prefer-not-to-say"
#: The five fifths a postcode is turned into, 1 the most deprived.
QUINTILES = ("1", "2", "3", "4", "5")
#: A postcode that the loaded look-up does not hold (another nation, a new estate).
NOT_FOUND = "not-found"


class Kind(StrEnum):
    """Every kind of question; each has one class in `kinds.py` and one template of the same name."""

    STATEMENT = "statement"
    RATING = "rating"
    YES_NO = "yes-no"
    ONE = "one"
    MANY = "many"
    SCALE = "scale"
    NUMBER = "number"
    SHORT_TEXT = "short-text"
    COMMENT = "comment"
    POSTCODE = "postcode"


class Polarity(StrEnum):
    """Which way an answer points; results merge to these three where numbers are small."""

    POSITIVE = "positive"
    NEITHER = "neither"
    NEGATIVE = "negative"


class Part(BaseModel):
    """Strict, frozen, written with hyphens: a misspelt word in a definition is an error, not a silence."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        alias_generator=lambda name: name.replace("_", "-"),
    )


class Option(Part):
    """One answer a person can choose."""

    key: Key
    text: Words
    easy: Words | None = None
    picture: Key | None = None
    polarity: Polarity | None = None
    age_from: int | None = Field(default=None, ge=0, le=120)
    parent: Key | None = None
    exclusive: bool = False
    #: The text key of a shared answer set, when the words belong to one.
    shared: str | None = None


class Condition(Part):
    """One clause of `show when`: an earlier item answered with, or not with, any of these options."""

    item: Key
    is_: list[Key] = Field(default_factory=list, alias="is")
    is_not: list[Key] = Field(default_factory=list)

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if bool(self.is_) == bool(self.is_not):
            raise ValueError("a condition has either 'is' or 'is-not', with at least one option")
        return self


class Item(Part):
    """One question or statement, with everything asking, storing and counting it needs."""

    key: Key
    kind: Kind
    text: Words
    #: None until somebody has written it; Easy Read is on offer once every question has its own.
    easy: Words | None = None
    help: Words | None = None
    help_easy: Words | None = None
    picture: Key | None = None
    answers: Key | None = None
    options: list[Option] = Field(default_factory=list, max_length=250)
    registry: list[RegistryId] = Field(default_factory=list)
    proxy: bool = True
    #: Whether the Easy Read page asks it: that page is short.
    easy_read: bool = True
    group: bool = False
    default: bool = False
    minimum_age: int | None = Field(default=None, ge=0, le=120)
    show_when: list[Condition] = Field(default_factory=list)
    parent_item: Key | None = None
    minimum: int | None = None
    maximum: int | None = None
    minimum_label: Words | None = None
    minimum_label_easy: Words | None = None
    maximum_label: Words | None = None
    maximum_label_easy: Words | None = None
    maximum_length: int | None = Field(default=None, ge=1, le=5000)

    def option(self, key: str) -> Option | None:
        """The option with this key, or None."""
        return next((option for option in self.options if option.key == key), None)

    @property
    def closed(self) -> bool:
        """Whether answers come from a fixed list of options."""
        return self.kind not in (Kind.NUMBER, Kind.SHORT_TEXT, Kind.COMMENT)


class Position(StrEnum):
    """Where a block's section goes when it is joined to a survey."""

    FIRST = "first"
    MIDDLE = "middle"
    LAST = "last"


class Section(Part):
    """A run of items under one heading."""

    key: Key
    title: Words
    title_easy: Words | None = None
    introduction: Words | None = None
    introduction_easy: Words | None = None
    position: Position = Position.MIDDLE
    #: The catalogue the words come from: the survey's own, or that of a shared block.
    source: Key | None = None
    items: list[Item] = Field(default_factory=list)


class Definition(Part):
    """A whole survey or a block that surveys share. A draft may still be empty; `reading.read` refuses that."""

    key: Key
    kind: Annotated[str, StringConstraints(pattern="^(survey|block)$")] = "survey"
    edition: Annotated[str, StringConstraints(max_length=20)] = "1"
    principle: int | None = Field(default=None, ge=1, le=6)
    title: Words
    title_easy: Words | None = None
    introduction: Words | None = None
    introduction_easy: Words | None = None
    #: The questions about the person that may be joined to this survey; every one when it does not say.
    about_you: list[Key] | None = None
    sections: list[Section] = Field(default_factory=list)

    def shown(self, *, easy: bool, comments: bool = True) -> list[tuple[Section, list[Item]]]:
        """Each section with its items that a page shows; the Easy Read page leaves some out, and empty sections.

        Without `comments` nobody is asked for words of their own, since nobody would read them.
        """
        found = [
            (
                section,
                [
                    item
                    for item in section.items
                    if (item.easy_read or not easy) and (comments or item.kind is not Kind.COMMENT)
                ],
            )
            for section in self.sections
        ]
        return [(section, items) for section, items in found if items]

    def items(self) -> Iterator[Item]:
        """Every item in the order it is asked."""
        for section in self.sections:
            yield from section.items

    @cached_property
    def _by_key(self) -> dict[str, Item]:
        return {item.key: item for item in self.items()}

    def item(self, key: str) -> Item | None:
        """The item with this key, or None."""
        return self._by_key.get(key)

    @cached_property
    def conditions(self) -> dict[str, list[Condition]]:
        """Every clause under which each item is asked: its own, the rule for proxies, and its minimum age.

        Somebody who does not say their age is asked; only a band known to lie below the minimum hides the item.
        """
        return {item.key: [*item.show_when, *self._implied(item)] for item in self.items()}

    def _implied(self, item: Item) -> Iterator[Condition]:
        if not item.proxy and ANSWERED_BY in self._by_key:
            yield Condition(item=ANSWERED_BY, is_not=[FOR_SOMEONE_ELSE])
        for other in self.items() if item.minimum_age else ():
            young = [
                o.key
                for o in other.options
                if o.age_from is not None and o.age_from < (item.minimum_age or 0)
            ]
            if young:
                yield Condition(item=other.key, is_not=young)

    def groups(self) -> list[Item]:
        """The items that results can be broken down by."""
        return [item for item in self.items() if item.group]

    def as_data(self) -> dict[str, Any]:
        """Plain data with the names a definition file uses; absent and default values are left out."""
        data = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return {**data, "sections": data.get("sections", [])}
