"""Tables of the census and of practice lists as CSV: their layouts read, and what is wrong named by its line.

Nomis writes a few lines about the table first, then one row an area with a column a category, or one row a
category where a single area was chosen. Its long layout and that of the census's own site have a row for
each area and category. A practice list is two columns.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from feedback.services.refusals import Refused

#: More than every ward of England by every language, and less than a machine minds.
MOST_ROWS = 400_000
MOST_BYTES = 8_000_000
_MOST_TOLD = 5
_CODE_HEADINGS = ("mnemonic", "geography code", "geography_code", "area code")
_NAME_HEADINGS = ("geography", "geography_name", "geography name", "area name", "area")
_VALUE_HEADINGS = ("observation", "obs_value", "value", "count", "people", "number", "patients")
_MEASURE_HEADINGS = ("measures_name", "measures", "measure")
_NUMBER = re.compile(r"[0-9]{1,3}(,[0-9]{3}){1,3}|[0-9]{1,10}(\.0{1,3})?")
_YEAR = re.compile(r"(19|20)\d\d")
_PERCENT = re.compile(r"^%$|percent|^rate$", re.IGNORECASE)
_VALUE_ENDING = re.compile(r";\s*measures:\s*value$", re.IGNORECASE)
#: The end of a table: what comes after is footnotes.
_FOOTNOTE = re.compile(r"^(in order to|notes?\b|source|©|crown|ons crown|these figures)", re.IGNORECASE)
Row = tuple[int, list[str]]


@dataclass
class Area:
    """One area and its people by category, as the file calls them."""

    name: str
    code: str = ""
    people: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Columns:
    """Which column of a long table is what."""

    area: int | None
    code: int | None
    category: int
    value: int
    measure: int | None


def read(text: str) -> list[Area]:
    """Every area of a file. Raises Refused, naming lines, when it cannot be read or a number is none."""
    rows = _rows(text)
    at = _heading_at(rows)
    if at is None:
        raise Refused(
            "this is none of the layouts we know: a row of headings, and below it people in each category",
            "file",
        )
    heading, body = rows[at][1], rows[at + 1 :]
    names = [cell.casefold() for cell in heading]
    long = _long_columns(names)
    problems: list[str] = []
    if long is not None:
        found = _long(long, body, problems)
    elif any(name in _CODE_HEADINGS for name in names):
        found = _wide(heading, names, body, problems)
    else:
        found = _list(rows[at], body, problems, first=at == 0)
    if problems:
        more = f"; and {len(problems) - _MOST_TOLD} more" if len(problems) > _MOST_TOLD else ""
        raise Refused("; ".join(problems[:_MOST_TOLD]) + more, "file")
    return found


def choose(areas: Sequence[Area], wanted: str) -> Area:
    """The area of this name or code, or the only one there is. Raises Refused, saying what there is."""
    if not areas or not any(area.people for area in areas):
        raise Refused("the file holds no people in any category", "file")
    if not wanted and len(areas) == 1:
        return areas[0]
    if not wanted:
        raise Refused(f"the file holds {len(areas)} areas, such as {_some(areas)}: say which", "area")
    folded = " ".join(wanted.split()).casefold()
    for area in areas:
        if folded in (area.code.casefold(), area.name.casefold()):
            return area
    raise Refused(f"the file holds no area {wanted!r}; it holds {_some(areas)}", "area")


def _some(areas: Sequence[Area]) -> str:
    names = [f"{area.name} ({area.code})" if area.code else area.name for area in areas[:3]]
    return ", ".join(names) + (" …" if len(areas) > 3 else "")


def _rows(text: str) -> list[Row]:
    """The rows that hold something, each with its line."""
    reader = csv.reader(text.splitlines())
    found: list[Row] = []
    try:
        for cells in reader:
            row = [" ".join(cell.split()) for cell in cells]
            if any(row):
                found.append((reader.line_num, row))
            if len(found) > MOST_ROWS:
                raise Refused(f"the file has more than {MOST_ROWS:,} rows: choose fewer areas", "file")
    except csv.Error as error:
        raise Refused(f"line {reader.line_num}: {error}", "file") from None
    return found


def _heading_at(rows: Sequence[Row]) -> int | None:
    """Where the headings are: the first row of several words above a row that ends in a number."""
    for at, ((_, row), (_, below)) in enumerate(zip(rows, rows[1:], strict=False)):
        about = row[0].endswith(":") or len([cell for cell in row if cell]) < 2
        if not about and not _numbers(row[1:] if len(row) > 2 else []) and _numbers(below[1:]):
            return at
    return None


def _numbers(cells: Iterable[str]) -> bool:
    """Whether any of these cells is a number."""
    return any(_NUMBER.fullmatch(cell) for cell in cells)


def _long_columns(names: Sequence[str]) -> Columns | None:
    value = next((at for at, name in enumerate(names) if name in _VALUE_HEADINGS), None)
    if value is None or value < 2 or len(names) < 3:
        return None
    code = next(
        (at for at, name in enumerate(names) if name in _CODE_HEADINGS or name.endswith(" code")), None
    )
    area = next((at for at, name in enumerate(names) if name in _NAME_HEADINGS), None)
    if area is None and code is not None:
        stem = names[code].removesuffix(" code")
        area = next((at for at, name in enumerate(names) if name == stem and at != code), None)
    measure = next((at for at, name in enumerate(names) if name in _MEASURE_HEADINGS), None)
    taken = {value, code, area, measure}
    left = [
        at
        for at, name in enumerate(names[:value])
        if at not in taken and not re.search(r"[ _]code$|date|status|record|urn\b", name)
    ]
    return Columns(area, code, left[-1], value, measure) if left else None


def _long(columns: Columns, body: Sequence[Row], problems: list[str]) -> list[Area]:
    areas: dict[str, Area] = {}
    width = max(
        one
        for one in (columns.value, columns.category, columns.area, columns.code, columns.measure)
        if one is not None
    )
    for line, row in body:
        if len(row) <= width:
            if _ends(row):
                break
            problems.append(f"line {line}: it has {len(row)} cells, not {width + 1}")
            continue
        if columns.measure is not None and _PERCENT.search(row[columns.measure]):
            continue
        code = row[columns.code] if columns.code is not None else ""
        name = row[columns.area] if columns.area is not None else code
        area = areas.setdefault(code or name, Area(name or code, code))
        _put(area, row[columns.category], row[columns.value], line, problems)
    return list(areas.values())


def _wide(
    heading: Sequence[str], names: Sequence[str], body: Sequence[Row], problems: list[str]
) -> list[Area]:
    code = next(at for at, name in enumerate(names) if name in _CODE_HEADINGS)
    name = next((at for at, one in enumerate(names) if one in _NAME_HEADINGS), code - 1 if code else code + 1)
    categories = {
        at: _VALUE_ENDING.sub("", cell)
        for at, cell in enumerate(heading)
        if at not in (code, name) and names[at] != "date" and cell and not _PERCENT.search(cell)
    }
    found = []
    for line, row in body:
        if _ends(row):
            break
        area = Area(row[name] if name < len(row) else "", row[code] if code < len(row) else "")
        for at, category in categories.items():
            _put(area, category, row[at] if at < len(row) else "", line, problems)
        found.append(area)
    return found


def _list(heading: Row, body: Sequence[Row], problems: list[str], *, first: bool) -> list[Area]:
    """Two columns. A file may lack its headings; a year there is one, a number of people is none."""
    area = Area("")
    line, cells = heading
    if _NUMBER.fullmatch(cells[1]):
        if not _YEAR.fullmatch(cells[1]):
            body = [heading, *body]
        elif first:
            problems.append(f"line {line}: begin with a row of headings, such as: category,people")
    for line, row in body:
        if _ends(row):
            break
        _put(area, row[0], row[1], line, problems)
    return [area]


def _ends(row: Sequence[str]) -> bool:
    """Whether a row is a footnote and no part of the table."""
    return bool(_FOOTNOTE.match(row[0])) or not any(row[1:])


def _put(area: Area, category: str, value: str, line: int, problems: list[str]) -> None:
    if not _NUMBER.fullmatch(value):
        problems.append(f"line {line}: {value!r} is not a number of people ({category})")
    elif category in area.people:
        problems.append(f"line {line}: {category!r} is there twice")
    else:
        area.people[category] = int(float(value.replace(",", "")))
