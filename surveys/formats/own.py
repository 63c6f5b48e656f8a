"""Our own file of a survey: its definition and its words in every language as JSON, or the definition as TOML."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from surveys import reading
from surveys.definition import Definition
from surveys.formats import opening, tags, wording
from surveys.formats.accounting import Account, BadFile, Brought
from surveys.formats.askable import MOST_ITEMS
from surveys.texts import EASY_READ, ENGLISH, sources

FORMAT, VERSION = "said-and-done survey", 1
_MOST_PROBLEMS, _LONGEST, _DEEPEST = 500, 2400, 12


def write(
    definition: Definition,
    texts: Mapping[str, Mapping[str, str]],
    *,
    provenance: Mapping[str, Any] | None = None,
) -> bytes:
    """The survey as JSON: definition, the words of each further language by text key, and where they come from.

    `provenance` is plain data by language tag, for whoever reads the file; nothing is signed by bringing it in.
    """
    said = {
        tag: dict(words)
        for tag, words in texts.items()
        if tag not in (ENGLISH, EASY_READ) and any(words.values())
    }
    data = {"format": FORMAT, "version": VERSION, "definition": definition.as_data(), "texts": said}
    data |= {"provenance": dict(provenance)} if provenance else {}
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def read(content: bytes, name: str, languages: tags.Languages) -> Brought:
    """What `write` wrote, or a definition alone, checked as a whole.

    Raises BadFile with every problem and its path when the definition is not sound.
    """
    data = opening.json_of(content)
    if not isinstance(data, dict):
        raise BadFile("The file is no survey: it should hold one object.")
    account = Account()
    if "sections" in data and "definition" not in data:
        return _brought(data, {}, languages, account)
    if data.get("format") != FORMAT:
        raise BadFile(f'The file does not say that it is one of ours: it needs "format": "{FORMAT}".')
    if data.get("version") != VERSION or isinstance(data.get("version"), bool):
        raise BadFile(
            f"The file is of version {str(data.get('version'))[:20]!r}; this program reads version {VERSION}."
        )
    if data.get("provenance"):
        account.remark(
            "Who wrote and who signed its translations is not taken over: each language is signed again here."
        )
    for extra in sorted(data.keys() - {"format", "version", "definition", "texts", "provenance"})[:20]:
        account.remark(f"{wording.seen(extra)[:60]!r} is no part of a survey file; it is left out.")
    return _brought(data.get("definition"), data.get("texts"), languages, account)


def read_toml(content: bytes, name: str, languages: tags.Languages) -> Brought:
    """A definition as TOML, as the shipped library has them. Raises BadFile with every problem and its path."""
    text = opening.text_of(content)
    try:
        data = tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError:
        raise BadFile("The file is nested too deeply to be a survey.") from None
    except ValueError as error:
        raise BadFile(f"This is not valid TOML: {str(error)[:300]}.") from None
    return _brought(data, {}, languages, Account())


def _brought(data: Any, texts: Any, languages: tags.Languages, account: Account) -> Brought:
    data, texts = _safe(data, "definition"), _safe(texts, "texts")
    try:
        definition = reading.read(data)
    except reading.BadDefinition as bad:
        told = [wording.seen(str(problem))[:400] for problem in bad.problems]
        more = [f"And {len(told) - _MOST_PROBLEMS} more."] if len(told) > _MOST_PROBLEMS else []
        raise BadFile(*told[:_MOST_PROBLEMS], *more) from None
    number = sum(1 for _ in definition.items())
    if number > MOST_ITEMS:
        raise BadFile(f"The survey has {number} questions; the most is {MOST_ITEMS}.")
    for s, section in enumerate(definition.sections):
        account.note(section.key, f"sections.{s}", section.key)
        for i, item in enumerate(section.items):
            account.note(item.key, f"sections.{s}.items.{i}", item.key)
    return Brought(definition.as_data(), _texts(definition, texts, languages, account), account)


def _safe(value: Any, path: str, depth: int = 0) -> Any:
    """The same data without unseen characters. Raises BadFile, naming the path, for words that would run."""
    if isinstance(value, str):
        wording.refuse_what_runs(value, path)
        return wording.seen(value)
    if not isinstance(value, dict | list):
        return value
    if depth > _DEEPEST:
        raise BadFile(f"{path} is nested too deeply to be a survey.")
    if isinstance(value, dict):
        named = ((wording.seen(name), each) for name, each in value.items())
        return {name: _safe(each, f"{path}.{name[:60]}", depth + 1) for name, each in named}
    return [_safe(each, f"{path}.{i}", depth + 1) for i, each in enumerate(value)]


def _texts(
    definition: Definition, texts: Any, languages: tags.Languages, account: Account
) -> dict[str, dict[str, str]]:
    """The words of each language that we have, by text keys that the survey has; the rest is remarked on."""
    if texts is not None and not isinstance(texts, dict):
        account.remark(
            "The texts of the file cannot be read: they should stand by language. They are left out."
        )
    known = {source.key for source in sources(definition)}
    found: dict[str, dict[str, str]] = {}
    for language, words in texts.items() if isinstance(texts, dict) else ():
        tag = language if language in languages else tags.tag(language[:60], languages)
        reason = _refusal(tag, words, found)
        if tag is None or reason:
            number = len(words) if isinstance(words, dict) else 0
            account.remark(f"{_number(number)} in {language[:60]!r} left out: {reason}")
            continue
        kept = {key: text.strip() for key, text in words.items() if isinstance(text, str) and text.strip()}
        for remark in _odd(language, words, kept, known):
            account.remark(remark)
        kept = {key: wording.shortened(text, _LONGEST) for key, text in kept.items() if key in known}
        found |= {tag: kept} if kept else {}
    return found


def _refusal(tag: str | None, words: Any, found: Mapping[str, Any]) -> str:
    if tag is None:
        return "it is none of our languages."
    if tag in (ENGLISH, EASY_READ):
        return "English and Easy Read stand in the definition."
    if tag in found:
        return "the same language is there already."
    return "" if isinstance(words, dict) else "they should stand by text key."


def _odd(language: str, words: Mapping[str, Any], kept: Mapping[str, str], known: set[str]) -> Iterator[str]:
    named = language[:60]
    if unknown := sorted(kept.keys() - known):
        keys = ", ".join(key[:80] for key in unknown[:9])
        yield f"{_number(len(unknown))} in {named!r} left out: the survey has no text {keys}."
    if empty := len(words) - len(kept):
        yield f"{_number(empty)} in {named!r} left out: no words stand there."
    if long := sum(len(text) > _LONGEST for text in kept.values()):
        yield f"{_number(long)} in {named!r} cut: the most is {_LONGEST} letters."


def _number(number: int) -> str:
    return "1 text was" if number == 1 else f"{number} texts were"
