"""The lines of a translation as XLIFF 2.0, and back from 2.0, 2.1, 2.2 or 1.2, whatever a translator's program added.

The shape is that of OASIS "XLIFF Version 2.0" (2014): a unit for each text, its key as the name, one segment in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from surveys import translating
from surveys.formats import opening
from surveys.formats.accounting import BadFile
from surveys.formats.lines import Returned, Row, Sheet, folded
from surveys.formats.lines_back import refuse_other_language, refuse_other_source, returned

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_XLIFF = "urn:oasis:names:tc:xliff:document:"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: The category of the note that holds the fingerprint of the English.
_MADE_FROM = "made-from"
#: States that say nobody has translated a line yet; its target is then often the English again.
_NOT_BEGUN = frozenset({"initial", "new", "needs-translation"})
#: Inline elements that hold words, and those of 1.2 that hold the code they stand for.
_AROUND_WORDS = frozenset({"pc", "mrk", "g", "sub"})
_HOLDS_CODE = frozenset({"ph", "bpt", "ept", "it"})


def write(sheet: Sheet) -> bytes:
    """A document of one file with a unit for each line."""
    named = {None: NAMESPACE}
    languages = {"srcLang": "en", "trgLang": sheet.language}
    root = etree.Element(_n("xliff"), {"version": "2.0", **languages}, nsmap=named)  # type: ignore[arg-type]  # stubs lack None
    file = etree.SubElement(root, _n("file"), id="survey", original=translating.tidy(sheet.title))
    notes = etree.SubElement(file, _n("notes"))
    _note(notes, _MADE_FROM, sheet.fingerprint)
    for line in sheet.lines:
        unit = etree.SubElement(file, _n("unit"), id=unit_id(line.key), name=line.key)
        unit.set(_SPACE, "preserve")
        told = [("context", line.note), ("easy-read", line.easy if line.easy != line.english else "")]
        if any(text for _, text in told):
            notes = etree.SubElement(unit, _n("notes"))
            for category, text in told:
                _note(notes, category, text)
        text = translating.tidy(line.text)
        segment = etree.SubElement(unit, _n("segment"), state="translated" if text else "initial")
        etree.SubElement(segment, _n("source")).text = translating.tidy(line.english)
        if text:
            etree.SubElement(segment, _n("target")).text = text
    # Without indenting: spaces inside a unit belong to its words.
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written.replace(b"<unit ", b"\n<unit ").replace(b"</file>", b"\n</file>")


def _n(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _note(notes: etree._Element, category: str, text: str) -> None:
    if words := translating.tidy(text):
        etree.SubElement(notes, _n("note"), category=category).text = words


def unit_id(key: str) -> str:
    """A key as an NMTOKEN, which may not hold a slash; no two keys share one."""
    plain = "abcdefghijklmnopqrstuvwxyz0123456789-"
    return "".join(
        letter if letter in plain else "." if letter == "/" else f"_{ord(letter):x}_" for letter in key
    )


def read(content: bytes, sheet: Sheet) -> Returned:
    """What an XLIFF file brings, of version 2.x or 1.2.

    Raises BadFile for a file that is none, is of another survey, or is in other languages.
    """
    root = opening.xml(content)
    if _local(root) != "xliff":
        raise BadFile("This is not an XLIFF file: it does not begin with “xliff”.")
    for one in (root, *(child for child in root if _local(child) == "file")):
        refuse_other_source(one.get("srcLang") or one.get("source-language") or "")
        refuse_other_language(one.get("trgLang") or one.get("target-language") or "", sheet)
    keys = {line.key: line.key for line in sheet.lines}
    keys |= {unit_id(key): key for key in keys}
    rows = [row for unit in root.iter() if (row := _row(unit, keys, sheet)) is not None]
    if not rows:
        raise BadFile("There are no lines in this XLIFF file.")
    result = returned(sheet, rows, fingerprint=_made_from(root))
    result.translator = _translator(root)
    return result


def _local(element: etree._Element) -> str:
    """The name of an element of XLIFF, of whatever version; empty for an element of anything else."""
    name = etree.QName(element)
    return name.localname if not name.namespace or name.namespace.startswith(_XLIFF) else ""


def _children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (child for child in element if _local(child) in names)


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next(_children(element, name), None)


def _row(unit: etree._Element, keys: dict[str, str], sheet: Sheet) -> Row | None:
    local = _local(unit)
    if local not in ("unit", "trans-unit"):
        return None
    own, name = unit.get("id", ""), unit.get("name") or unit.get("resname") or ""
    key = keys.get(name) or keys.get(own) or name or own
    parts = list(_children(unit, "segment", "ignorable")) if local == "unit" else [unit]
    data = {
        entry.get("id", ""): entry.text or "" for held in _children(unit, "originalData") for entry in held
    }
    english = "".join(_words(_child(part, "source"), data) for part in parts)
    text = "".join(_words(target, data) for target in _targets(parts))
    states = {state for part in parts if (state := _state(part))}
    if states and states <= _NOT_BEGUN and folded(text) == folded(english):
        text = ""
    said = {target.get(_LANG, "") for part in parts for target in _children(part, "target")} - {""}
    for language in sorted(said):
        refuse_other_language(language, sheet)
    return Row(f"line {unit.sourceline}, unit “{(own or name)[:80]}”", key, english, text, _unfinished(parts))


def _state(part: etree._Element) -> str:
    target = _child(part, "target")
    return part.get("state", "") or (target.get("state", "") if target is not None else "")


def _unfinished(parts: list[etree._Element]) -> str:
    """Why a unit cannot be put together: a part of it has no translation while another has."""
    segments = [part for part in parts if _local(part) == "segment"]
    done = [bool(_words(_child(part, "target"), {}).strip()) for part in segments]
    return (
        ""
        if all(done) or not any(done)
        else "Only a part of this line is translated. Translate the rest of it."
    )


def _targets(parts: list[etree._Element]) -> list[etree._Element | None]:
    """The targets in the order of the translation, which may be another than that of the English."""
    found: list[tuple[int, etree._Element | None]] = []
    for number, part in enumerate(parts, start=1):
        target = _child(part, "target")
        order = target.get("order", "") if target is not None else ""
        between = _child(part, "source") if target is None and _local(part) == "ignorable" else target
        found.append((int(order) if order.isdecimal() else number, between))
    if not any(target is not None and _local(target) == "target" for _, target in found):
        return []
    return [target for _, target in sorted(found, key=lambda pair: pair[0])]


def _words(element: etree._Element | None, data: dict[str, str]) -> str:
    """The words of a source or a target, with what stands for a code put back as the code."""
    if element is None:
        return ""
    found = [element.text or ""]
    for child in element:
        local = _local(child)
        if local in _AROUND_WORDS:
            found.append(_words(child, data))
        elif local == "cp":
            found.append(_sign(child.get("hex", "")))
        elif local:
            code = data.get(child.get("dataRef", "")) or child.get("equiv") or child.get("equiv-text")
            inside = _words(child, data) if local in _HOLDS_CODE else ""
            found.append(code or inside or child.get("disp") or "")
        found.append(child.tail or "")
    return "".join(found)


def _sign(digits: str) -> str:
    try:
        return chr(int(digits, 16))
    except (ValueError, OverflowError):
        return ""


def _made_from(root: etree._Element) -> str:
    notes = (note for note in root.iter() if _local(note) == "note" and note.get("category") == _MADE_FROM)
    return next(((note.text or "").strip() for note in notes), "")


def _translator(root: etree._Element) -> str:
    """The name that a 1.2 file gives for its last phase; 2.0 has no place for one."""
    names = [phase.get("contact-name", "") for phase in root.iter() if _local(phase) == "phase"]
    return translating.tidy(next((name for name in reversed(names) if name.strip()), ""))[:200]
