"""Reads LimeSurvey's tab-separated structure: one row a language for each group, question, row and answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from surveys.formats import opening, tags
from surveys.formats.accounting import BadFile, Brought
from surveys.formats.limesurvey import questions as questions
from surveys.formats.limesurvey.rows import Answer, Condition, Group, Lime, Question, say

Row = Mapping[str, str]
_CELL = re.compile(
    r'(?:"(?P<quoted>[^"]*(?:""[^"]*)*)"(?P<rest>[^\t\r\n]*)|(?P<bare>[^\t\r\n]*))(?P<end>\t|\r\n|\n|\r|\Z)'
)
_SUFFIX = re.compile(r"\.(?:txt|tsv|tab|csv)$", re.IGNORECASE)
#: Rows of all languages together; what they hold is bounded once more when it is put together.
_MOST_ROWS = 200_000
_NO_ATTRIBUTE = frozenset(
    {
        "id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation",
        "mandatory", "encrypted", "other", "default", "same_default", "same_script", "script", "",
    }
)  # fmt: skip


def read(content: bytes, name: str, languages: tags.Languages) -> Brought:
    """The survey in a file of the name `name`. Raises BadFile and nothing else."""
    return questions.survey(_Sheet(_rows(opening.text_of(content))).lime(), _SUFFIX.sub("", name), languages)


def _lines(text: str) -> Iterable[tuple[int, list[str]]]:
    """The cells of each line with the line's number; a quoted cell may run over several."""
    place, line, cells, first = 0, 1, [], 1
    while place <= len(text):
        match = _CELL.match(text, place)
        if match is None:  # cannot be: every cell has an end
            break
        quoted = match["quoted"]
        cell = match["bare"] if quoted is None else quoted.replace('""', '"') + match["rest"]
        cells.append(cell)
        line += match[0].count("\n")
        place = match.end()
        if match["end"] != "\t":
            yield first, cells
            cells, first = [], line
            if match["end"] == "":
                break


def _rows(text: str) -> Iterable[tuple[int, Row]]:
    lines = _lines(text.lstrip("\ufeff"))
    _, header = next(iter(lines), (1, []))
    names = [name.strip().lower() for name in header]
    if "class" not in names or "name" not in names:
        raise BadFile(
            "This is not LimeSurvey's tab-separated survey: its first line has no columns 'class' and 'name', "
            "set apart by tabs."
        )
    for count, (line, cells) in enumerate(lines):
        if count >= _MOST_ROWS:
            raise BadFile(f"The file has more than {_MOST_ROWS} rows. Split it into parts.")
        row: dict[str, str] = {}
        for name, cell in zip(names, cells, strict=False):
            row.setdefault(name, cell[1:] if cell.startswith("'=") else cell)
        if any(cell.strip() for cell in cells):
            yield line, row


class _Known:
    """What stands in the file so far under which name or number, and in which languages it has been told."""

    def __init__(self) -> None:
        self.things: dict[tuple[str, ...], list[Group | Question | Answer]] = {}
        self.told: dict[int, set[str]] = {}
        self.counted: dict[tuple[str, ...], int] = {}

    def again(self, key: tuple[str, ...], language: str) -> Group | Question | Answer | None:
        """What a row tells again in another language; None for a row that begins something."""
        like = self.things.get(key, [])
        return next((each for each in like if language not in self.told.get(id(each), set())), None)

    def begun(self, key: tuple[str, ...], thing: Group | Question | Answer) -> None:
        """Puts down what a row begins."""
        self.things.setdefault(key, []).append(thing)

    def tell(self, thing: Group | Question | Answer, language: str) -> None:
        """Puts down that a thing has been told in a language."""
        self.told.setdefault(id(thing), set()).add(language)

    def place(self, language: str, *within: str) -> tuple[str, ...]:
        """How many of its like stand before it in its language: what binds rows without name and number."""
        key = (*within, language)
        self.counted[key] = self.counted.get(key, 0) + 1
        return (*within, "place", str(self.counted[key]))


