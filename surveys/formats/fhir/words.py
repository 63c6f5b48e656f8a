"""The words of a FHIR file by our language tags, from its own language and from the translation extension."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from surveys.formats import tags, wording
from surveys.formats.accounting import BadFile
from surveys.formats.fhir.nodes import EASY_TAG, Node, extensions, name_of, nodes, string, value_of

EASY = "en-simple"
_EASY_TAGS = (EASY_TAG, EASY)
#: A text of a survey is shorter by far; what is longer is a document that somebody put in.
_LONGEST = 50_000
_LONGEST_TAG = 60
#: The mark of a picture that was too long to keep, as one of no length.
_PICTURE = "<img>"


class Words:
    """Reads every text of one file, and counts those in languages that are none of ours."""

    def __init__(self, language: str, languages: tags.Languages) -> None:
        language = language[:_LONGEST_TAG]
        self._languages = languages
        self._declared = language
        self.default = (tags.tag(language, languages) or "") if language else "en"
        self._left_out: Counter[str] = Counter()
        self._twice: Counter[str] = Counter()
        self._without_english = 0

    def said(self, node: Node, name: str, where: str, prefix: str = "") -> dict[str, str]:
        """The text under a name in every language that we have, Easy Read under "en-simple".

        Raises BadFile, naming the place, for a text that would run.
        """
        found: dict[str, str] = {}
        if source := self._checked(string(node, name), where):
            found[self.default] = f"{prefix} {source}" if prefix else source
        for language, text in _translations(node.get(f"_{name}")):
            self._add(found, language, self._checked(text, where), prefix)
        if source and "en" not in found:
            self._without_english += 1
        elif source and not self.default:
            self._left_out[self._declared] += 1
        return found

    def designated(self, concept: Node, where: str) -> dict[str, str]:
        """The words of a concept of a value set: its display, with translations or designations."""
        found = self.said(concept, "display", where)
        for each in nodes(concept, "designation"):
            language, text = (
                string(each, "language")[:_LONGEST_TAG],
                self._checked(string(each, "value"), where),
            )
            if language and text and tags.tag(language, self._languages) not in found:
                self._add(found, language, text, "")
        return found

    def _add(self, found: dict[str, str], language: str, text: str, prefix: str) -> None:
        if not text:
            return
        if language.casefold() in _EASY_TAGS:
            found[EASY] = text
            return
        tag = tags.tag(language, self._languages) if language else None
        if tag is None or tag == EASY:
            self._left_out[language or "no language named"] += 1
        elif tag in found and language.casefold() not in ("en-gb", tag.casefold()):
            self._twice[language] += 1
        else:
            found[tag] = f"{prefix} {text}" if prefix else text

    def _checked(self, text: str, where: str) -> str:
        wording.refuse_what_runs(text, where)
        if len(text) <= _LONGEST:
            return text
        # A picture written into a text makes it so long; its words are kept, and that it was there is told.
        words = wording.plain(text)
        if len(words) > _LONGEST:
            raise BadFile(f"{where} holds a text of {len(words)} letters. The most is {_LONGEST}.")
        return f"{words} {_PICTURE}" if wording.pictured(text) else words

    def remarks(self) -> Iterator[str]:
        """What is to be said about the languages of the file."""
        for language, number in sorted(self._left_out.items()):
            yield f"{_texts(number)} in {language[:60]!r} left out: it is none of our languages."
        for language, number in sorted(self._twice.items()):
            yield f"{_texts(number)} in {language[:60]!r} left out: the same language is there already."
        if self.default != "en" and self._without_english:
            yield (
                f"{_texts(self._without_english)} not in English: the words in {self._declared[:60]!r}, "
                "the language of the file, stand in its place."
            )


def _texts(number: int) -> str:
    return "1 text was" if number == 1 else f"{number} texts were"


def _translations(shadow: Any) -> Iterator[tuple[str, str]]:
    """Language and words of each translation in the shadow of a primitive (`_text`)."""
    for url, each in extensions(shadow):
        if name_of(url) == "translation":
            parts = {name_of(part): value_of(inner) for part, inner in extensions(each)}
            language, content = parts.get("lang"), parts.get("content")
            if isinstance(content, str):
                named = wording.seen(language)[:_LONGEST_TAG] if isinstance(language, str) else ""
                yield named, wording.seen(content)


def joined(parts: Iterable[dict[str, str]], default: str) -> dict[str, str]:
    """Several texts as one, a line each; where a language lacks one, its words in the file's own language stand."""
    some = [part for part in parts if part]
    languages = dict.fromkeys(language for part in some for language in part)
    return {
        language: "\n".join(part.get(language) or part.get(default) or "" for part in some).strip()
        for language in languages
    }
