"""Lines that come back from a translator: found by key, or by their English, and taken or rejected with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from surveys import scripts, translating
from surveys.formats import tags
from surveys.formats.accounting import BadFile
from surveys.formats.lines import Line, Rejected, Returned, Row, Sheet, folded

#: The longest translation that is taken, in letters: four times the longest English.
LONGEST = 2_400
#: So many lines a file may hold; the largest survey has far fewer.
MOST_LINES = 5_000


def refuse_other_language(said: str, sheet: Sheet) -> None:
    """Raises BadFile, naming both, when a file says that it is in another language than the one asked for."""
    said = said.strip()
    # A bare "zh" names neither of the two ways to write Chinese, and so does not contradict either.
    plain = (sheet.language, sheet.language.split("-")[0], sheet.label)
    if not said or said.casefold() in map(str.casefold, plain):
        return
    ours = {sheet.language: (sheet.name, *sheet.languages.get(sheet.language, ()))}
    found = tags.tag(said, {**sheet.languages, **ours}) or ""
    if found != sheet.language:
        names = sheet.languages.get(found, ())
        theirs = f"{names[0]} ({found})" if names else f"“{said[:60]}”"
        raise BadFile(f"The file says that its language is {theirs}, but it was put in for {sheet.label}.")


def refuse_other_source(said: str) -> None:
    """Raises BadFile when a file says that it was translated from anything but English."""
    if said.strip() and not said.strip().casefold().replace("_", "-").startswith("en"):
        raise BadFile(
            f"The file says that it was translated from “{said.strip()[:60]}”. Surveys are translated from English."
        )


def returned(sheet: Sheet, rows: Iterable[Row], *, fingerprint: str = "") -> Returned:
    """What a file brings, line by line, held against the lines of today.

    `fingerprint` is what the file says of the English it was made from: it stands for the English beside a line where
    that was taken out. Raises BadFile when nothing in the file is a line of this survey, or when its words are plainly
    in another language.
    """
    found = [row for row in rows if row.key or row.english or row.text.strip() or row.fault]
    if len(found) > MOST_LINES:
        raise BadFile(f"The file has more than {MOST_LINES:,} lines. Split it into parts.")
    matching = _Matching(sheet, same_english=fingerprint == sheet.fingerprint)
    matching.exact = {row.key.strip() for row in found if matching.is_exact(row)}
    for row in found:
        matching.take(row)
    if not matching.rows:
        raise BadFile(
            f"No line in this file belongs to the survey “{sheet.title}”. Is it the file of another survey?"
        )
    result = matching.result()
    _refuse_other_letters(sheet, result)
    return result


class _Matching:
    """One file on its way: the rows found so far for each line, and those that were rejected."""

    def __init__(self, sheet: Sheet, *, same_english: bool) -> None:
        self.sheet = sheet
        self.same_english = same_english
        #: The lines that stand in the file with their own key and their own English.
        self.exact: set[str] = set()
        #: Key to every row that is about that line, and the words of each that can be taken.
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.words: dict[str, list[tuple[Row, str]]] = defaultdict(list)
        self.rejected: list[Rejected] = []

    def is_exact(self, row: Row) -> bool:
        """Whether the key and the English of a row are those of one line."""
        line = self.sheet.by_key.get(row.key.strip())
        return line is not None and folded(row.english) == folded(line.english)

    def take(self, row: Row) -> None:
        """Finds the line of a row, and takes its words or says why not."""
        line, why = self._line(row)
        if line is None:
            if translating.tidy(row.text) or row.fault:
                self.rejected.append(Rejected(row.where, row.key, row.english, row.text, why))
            return
        self.rows[line.key].append(row)
        text = translating.tidy(row.text)
        why = why or row.fault
        if text or row.fault:
            if why := why or _not_taken(line, text):
                self.rejected.append(Rejected(row.where, line.key, row.english, row.text, why))
            else:
                self.words[line.key].append((row, text))

    def _line(self, row: Row) -> tuple[Line | None, str]:
        """The line that a row is about, or None; and why its words cannot be taken, where they cannot."""
        line, english = self.sheet.by_key.get(row.key.strip()), folded(row.english)
        if self.is_exact(row):
            return line, ""
        same = self.sheet.by_english.get(english, []) if english else []
        if len(same) == 1 and not (line is not None and same[0].key in self.exact):
            # The key was taken out, typed over or sorted away from its line; the English says which one it is. A
            # line of ours that used to say what another says, and says something else today, is no such line.
            return same[0], ""
        if line is not None:
            return line, self._changed(line, english)
        if same:
            places = ", ".join(each.key for each in same[:5])
            return None, f"Its key is not one of ours, and its English stands in several places ({places})."
        if not row.key.strip():
            return None, "There is no key beside it, and its English is not in this survey."
        return None, f"Neither the key “{row.key.strip()[:80]}” nor its English is in this survey."

    def _changed(self, line: Line, english: str) -> str:
        if english:
            return (
                "The English changed since this file was made, or somebody changed it in the file. "
                f"Today it is: “{line.english}”."
            )
        if self.same_english:
            return ""
        return f"There is no English beside it to tell what it was made from. Today it is: “{line.english}”."

    def result(self) -> Returned:
        """Every line once: its words, or why there are none."""
        result = Returned(rejected=self.rejected)
        rejected = {one.key for one in self.rejected}
        for line in self.sheet.lines:
            words = self.words[line.key]
            if len({text for _, text in words}) > 1:
                self._reject_all(line, words)
            elif words and words[0][1] == translating.tidy(line.text):
                result.unchanged += 1
            elif words:
                result.accepted.append((line.key, words[0][1]))
            elif line.key not in rejected:
                result.missing.append(line.key)
        return result

    def _reject_all(self, line: Line, words: list[tuple[Row, str]]) -> None:
        for row, text in words:
            others = " and ".join(other.where for other, theirs in words if theirs != text)
            why = f"The same line stands more than once with other words: see {others}. Keep one of them."
            self.rejected.append(Rejected(row.where, line.key, row.english, row.text, why))


def _not_taken(line: Line, text: str) -> str:
    """Why the words of a line cannot be taken whatever they say; empty when they can."""
    if found := translating.marked_up(line.english, text):
        return f"It holds code, not words: {found[:80]}. Take it out."
    if translating.lost_letters(line.english, text):
        return (
            "Letters were lost: question marks stand in their place. Save the file as UTF-8, or send .xlsx."
        )
    if len(text) > LONGEST:
        return f"It is longer than {LONGEST:,} letters."
    return ""


def _refuse_other_letters(sheet: Sheet, result: Returned) -> None:
    """A file in the wrong language that does not say so: most of its new words are in other letters."""
    english = {line.key: line.english for line in sheet.lines}
    strange = [
        text for key, text in result.accepted if translating.other_letters(english[key], text, sheet.language)
    ]
    if len(strange) >= 3 and 2 * len(strange) > len(result.accepted):
        letters = scripts.name(scripts.of(sheet.language))
        raise BadFile(
            f"{sheet.label} is written in {letters} letters, but most words in this file are not "
            f"(“{strange[0][:60]}”). Is it the file of another language?"
        )