class _Sheet:
    """The rows as they come: each belongs to the group and question above it."""

    def __init__(self, rows: Iterable[tuple[int, Row]]) -> None:
        self.rows = rows
        self.file = Lime()
        self.group: Group | None = None
        self.question: Question | None = None
        self.known = _Known()

    def lime(self) -> Lime:
        """The whole file."""
        readers = {
            "S": self._setting, "SL": self._words, "G": self._group, "Q": self._question, "SQ": self._row,
            "A": self._answer, "C": self._condition, "QTA": self._quota, "AS": self._assessment,
        }  # fmt: skip
        for line, row in self.rows:
            kind = row.get("class", "").strip().upper()
            if reader := readers.get(kind):
                reader(line, row)
            elif kind not in ("QTAM", "QTALS", "QTAA"):
                self.file.strange[kind] = self.file.strange.get(kind, 0) + 1
        self.file.languages = [each for each in dict.fromkeys(self._spoken()) if each]
        return self.file

    def _spoken(self) -> Iterable[str]:
        yield self.file.settings.get("language", "").strip()
        yield from self.file.settings.get("additional_languages", "").split()
        for told in self.known.told.values():
            yield from sorted(told)
        for words in self.file.words.values():
            yield from words

    def _setting(self, line: int, row: Row) -> None:
        self.file.settings.setdefault(row.get("name", "").strip(), row.get("text", ""))

    def _words(self, line: int, row: Row) -> None:
        words = self.file.words.setdefault(row.get("name", "").strip(), {})
        say(words, self._language(row), row.get("text"))

    def _language(self, row: Row) -> str:
        return row.get("language", "").strip() or self.file.settings.get("language", "").strip()

    def _group(self, line: int, row: Row) -> None:
        language, number = self._language(row), row.get("id", "").strip()
        order = row.get("type/scale", "").strip()
        place = self.known.place(language, "G")
        key = ("G", "id", number) if number else ("G", "order", order) if order else place
        group = self.known.again(key, language)
        if not isinstance(group, Group):
            group = Group(number or f"row-{line}", f"row {line}", relevance=row.get("relevance", ""))
            group.random = row.get("random_group", "").strip()
            self.file.groups.append(group)
            self.known.begun(key, group)
        say(group.words, language, row.get("name"))
        say(group.description, language, row.get("text"))
        self.known.tell(group, language)
        self.group, self.question = group, None

    def _question(self, line: int, row: Row) -> None:
        language, number, code = self._language(row), row.get("id", "").strip(), row.get("name", "").strip()
        place = self.known.place(language, "Q")
        key = ("Q", "id", number, code) if number else ("Q", "code", code) if code else place
        question = self.known.again(key, language)
        if not isinstance(question, Question):
            question = self._new(line, row)
            question.type = row.get("type/scale", "").strip()
            self._home().questions.append(question)
            self.known.begun(key, question)
        self._tell(question, row, language)
        for name, value in row.items():
            if name not in _NO_ATTRIBUTE:
                say(question.attributes.setdefault(name, {}), language, value)
        question.filled_in = question.filled_in or bool(row.get("default", "").strip())
        question.script = question.script or bool(row.get("script", "").strip())
        self.question = question

    def _home(self) -> Group:
        if self.group is None:
            self.group = Group("", "")
            self.file.groups.append(self.group)
        return self.group

    def _new(self, line: int, row: Row) -> Question:
        return Question(
            row.get("id", "").strip(), row.get("name", "").strip(), f"row {line}",
            relevance=row.get("relevance", ""), mandatory=row.get("mandatory", ""),
            other=row.get("other", "").strip().upper() == "Y", validation=row.get("validation", ""),
        )  # fmt: skip

    def _tell(self, question: Question, row: Row, language: str) -> None:
        say(question.words, language, row.get("text"))
        say(question.help, language, row.get("help"))
        self.known.tell(question, language)

    def _row(self, line: int, row: Row) -> None:
        if self.question is None:
            return self._lost(line, row)
        language, code, above = self._language(row), row.get("name", "").strip(), str(id(self.question))
        scale = row.get("type/scale", "").strip()
        scale = scale if scale in ("0", "1") else "0"
        place = self.known.place(language, "SQ", above, scale)
        key = ("SQ", above, scale, code) if code else place
        found = self.known.again(key, language)
        if not isinstance(found, Question):
            found = self._new(line, row)
            found.scale = scale
            self.question.rows.append(found)
            self.known.begun(key, found)
        self._tell(found, row, language)
        self.question.filled_in = self.question.filled_in or bool(row.get("default", "").strip())
        return None

    def _answer(self, line: int, row: Row) -> None:
        if self.question is None:
            return self._lost(line, row)
        language, code, above = self._language(row), row.get("name", "").strip(), str(id(self.question))
        scale = row.get("type/scale", "").strip() or "0"
        key = ("A", above, scale, code)
        found = self.known.again(key, language)
        if not isinstance(found, Answer):
            like = self.known.things.get(key, [])
            if any(isinstance(one, Answer) and one.words.get(language) == row.get("text") for one in like):
                return None  # the same row twice
            found = Answer(code, {}, scale)
            self.question.answers.append(found)
            self.known.begun(key, found)
        say(found.words, language, row.get("text"))
        self.known.tell(found, language)
        return None

    def _condition(self, line: int, row: Row) -> None:
        if self.question is not None:
            scenario, above, name, method = (
                row.get(column, "") for column in ("type/scale", "related_id", "name", "relevance")
            )
            # LimeSurvey's own export forgets the value: without one, the question's expression has to tell.
            value = row.get("text", "").strip() or "{not in the file}"
            self.question.conditions.append(Condition(scenario, above, name, method, value))

    def _quota(self, line: int, row: Row) -> None:
        self.file.quotas += 1

    def _assessment(self, line: int, row: Row) -> None:
        self.file.assessments += 1

    def _lost(self, line: int, row: Row) -> None:
        name = row.get("name", "").strip() or "nameless"
        self.file.lost.append((name, f"row {line}", "It stands under no question."))
