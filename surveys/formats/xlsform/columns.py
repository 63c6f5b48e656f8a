"""What the head of a column of an XLSForm means, however it is spelt: `label::English (en)`, `media:image`."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Columns that hold words, one for each language; media differ by language too.
WORDS = frozenset({"label", "hint", "guidance_hint", "constraint_message", "required_message"})
MEDIA = frozenset({"image", "big_image", "audio", "video"})
_SURVEY = frozenset(
    {
        "type", "name", "relevant", "constraint", "required", "calculation", "appearance", "default", "readonly",
        "choice_filter", "repeat_count", "parameters", "disabled", "trigger",
    }
)  # fmt: skip
_CHOICES = frozenset({"list_name", "name"})
_SAME = {
    "caption": "label", "relevance": "relevant", "read_only": "readonly", "command": "type", "tag": "name",
    "value": "name", "constraining_message": "constraint_message", "jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message", "jr:requiredmsg": "required_message", "calculate": "calculation",
    "count": "repeat_count", "jr:count": "repeat_count", "guidance": "guidance_hint", "listname": "list_name",
    "constraintmsg": "constraint_message",
}  # fmt: skip
#: First words of a head that only say where in a form the rest belongs.
_HOUSES = frozenset({"bind", "control", "body", "media"})
#: What other tools keep here and nobody misses: their own marks and settings.
_OTHERS_OWN = re.compile(r"^(\$|_|sms_|kobo|instance$|save_to$|note$|notes$|compact_tag$|autoplay$)")


@dataclass(frozen=True)
class Column:
    """One column: its head as written, what it means ("" for one that is not read), and its language ("" unnamed)."""

    number: int
    head: str
    meaning: str
    language: str = ""


def column(number: int, head: str, sheet: str) -> Column:
    """What a head means in the sheet `survey`, `choices` or any other, whose heads are simply made plain."""
    head = re.sub(r"\s+", " ", head.replace("\u00a0", " ")).strip()
    if sheet not in ("survey", "choices"):
        return Column(number, head, _plain(head))
    parts = [part.strip() for part in head.split("::" if "::" in head else ":")]
    parts = _with_namespace(parts)
    while len(parts) > 1 and _plain(parts[0]) in _HOUSES:
        parts = parts[1:]
    meaning = _SAME.get(_plain(parts[0]), _plain(parts[0]))
    language = "::".join(parts[1:])
    known = WORDS | MEDIA | (_SURVEY if sheet == "survey" else _CHOICES)
    if meaning not in known or (language and meaning not in WORDS | MEDIA):
        return Column(number, head, "")
    return Column(number, head, meaning, language)


def missed(unread: Column) -> bool:
    """Whether a column that is not read is worth a remark."""
    return not _OTHERS_OWN.match(unread.head.casefold())


def _plain(head: str) -> str:
    return re.sub(r"[\s_-]+", "_", head.strip().casefold()).strip("_*")


def _with_namespace(parts: list[str]) -> list[str]:
    """`jr:count` is one word, though a single colon also stands before a language."""
    if "jr" in parts[:-1]:
        at = parts.index("jr")
        return [*parts[:at], f"jr:{parts[at + 1]}", *parts[at + 2 :]]
    return parts
