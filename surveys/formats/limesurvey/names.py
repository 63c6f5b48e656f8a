"""What the names in LimeSurvey's conditions mean: by code ("Q1_SQ1"), by number ("12X3X45SQ1"), with ".NAOK" behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from surveys.formats.limesurvey.expressions import Unfit

_SGQA = re.compile(r"\d+X\d+X(\d+)(.*)", re.DOTALL)
#: The newest files name questions by number like this.
_BY_NUMBER = re.compile(r"Q\d+")
#: What may stand behind a name and still means the answer itself.
_ITSELF = ("NAOK", "code")


@dataclass(frozen=True)
class Target:
    """What a name in a condition means: an item and its answers, or one box of it (`tick`) that is ticked or not."""

    item: str
    codes: tuple[str, ...]
    one: bool = True
    tick: str = ""
    ticked: str = "Y"
    #: Other names of its answers.
    also: Mapping[str, str] = field(default_factory=dict, compare=False)


class Names:
    """Every name that a condition can use, as what it means; one that means two things means nothing."""

    def __init__(self) -> None:
        self.targets: dict[str, Target | None] = {}
        #: Items of which the file has several by one name.
        self.several: set[str] = set()

    def put(self, name: str, target: Target) -> None:
        """Gives a name its meaning."""
        self.targets[name] = None if name in self.targets else target

    def find(self, name: str) -> Target:
        """What a name means, with or without ".NAOK". Raises Unfit for one that is not an answer we have."""
        name, _, behind = name.partition(".")
        if behind and behind not in _ITSELF:
            raise Unfit(name)
        for form in self._forms(name):
            if (found := self.targets.get(form)) is not None and found.item not in self.several:
                return found
        raise Unfit(name)

    def _forms(self, name: str) -> Iterable[str]:
        """The name by code; one by numbers ("12X3X45SQ1") runs the question's number into the row's code."""
        yield name
        if sgqa := _SGQA.fullmatch(name):
            behind = sgqa[1] + sgqa[2].replace("#", "_")
            for digits in range(len(sgqa[1]), 0, -1):
                yield f"#{behind[:digits]}" + (f"_{behind[digits:]}" if behind[digits:] else "")
        elif _BY_NUMBER.fullmatch(name):
            yield f"#{name[1:]}"
