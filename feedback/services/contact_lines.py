"""The lines of a file of contacts as people: what they asked for, one message a number, and lines left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from feedback.services import addresses, contact_files, contact_words
from feedback.services.contact_files import Line
from feedback.services.contact_needs import UNKNOWN_LANGUAGE, Reason
from feedback.vocabulary import ENGLISH, ContactNeed

DUPLICATE = "duplicate"
#: Where several needs are recorded, the one that asks most of us is the one to see first.
_FIRST = (ContactNeed.PAPER, ContactNeed.PHONE)


@dataclass(frozen=True)
class LeftOut:
    """A line that nobody is asked for: why, the last digits of its number, and the line it repeats."""

    line: int
    reason: str
    tail: str = ""
    other: int = 0


@dataclass(frozen=True)
class Person:
    """One line that stands for somebody to be asked."""

    line: int
    address: str
    hash: str | None
    name: str
    language: str
    need: ContactNeed
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def tail(self) -> str:
        """The last digits of a number, so that staff find the line."""
        return "" if "@" in self.address else self.address[-3:]

    @property
    def by_message(self) -> bool:
        """Whether they may be asked by a message at all."""
        return self.need not in (*_FIRST, ContactNeed.OTHER)


def people(session: Session, channel: str, found: contact_files.Found) -> tuple[list[Person], list[LeftOut]]:
    """Everybody in a file, and the lines that stand for nobody who could be asked."""
    found_people: list[Person] = []
    left_out: list[LeftOut] = []
    for line in found.lines:
        address = addresses.of(line.address, channel, beside_nhs_numbers=found.nhs_numbers)
        person = _person(line, channel)
        if address.address:
            hashed = addresses.hashed(session, address.address)
            found_people.append(replace(person, address=address.address, hash=hashed))
        elif person.need is not ContactNeed.NONE:
            found_people.append(person)  # they asked for something else, and are asked that way
        else:
            left_out.append(LeftOut(line.line, address.problem, address.tail))
    return found_people, left_out


def _person(line: Line, channel: str) -> Person:
    needs, unknown = contact_words.needs(line.format, channel)
    language = contact_words.language(line.language)
    if (told := contact_words.need_in_language(line.language)) is not None:
        needs, language = [*needs, *([] if told in needs else [told])], ENGLISH
    said = {}
    if language is None:
        language, said["language"] = UNKNOWN_LANGUAGE, line.language[:80]
    need = next((one for one in _FIRST if one in needs), needs[0] if needs else ContactNeed.NONE)
    if unknown or len(needs) > 1:
        said["need"] = line.format[:200] or line.language[:80]
        need = need if need in _FIRST else ContactNeed.OTHER
    return Person(line.line, "", None, line.name, language, need, said)


def once(those_found: Sequence[Person], listed: Collection[str]) -> tuple[list[Person], list[LeftOut]]:
    """One message for each number, and each line that shares one.

    Whoever is not asked by a message stays on the list beside somebody with the same number who is. A number of
    several people is sent no name: the message would tell one about the other.
    """
    by_hash: dict[str, list[Person]] = defaultdict(list)
    for person in those_found:
        if person.hash:
            by_hash[person.hash].append(person)
    kept: list[Person] = [person for person in those_found if person.hash is None]
    repeated: list[LeftOut] = []
    for those in by_hash.values():
        first = next((one for one in those if one.by_message), those[0])
        same_name = len({one.name.casefold() for one in those}) == 1
        kept.append(first if same_name else replace(first, name=""))
        for one in those:
            if one is first:
                continue
            if one.by_message or not first.by_message:
                repeated.append(LeftOut(one.line, DUPLICATE, one.tail, first.line))
            elif one.hash in listed:
                repeated.append(LeftOut(one.line, Reason.ON_THE_LIST.value, one.tail))
            else:
                kept.append(replace(one, address="", hash=None))
    return sorted(kept, key=lambda one: one.line), repeated
