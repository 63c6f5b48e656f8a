"""Random surveys with every kind of question, routing, groups and translations, for round trips through formats."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from feedback.vocabulary import ENGLISH_NAMES, LANGUAGES
from surveys import texts
from surveys.definition import DECLINE, NOT_FOUND, QUINTILES, RESERVED_KEYS, Definition, Kind
from surveys.formats import wording
from surveys.reading import answer_sets, read

#: Every language with its names, as a reader of files wants them.
KNOWN = {tag: (name, ENGLISH_NAMES[tag]) for tag, name in LANGUAGES.items()}
#: What a file may take for something else: tags, links, references, formulas, handlers, escapes.
AWKWARD = (
    "<b>Bold</b> & more", "AT&amp;T", "[a link](https://example.org)", "${name} said so", "=1+1", "a < b on x=1",
    "javascript: no", "_x000B_", "1 < 2 > 0", "“Quoted”, it's", "@home", "+44", "a::b", "'apostrophe first",
    "مرحبا", "żółć", "{placeholder}", "#hash", "-", "0", "TRUE",
)  # fmt: skip
_WORDS = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=30).filter(
        lambda text: text == " ".join(text.split()) == wording.seen(text)
    ),
)
_KEYS = st.one_of(
    st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True),
    st.sampled_from(
        ["meta", "data", "name", "type", "label", "16-plus", "0", "instance", "true", "or", "note"]
    ),
)
_MEASURED = (Kind.STATEMENT, Kind.RATING, Kind.YES_NO)
_GROUPED = (Kind.ONE, Kind.MANY, Kind.YES_NO, Kind.POSTCODE)
_REGISTRY = st.lists(st.sampled_from(["1.M4a", "2.M3", "6.I12"]), max_size=2, unique=True)
_POLARITY = st.sampled_from(["positive", "neither", "negative"])


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """A valid survey of one to three sections and up to nine items."""
    section_keys = draw(st.lists(_KEYS, min_size=1, max_size=3, unique=True))
    item_keys = draw(
        st.lists(
            _KEYS.filter(lambda key: key not in RESERVED_KEYS),
            min_size=len(section_keys),
            max_size=9,
            unique=True,
        )
    )
    if draw(st.booleans()) and "answered-by" not in item_keys:
        item_keys.insert(0, "answered-by")
    earlier: list[dict[str, Any]] = []
    items = [_item(draw, key, earlier) for key in item_keys]
    cuts = sorted(draw(st.permutations(range(1, len(items))))[: len(section_keys) - 1])
    parts = [items[a:b] for a, b in zip([0, *cuts], [*cuts, len(items)], strict=True)]
    sections = [_section(draw, key, part) for key, part in zip(section_keys, parts, strict=True)]
    data = {"key": draw(_KEYS), "title": draw(_WORDS), "sections": sections}
    data |= _some(draw, {
        "edition": st.sampled_from(["1", "2026.1"]), "principle": st.integers(1, 6), "title-easy": _WORDS,
        "introduction": _WORDS, "about-you": st.lists(_KEYS, max_size=2, unique=True),
    })  # fmt: skip
    if "introduction" in data:
        data |= _some(draw, {"introduction-easy": _WORDS})
    return read(data)


def _some(draw: st.DrawFn, fields: dict[str, st.SearchStrategy[Any]]) -> dict[str, Any]:
    return {name: draw(values) for name, values in fields.items() if draw(st.booleans())}


def _section(draw: st.DrawFn, key: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    section = {"key": key, "title": draw(_WORDS), "items": items}
    section |= _some(draw, {
        "title-easy": _WORDS, "introduction": _WORDS, "source": _KEYS,
        "position": st.sampled_from(["first", "middle", "last"]),
    })  # fmt: skip
    if "introduction" in section:
        section |= _some(draw, {"introduction-easy": _WORDS})
    return section


def _item(draw: st.DrawFn, key: str, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    kind = Kind.ONE if key == "answered-by" else draw(st.sampled_from(list(Kind)))
    item: dict[str, Any] = {"key": key, "kind": str(kind), "text": draw(_WORDS)}
    item |= _some(draw, {
        "easy": _WORDS, "help": _WORDS, "picture": _KEYS, "registry": _REGISTRY, "proxy": st.booleans(),
        "easy-read": st.booleans(), "default": st.booleans(), "minimum-age": st.integers(0, 120),
    })  # fmt: skip
    if "help" in item:
        item |= _some(draw, {"help-easy": _WORDS})
    if kind in _GROUPED and draw(st.booleans()):
        item["group"] = True
    item |= _measured(draw, kind)
    parents = [each for each in earlier if each.get("options")]
    if kind is Kind.ONE and parents and draw(st.booleans()):
        item["parent-item"] = draw(st.sampled_from(parents))["key"]
    if kind in (*_MEASURED, Kind.ONE, Kind.MANY, Kind.POSTCODE):
        parent = next((each for each in parents if each["key"] == item.get("parent-item")), None)
        item |= _answers(draw, key, kind, parent)
    if clauses := _clauses(draw, parents):
        item["show-when"] = clauses
    earlier.append(item)
    return item


def _measured(draw: st.DrawFn, kind: Kind) -> dict[str, Any]:
    if kind is Kind.SCALE:
        least = draw(st.integers(-20, 20))
        item: dict[str, Any] = {"minimum": least, "maximum": least + draw(st.integers(1, 100))}
        for end in ("minimum", "maximum"):
            item |= _some(draw, {f"{end}-label": _WORDS})
            if f"{end}-label" in item:
                item |= _some(draw, {f"{end}-label-easy": _WORDS})
        return item
    if kind is Kind.NUMBER:
        return _some(draw, {"minimum": st.integers(-10_000, 0), "maximum": st.integers(1, 10**10)})
    if kind in (Kind.SHORT_TEXT, Kind.COMMENT):
        return _some(draw, {"maximum-length": st.integers(1, 5000)})
    return {}


def _answers(draw: st.DrawFn, key: str, kind: Kind, parent: dict[str, Any] | None) -> dict[str, Any]:
    if kind in (*_MEASURED, Kind.ONE) and parent is None and key != "answered-by" and draw(st.booleans()):
        named = draw(st.sampled_from(sorted(answer_sets())))
        return {"answers": named, "options": list(answer_sets()[named])}
    kept = {DECLINE, *QUINTILES, NOT_FOUND}
    keys = draw(st.lists(_KEYS.filter(lambda k: k not in kept), min_size=2, max_size=4, unique=True))
    keys += ["someone-else"] if key == "answered-by" and "someone-else" not in keys else []
    return {"options": [_option(draw, each, kind, parent) for each in keys]}


def _option(draw: st.DrawFn, key: str, kind: Kind, parent: dict[str, Any] | None) -> dict[str, Any]:
    option: dict[str, Any] = {"key": key, "text": draw(_WORDS)}
    fields: dict[str, st.SearchStrategy[Any]] = {
        "easy": _WORDS,
        "picture": _KEYS,
        "age-from": st.integers(0, 120),
    }
    if kind is Kind.MANY:
        fields["exclusive"] = st.booleans()
    if parent:
        fields["parent"] = st.sampled_from([each["key"] for each in parent["options"]])
    if kind in _MEASURED:
        option["polarity"] = draw(_POLARITY)
    return option | _some(draw, fields)


def _clauses(draw: st.DrawFn, parents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    clauses = []
    for item in draw(st.lists(st.sampled_from(parents), max_size=2)) if parents else ():
        codes = [each["key"] for each in item["options"]] + ([DECLINE] if item.get("group") else [])
        chosen = draw(st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True))
        clauses.append({"item": item["key"], draw(st.sampled_from(["is", "is-not"])): chosen})
    return clauses


@st.composite
def translations(draw: st.DrawFn, definition: Definition) -> dict[str, dict[str, str]]:
    """Some of the words of a survey in Polish and in Arabic, by language and text key."""
    keys = [source.key for source in texts.sources(definition)]
    found = {tag: draw(st.dictionaries(st.sampled_from(keys), _WORDS)) for tag in ("pl", "ar")}
    return {tag: words for tag, words in found.items() if words}


@st.composite
def translated(draw: st.DrawFn) -> tuple[Definition, dict[str, dict[str, str]]]:
    """A survey and its translations."""
    definition = draw(definitions())
    return definition, draw(translations(definition))
