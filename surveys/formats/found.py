"""What a reader of any format finds in a file, with the names and words that stand there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.definition import Kind

#: Words by language tag, as the file gives them; tags are ours where the reader could tell, "" for unnamed.
Said = Mapping[str, str]
#: A row of the file whose words went into a question or section: its name, where it stands, and what changed ("").
Along = tuple[str, str, str]


@dataclass
class FoundOption:
    """One answer: its code in the file, its words, and what else our own files say of it (definition-file names)."""

    code: str
    said: Said
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class FoundCondition:
    """One clause of routing: an item of the file by name, answered with (or `negated`: not with) any of these codes."""

    item: str
    codes: list[str]
    negated: bool = False


@dataclass
class FoundItem:
    """One question of the file. `kind` None means that it cannot be asked here; `why` then says why not.

    Otherwise `why` lists what already had to change. `more` holds further fields of an item by the names of a
    definition file, as our own exports write them (picture, registry, easy, group, proxy ...).
    """

    name: str
    where: str
    kind: Kind | None
    said: Said = field(default_factory=dict)
    help: Said = field(default_factory=dict)
    options: list[FoundOption] = field(default_factory=list)
    conditions: list[FoundCondition] = field(default_factory=list)
    minimum: int | None = None
    maximum: int | None = None
    minimum_label: Said = field(default_factory=dict)
    maximum_label: Said = field(default_factory=dict)
    maximum_length: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    why: list[str] = field(default_factory=list)
    along: list[Along] = field(default_factory=list)


@dataclass
class FoundSection:
    """A group of the file (nested ones already made flat, in reading order). A nameless one holds loose questions.

    A section with a name is accounted for like an item; one without is not in the file and is not.
    """

    name: str = ""
    where: str = ""
    said: Said = field(default_factory=dict)
    introduction: Said = field(default_factory=dict)
    items: list[FoundItem] = field(default_factory=list)
    more: Mapping[str, Any] = field(default_factory=dict)
    why: list[str] = field(default_factory=list)
    along: list[Along] = field(default_factory=list)
    #: The key it would like, where that is not what its name says.
    key: str = ""
    #: Why nothing in it is asked, where that is a reason of the group's own.
    gone: str = ""


@dataclass
class FoundSurvey:
    """A whole file. `dropped` holds rows that are no question and no group (calculations, metadata), with their why."""

    name: str
    said: Said
    introduction: Said = field(default_factory=dict)
    sections: list[FoundSection] = field(default_factory=list)
    dropped: list[tuple[str, str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    #: The language whose words become the source where there is no English.
    default_language: str = "en"
    #: The words are plain text already, as in our own exports: nothing in them is taken for a tag or a link.
    exact: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)
