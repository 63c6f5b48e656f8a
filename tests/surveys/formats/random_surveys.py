"""Random surveys that can be asked, with every field a definition has, and words for them in several languages."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from surveys.definition import DECLINE, RESERVED_KEYS, Definition, Kind
from surveys.formats import wording
from surveys.reading import read
from surveys.texts import sources

LANGUAGES = {
    "en": ("English",), "en-simple": ("Easy Read",), "pl": ("Polish", "Polski"), "ar": ("Arabic", "العربية"),
    "ur": ("Urdu", "اردو"), "zh-Hans": ("Chinese (simplified)",), "zh-Hant": ("Chinese (traditional)",),
    "ckb": ("Kurdish (Sorani)",), "pt": ("Portuguese",),
}  # fmt: skip
TRANSLATED = [tag for tag in LANGUAGES if tag not in ("en", "en-simple")]

_UNSEEN = "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF]))
#: Anything a person could write in a question, brackets, tags and spaces of other scripts among it.
WORDS = (
    st.text(
        st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters=_UNSEEN),
        min_size=1, max_size=30,
    )
    | st.sampled_from(["Do you <b>like</b> it?", "[a](b)", "Tom &amp; Ann", "=1+1", "two\nlines", "x < y > z"])
).map(str.strip).filter(lambda text: bool(text) and not wording.runs(text))  # fmt: skip
KEYS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True).filter(
    lambda key: key not in RESERVED_KEYS and key != DECLINE
)
_CLOSED = (Kind.STATEMENT, Kind.RATING, Kind.YES_NO, Kind.ONE, Kind.MANY)
_GROUPS = (Kind.ONE, Kind.MANY, Kind.YES_NO, Kind.POSTCODE)


def _maybe(draw: st.DrawFn, data: dict[str, Any], **fields: st.SearchStrategy[Any]) -> None:
    for name, values in fields.items():
        if draw(st.booleans()):
            data[name.replace("_", "-")] = draw(values)


def _options(draw: st.DrawFn, kind: Kind) -> list[dict[str, Any]]:
    keys = draw(st.lists(KEYS, min_size=2, max_size=5, unique=True))
    if kind is Kind.POSTCODE:
        keys = [f"no-{key}" for key in keys]
    options = []
    for key in keys:
        option: dict[str, Any] = {"key": key, "text": draw(WORDS)}
        _maybe(draw, option, easy=WORDS, picture=KEYS, age_from=st.integers(0, 120))
        if kind in (Kind.STATEMENT, Kind.RATING, Kind.YES_NO) or draw(st.booleans()):
            option["polarity"] = draw(st.sampled_from(["positive", "neither", "negative"]))
        if kind is Kind.MANY and draw(st.booleans()):
            option["exclusive"] = True
        options.append(option)
    return options


def _routing(draw: st.DrawFn, earlier: dict[str, list[str]]) -> list[dict[str, Any]]:
    clauses = []
    for _ in range(draw(st.integers(0, 3)) if earlier else 0):
        item = draw(st.sampled_from(sorted(earlier)))
        chosen = draw(st.lists(st.sampled_from(earlier[item]), min_size=1, unique=True))
        clauses.append({"item": item, draw(st.sampled_from(["is", "is-not"])): chosen})
    return clauses


def _item(draw: st.DrawFn, key: str, earlier: dict[str, list[str]], parents: list[str]) -> dict[str, Any]:
    kind = draw(st.sampled_from(list(Kind)))
    item: dict[str, Any] = {"key": key, "kind": str(kind), "text": draw(WORDS)}
    _maybe(
        draw, item, easy=WORDS, help=WORDS, picture=KEYS, proxy=st.booleans(), easy_read=st.booleans(),
        default=st.booleans(), minimum_age=st.integers(1, 99), registry=st.just(["1.M4a", "2.M3"]),
        minimum_label=WORDS, maximum_label=WORDS,
    )  # fmt: skip
    for name in ("help", "minimum-label", "maximum-label"):
        if name in item and draw(st.booleans()):
            item[f"{name}-easy"] = draw(WORDS)
    if kind in _CLOSED or (kind is Kind.POSTCODE and draw(st.booleans())):
        item["options"] = _options(draw, kind)
    if kind in (Kind.STATEMENT, Kind.YES_NO) and draw(st.booleans()):
        item["answers"] = "yes-sometimes-no" if kind is Kind.STATEMENT else "yes-no"
        del item["options"]
    if kind in _GROUPS and draw(st.booleans()):
        item["group"] = True
    if kind in (Kind.SCALE, Kind.NUMBER):
        item["minimum"] = draw(st.integers(-50, 50))
        item["maximum"] = item["minimum"] + draw(st.integers(1, 100))
    if kind in (Kind.SHORT_TEXT, Kind.COMMENT):
        _maybe(draw, item, maximum_length=st.integers(1, 5000))
    if clauses := _routing(draw, earlier):
        item["show-when"] = clauses
    if kind in _CLOSED and parents and "options" in item and draw(st.booleans()):
        item["parent-item"] = draw(st.sampled_from(parents))
        item["options"][0]["parent"] = earlier[item["parent-item"]][0]
    return item


@st.composite
def surveys(draw: st.DrawFn) -> Definition:
    """A survey of a few sections; sections and items may have the same keys."""
    sections: list[dict[str, Any]] = []
    earlier: dict[str, list[str]] = {}
    parents: list[str] = []
    keys = draw(st.lists(KEYS, min_size=1, max_size=7, unique=True))
    while keys:
        taken, keys = keys[: (n := draw(st.integers(1, 4)))], keys[n:]
        wanted = draw(KEYS | st.sampled_from(taken))
        while wanted in [section["key"] for section in sections]:
            wanted = f"{wanted}x"
        section: dict[str, Any] = {"key": wanted, "title": draw(WORDS), "items": []}
        _maybe(draw, section, title_easy=WORDS, introduction=WORDS, source=KEYS,
               position=st.sampled_from(["first", "last"]))  # fmt: skip
        if "introduction" in section and draw(st.booleans()):
            section["introduction-easy"] = draw(WORDS)
        for key in taken:
            item = _item(draw, key, earlier, parents)
            section["items"].append(item)
            if options := [option["key"] for option in item.get("options", ())]:
                parents.append(key)
                earlier[key] = [*options, *([DECLINE] if item.get("group") else [])]
        sections.append(section)
    data: dict[str, Any] = {"key": draw(KEYS), "title": draw(WORDS), "sections": sections}
    _maybe(draw, data, title_easy=WORDS, introduction=WORDS, principle=st.integers(1, 6),
           edition=st.just("2026.2"), about_you=st.lists(KEYS, max_size=2))  # fmt: skip
    return read(data)


@st.composite
def translated(draw: st.DrawFn) -> tuple[Definition, dict[str, dict[str, str]]]:
    """A survey with some of its words in some languages."""
    definition = draw(surveys())
    known = [source.key for source in sources(definition)]
    texts = draw(
        st.dictionaries(
            st.sampled_from(TRANSLATED),
            st.dictionaries(st.sampled_from(known), WORDS, min_size=1, max_size=9),
            max_size=3,
        )
    )
    return definition, texts
