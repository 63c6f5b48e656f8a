"""One LimeSurvey question on its way to our items: its words, its answers, and the names that conditions use."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from surveys.definition import Kind
from surveys.formats.found import Along, FoundItem, FoundOption
from surveys.formats.limesurvey.names import Names, Target
from surveys.formats.limesurvey.rows import Question
from surveys.formats.limesurvey.words import Tongues, plain, runs

_OTHER = "other"
_ENGLISH = "Its answers are LimeSurvey's own words; they stand here in English."
#: The answers that no file lists, by code; those with a second name are our own shared words, translated already.
YES_NO = (("Y", "Yes", "answers/yes-no/yes"), ("N", "No", "answers/yes-no/no"))
GENDER = (("F", "Female", ""), ("M", "Male", ""))
YES_UNSURE_NO = (("Y", "Yes", ""), ("U", "Uncertain", ""), ("N", "No", ""))
MORE_SAME_LESS = (("I", "Increase", ""), ("S", "Same", ""), ("D", "Decrease", ""))


@dataclass
class Mapped:
    """What a question became: items, each with the condition of its own row, and whether they are its rows."""

    question: Question
    items: list[FoundItem] = field(default_factory=list)
    relevances: list[str] = field(default_factory=list)
    by_row: bool = False
    #: A text that is shown between questions.
    shown: bool = False
    #: What changed of the question as a whole, where its rows are the items.
    why: list[str] = field(default_factory=list)

    @property
    def along(self) -> list[Along]:
        """Its rows and columns that are no items but go along with it: boxes to tick, columns of a grid."""
        name, asked = self.question.code or f"question {self.question.id}", {item.name for item in self.items}
        rows = ((f"{name}_{row.code or row.id}", row.where, "") for row in self.question.rows)
        return [row for row in rows if row[0] not in asked]


class Asked:
    """A question, what has to be said of it so far, and the items it becomes."""

    def __init__(self, question: Question, tongues: Tongues, names: Names) -> None:
        self.question, self.tongues, self.names = question, tongues, names
        self.why: list[str] = []
        self.name = question.code or f"question {question.id}"
        self.said = tongues.said(question.words, self.why)
        self.help = tongues.said(question.help, self.why)
        self._words_from_help()
        self._units()
        self.mapped = Mapped(question)

    def _words_from_help(self) -> None:
        if self.help and not plain(self.said):
            self.said, self.help = self.help, {}
            self.why.append("It has no words but its help; that is asked.")

    def _units(self) -> None:
        """A prefix or suffix of the box ("£ …", "… kg") stands as help."""
        units: dict[str, str] = {}
        for name, form in (("prefix", "{} …"), ("suffix", "… {}")):
            for tag, text in plain(self.tongues.said(self.question.attributes.get(name, {}))).items():
                units[tag] = " ".join(filter(None, [units.get(tag), form.format(text)]))
        if units:
            self.help = {tag: "\n".join(filter(None, [self.help.get(tag), units.get(tag)]))
                         for tag in dict.fromkeys([*self.help, *units])}  # fmt: skip
            self.why.append("What stood beside its box stands as help.")

    @cached_property
    def above(self) -> dict[str, str]:
        """The question as plain text, as it stands above each of its rows."""
        return plain(self.said)

    def item(self, kind: Kind | None, *, why: str = "") -> FoundItem:
        """The question as one item."""
        self.why += [why] if why else []
        item = FoundItem(self.name, self.question.where, kind, said=self.said, help=self.help, why=self.why)
        self.mapped.items.append(item)
        self.mapped.relevances.append("")
        return item

    def dropped(self, why: str) -> Mapped:
        """The question as one that is not asked."""
        self.mapped.items, self.mapped.relevances = [], []
        self.item(None).why = [why]
        return self.mapped

    def put(self, suffix: str, target: Target) -> None:
        """Gives the question's name, with what follows it, a meaning in conditions."""
        for stem in (self.question.code, f"#{self.question.id}"):
            if stem.strip("#"):
                self.names.put(stem + (f"_{suffix}" if suffix else ""), target)

    def answers(self, scale: str = "0") -> list[FoundOption]:
        """The listed answers of one scale."""
        return [
            FoundOption(answer.code, self.tongues.said(answer.words, self.why))
            for answer in self.question.answers
            if (answer.scale or "0") == scale
        ]

    def boxes(self) -> list[FoundOption]:
        """The rows of a multiple choice, or the columns of a grid of boxes, as answers."""
        return [self.option(row) for row in self.question.on("0")]

    def option(self, row: Question) -> FoundOption:
        """A row or column as an answer."""
        if row.relevance.strip() not in ("", "1"):
            self.why.append(f"The answer {row.code!r} was offered only if {row.relevance.strip()[:200]}")
        return FoundOption(row.code, self.tongues.said(row.words, self.why))

    def other(self, taken: list[FoundOption]) -> list[FoundOption]:
        """The answer "Other", where it is on; the box beside it is left out."""
        if not self.question.other:
            return []
        codes = {option.code for option in taken}
        said = self.tongues.said(self.question.attributes.get("other_replace_text", {}))
        self.why.append("The box to write in beside its last answer is left out.")
        return [FoundOption(_OTHER if _OTHER not in codes else "-oth-", said or {"en": "Other"})]

    def own(self, answers: tuple[tuple[str, str, str], ...]) -> list[FoundOption]:
        """Answers that LimeSurvey itself writes."""
        shared = any(key for _, _, key in answers)
        if self.tongues.source != "en" or (self.tongues.several and not shared):
            self.why.append(_ENGLISH)
        return [
            FoundOption(code, {"en": words}, {"shared": key} if key else {}) for code, words, key in answers
        ]


def target(item: FoundItem, *, one: bool = True) -> Target:
    """What the name of a closed item means in a condition."""
    return Target(item.name, tuple(option.code for option in item.options), one)


def askable(item: FoundItem) -> bool:
    """Whether it looks as if it will be asked: then the words of others can go along with it."""
    if item.kind is None or not plain(dict(item.said)):
        return False
    if runs(dict(item.said), dict(item.help), *(dict(option.said) for option in item.options)):
        return False
    return item.kind not in (Kind.ONE, Kind.MANY) or len(item.options) > 1
