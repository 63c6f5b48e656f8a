"""What each type of row of an XLSForm is here: a question of some kind, a group, a note, or nothing, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass

from surveys.definition import Kind


@dataclass(frozen=True)
class Type:
    """A row's type: what it `is`, the kind of a question, the list it names, and why it changes or is dropped."""

    is_: str
    kind: Kind | None = None
    list: str = ""
    why: str = ""
    other: bool = False


_GROUP = re.compile(
    r"^begin[ _-]*(lgroup|group|looped group|repeat|loop|score|rank|kobomatrix)\b", re.IGNORECASE
)
_END = re.compile(r"^end[ _-]*(lgroup|group|looped group|repeat|loop|score|rank|kobomatrix)\b", re.IGNORECASE)
_SELECT = re.compile(
    r"^(?:(?P<file>select[ _](?:one|multiple)[ _](?:from[ _]file|external))"
    r"|(?P<many>select[ _]multiple(?:[ _](?:from|using))?|select all that apply(?: from)?"
    r"|add select multiple prompt using|q select)"
    r"|(?P<one>select[ _]one(?:[ _](?:from|using))?|select1|add select one prompt using|q select1)"
    r"|(?P<rank>rank))(?=\s|$)\s*(?P<list>.*)$",
    re.IGNORECASE,
)
_OTHER = re.compile(r"[ _]+(?:or_other|or other|or specify other)$|^(?:or_other|or other)$", re.IGNORECASE)

_DEVICE = "It was filled in by the device, not by a person."
_ASKED = {
    Kind.NUMBER: (
        "integer", "int", "q int", "add integer prompt", "percentage", "number of days in last month",
        "number of days in last six months", "number of days in last year",
    ),
    Kind.SHORT_TEXT: ("text", "string", "q string", "add text prompt"),
}  # fmt: skip
#: What is asked as a short text, and how it is then told.
_TYPED = {
    "number with decimals": ("decimal", "q decimal", "add decimal prompt"),
    "date": ("date", "q date", "add date prompt"),
    "time": ("time", "q time"),
    "date and time": (
        "datetime", "date time", "add date time prompt", "add datetime prompt", "q date time", "q datetime",
    ),
}  # fmt: skip
_DROPPED = {
    _DEVICE: (
        "start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit",
        "start time", "end time", "device id", "sim id", "subscriber id", "phone number", "get today", "imei",
        "get start time", "get end time", "get device id", "get sim id", "get subscriber id", "get phone number",
        "uri:subscriberid", "uri:phonenumber", "uri:simserial", "uri:deviceid", "uri:username", "uri:email",
        "background-audio", "start-geopoint", "background-geopoint",
    ),
    "It was worked out from other answers; nothing is calculated here.": (
        "calculate", "q calculate", "add calculate prompt",
    ),
    "It was hidden from people.": ("hidden",),
    "A place on a map is not asked here.": (
        "geopoint", "geotrace", "geoshape", "location", "gps", "q geopoint", "q location", "q geoshape", "q geotrace",
        "add location prompt", "osm",
    ),
    "Pictures, sound, film and files are not taken from people here.": (
        "image", "photo", "audio", "video", "file", "signature", "q image", "q picture", "q audio", "q video",
        "add image prompt", "add photo prompt", "add audio prompt", "add video prompt", "add file prompt",
    ),
    "A code that a camera reads is not asked here.": ("barcode", "q barcode", "add barcode prompt"),
    "It brings in a file that the spreadsheet does not hold.": ("csv-external", "xml-external"),
    "Putting answers in an order is not asked here.": ("rank__level",),
    "A grid of many answers in one question is not asked here.": ("score__row",),
}  # fmt: skip
_NOTES = ("note", "q note", "add note prompt")
_TICKED = ("acknowledge", "trigger", "q acknowledge", "add acknowledge prompt")


def _table() -> dict[str, Type]:
    found = {name: Type("question", kind) for kind, names in _ASKED.items() for name in names}
    for what, names in _TYPED.items():
        why = f"A {what} is typed here as a few words; nothing checks it."
        found |= {name: Type("question", Kind.SHORT_TEXT, why=why) for name in names}
    found |= {name: Type("question", None, why=why) for why, names in _DROPPED.items() for name in names}
    found |= {name: Type("note") for name in _NOTES}
    ticked = "People confirmed it with one tick; here it has the answers Yes and No."
    found |= {name: Type("tick", Kind.ONE, why=ticked) for name in _TICKED}
    return found | {"range": Type("range", Kind.SCALE)}


_TYPES = _table()


def type_of(said: str) -> Type:
    """What a cell of the column `type` says."""
    said = re.sub(r"\s+", " ", said).strip()
    plain = said.casefold()
    if _END.match(plain):
        return Type("end")
    if begun := _GROUP.match(plain):
        return _group(begun[1])
    known = _TYPES.get(plain) or _TYPES.get(plain.replace("_", " "))
    if known is not None:
        return known
    if chosen := _SELECT.match(said):
        return _select(chosen)
    if plain.startswith("osm "):
        return _TYPES["osm"]
    what = f"The type {said[:60]!r} is" if said else "It has no type; a row without one is"
    return Type("question", None, why=f"{what} not asked here.")


def _group(of: str) -> Type:
    if of in ("repeat", "lgroup", "loop", "looped group"):
        return Type("group", why="It could be repeated for several people or things; here it is asked once.")
    if of == "group":
        return Type("group")
    return Type("group", why="It was one grid of questions; what of it can be asked stands alone here.")


def _select(chosen: re.Match[str]) -> Type:
    named = chosen["list"].strip()
    other = bool(_OTHER.search(f" {named}"))
    named = _OTHER.sub("", f" {named}").strip()
    if chosen["rank"]:
        return Type("question", None, named, "Putting answers in an order is not asked here.")
    if chosen["file"]:
        why = (
            f"Its answers stand in a file of their own ({named[:80] or 'not named'}), not in the spreadsheet."
        )
        return Type("question", None, named, why)
    if named.startswith("$"):
        return Type(
            "question", None, named, "Its answers are what people typed before; those are not asked here."
        )
    return Type("select", Kind.MANY if chosen["many"] else Kind.ONE, named, other=other)
