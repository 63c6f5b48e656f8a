"""Themes of comments: proposed by what words stand together, and counted by group through the one door."""

from __future__ import annotations

import importlib
import json
import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.response import Response
from feedback.reports import suppression
from feedback.reports.shapes import Breakdown, ItemCounts, Option, Profile, Row, ShownItem
from surveys.definition import DECLINE, Definition, Item, Kind

RESPONSES = db.table_of(Response)
NOT_ANSWERED = "not-answered"
#: What a theme is as an item: a comment is about it or it is not.
ABOUT, NOT_ABOUT = "about", "not-about"
#: Fewer comments than these say nothing about what stands together.
LEAST_COMMENTS = 12
_WORDS_OF_A_THEME, _MOST_EXAMPLES = 6, 12
_A_WORD = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0900-\u0dff\u200c\u200d'’])+"
#: A comment whose share of a proposal is below this is not proposed for it.
_LEAST_SHARE = 0.08
#: The newest of a language are looked at.
_MOST_COMMENTS = 5_000
#: A database takes so many ids at once.
_AT_ONCE = 500

Name = tuple[int, str]


class NotInstalled(Exception):
    """The library that proposes themes is not there; the message says what to install."""


@dataclass(frozen=True)
class Proposal:
    """Comments of one language that share words; a person names it, or leaves it."""

    language: str
    words: tuple[str, ...]
    comments: tuple[Name, ...]


def propose(texts: Mapping[Name, tuple[str, str]], *, most: int = 6) -> list[Proposal]:
    """Themes that the words of comments suggest, language by language, English first.

    `texts`: comment to (language, words), the words already redacted. TF-IDF and non-negative matrix factorisation;
    the same comments always give the same proposals. Raises NotInstalled where scikit-learn is missing.
    """
    by_language: dict[str, list[Name]] = {}
    for name, (language, _) in sorted(texts.items()):
        by_language.setdefault("en" if language == "en-simple" else language, []).append(name)
    found = []
    for language in sorted(by_language, key=lambda tag: (tag != "en", -len(by_language[tag]), tag)):
        names = by_language[language][-_MOST_COMMENTS:]
        if len(names) >= LEAST_COMMENTS:
            found += _of_language(language, names, [texts[name][1] for name in names], most)
    return found


def _library() -> tuple[Any, Any, Any]:
    try:
        text = importlib.import_module("sklearn.feature_extraction.text")
        return (
            text.TfidfVectorizer,
            importlib.import_module("sklearn.decomposition").NMF,
            text.ENGLISH_STOP_WORDS,
        )
    except ImportError as problem:
        raise NotInstalled(
            "Proposing themes needs scikit-learn, which is not installed: install said-and-done[themes]. "
            "Themes can be named and given by hand without it."
        ) from problem


def _of_language(language: str, names: Sequence[Name], words: Sequence[str], most: int) -> list[Proposal]:
    vectorizer, factoriser, english = _library()
    spaceless = language.startswith("zh")
    vectors = vectorizer(
        # Chinese has no spaces: two or three signs stand for a word. Elsewhere a word is letters with their marks.
        analyzer="char" if spaceless else "word", ngram_range=(2, 3) if spaceless else (1, 2),
        token_pattern=None if spaceless else _A_WORD,
        stop_words=list(english) if language == "en" else None,
        # What stands in nearly every comment tells none apart, in languages without a list of such words too.
        max_df=0.5, min_df=2, sublinear_tf=True, max_features=4000,
    )  # fmt: skip
    try:
        weights = vectors.fit_transform([each.replace("[...]", " ") for each in words])
    except ValueError:
        # No word is shared by two comments.
        return []
    number = min(most, max(2, len(names) // 10), *weights.shape)
    model = factoriser(n_components=number, init="nndsvd", random_state=0, max_iter=200, tol=1e-2)
    with warnings.catch_warnings():
        # A proposal that is a little short of settled is a proposal all the same.
        warnings.simplefilter("ignore")
        shares = model.fit_transform(weights)
    terms = vectors.get_feature_names_out()
    found = []
    for at in range(number):
        heaviest = (-model.components_[at]).argsort(kind="stable")[:_WORDS_OF_A_THEME]
        order = (-shares[:, at]).argsort(kind="stable")[:_MOST_EXAMPLES]
        members = tuple(
            names[row] for row in order if shares[row, at] >= _LEAST_SHARE and shares[row].argmax() == at
        )
        if len(members) > 1:
            said = tuple(str(terms[term]) for term in heaviest if model.components_[at][term] > 0)
            found.append(Proposal(language, said, members))
    return found


def counted(
    session: Session,
    definition: Definition,
    wrote: Collection[Name],
    themes: Mapping[int, Collection[Name]],
    group: str = "",
) -> list[ShownItem]:
    """How many of those who wrote a comment wrote about each theme, overall and by a group, as staff may see it.

    A person counts once however many comments they wrote. `wrote`: every comment there is; `themes`: by theme, the
    comments people put under it. Raises KeyError for a group the survey does not have.
    """
    people = sorted({response for response, _ in wrote})
    asked = definition.item(group) if group else None
    if group and (asked is None or not asked.group):
        raise KeyError(group)
    given = _answers(session, people, group) if asked else {}
    items = []
    for theme, comments in themes.items():
        about = {response for response, _ in comments}.intersection(people)
        tables = (_breakdown(asked, given, people, about),) if asked else ()
        options = (Option(ABOUT, None), Option(NOT_ABOUT, None))
        items.append(ItemCounts(f"theme-{theme}", options, (len(about), len(people) - len(about)), tables))
    return suppression.protect(items, Profile.STAFF)


def _answers(session: Session, people: Sequence[int], group: str) -> dict[int, Any]:
    """What each of them answered to the question that makes the group."""
    given: dict[int, Any] = {}
    for start in range(0, len(people), _AT_ONCE):
        rows = select(RESPONSES.c.id, RESPONSES.c.answers).where(
            db.scoped(session, RESPONSES), RESPONSES.c.id.in_(people[start : start + _AT_ONCE])
        )
        given.update((one, json.loads(record).get(group)) for one, record in session.execute(rows))
    return given


def _breakdown(
    item: Item, given: Mapping[int, Any], people: Sequence[int], about: Collection[int]
) -> Breakdown:
    several = item.kind is Kind.MANY
    rows = []
    for option in item.options:
        members = [one for one in people if _chose(given.get(one), option.key)]
        rows.append(Row(option.key, _split(members, about), option.parent, option.exclusive))
    known = {option.key for option in item.options}
    declined = [one for one in people if _chose(given.get(one), DECLINE)]
    silent = [one for one in people if not any(_chose(given.get(one), key) for key in (*known, DECLINE))]
    rows += [Row(DECLINE, _split(declined, about)), Row(NOT_ANSWERED, _split(silent, about))]
    return Breakdown(item.key, tuple(rows), not several, item.parent_item)


def _chose(answer: Any, key: str) -> bool:
    return key in answer if isinstance(answer, list) else answer == key


def _split(members: Sequence[int], about: Collection[int]) -> tuple[int, int]:
    inside = sum(one in about for one in members)
    return inside, len(members) - inside
