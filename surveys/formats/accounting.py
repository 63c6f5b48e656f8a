"""What became of every item of a file that was brought in: carried, changed or dropped, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

#: A file of more items than this is refused without a list of them.
_MOST_REFUSED = 5_000


class BadFile(ValueError):
    """A file that is refused as a whole; the sentences say what is wrong, where, and what to do.

    Its `account`, where the items could be read, has every one of them as dropped.
    """

    def __init__(self, *problems: str, account: Account | None = None) -> None:
        self.problems = list(problems)
        self.account = account
        super().__init__(" ".join(self.problems))

    def with_items(self, items: Iterable[tuple[str, str]]) -> BadFile:
        """Itself with an account of these items (name, place), where it has none yet and they are not too many."""
        found = list(islice(items, _MOST_REFUSED + 1))
        if self.account is None and len(found) <= _MOST_REFUSED:
            self.account = Account()
            for name, where in found:
                self.account.note(name, where, "", ["The file is refused as a whole."])
        return self


@dataclass(frozen=True)
class Entry:
    """One item of the file: its name there, where it stands, its key here (empty when dropped), and what happened."""

    item: str
    where: str
    key: str = ""
    why: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Plain data for a command's JSON."""
        data: dict[str, Any] = {"item": self.item, "where": self.where}
        data |= {"key": self.key} if self.key else {}
        return data | ({"why": " ".join(self.why)} if self.why else {})


@dataclass
class Account:
    """Every item of a file once, and remarks on the file as a whole (settings, languages) that concern no item."""

    carried: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    dropped: list[Entry] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def note(self, item: str, where: str, key: str, why: Iterable[str] = ()) -> None:
        """Puts an item where it belongs: dropped without a key, changed with a reason, else carried."""
        entry = Entry(item, where, key, tuple(dict.fromkeys(why)))
        (self.dropped if not key else self.changed if entry.why else self.carried).append(entry)

    def remark(self, sentence: str) -> None:
        """Says something once about the whole file."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    @property
    def lists(self) -> dict[str, list[Entry]]:
        """The three lists by what became of their items."""
        return {"carried": self.carried, "changed": self.changed, "dropped": self.dropped}

    def as_data(self) -> dict[str, Any]:
        """The shape of `flask survey import --json`."""
        told: dict[str, Any] = {name: [e.as_data() for e in found] for name, found in self.lists.items()}
        return told | {"remarks": self.remarks}


@dataclass(frozen=True)
class Brought:
    """What a file became: plain data that `surveys.reading.read` accepts, the words of each further language by text
    key, and the account of every item."""

    definition: Mapping[str, Any]
    texts: Mapping[str, Mapping[str, str]]
    account: Account
