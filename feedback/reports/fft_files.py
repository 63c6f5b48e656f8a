"""The return of the Friends and Family Test as a file, in columns named as the published tables name them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from enum import StrEnum

import xlsxwriter

from feedback.reports.exports.source import INVENTED
from feedback.reports.exports.workbook import OPTIONS, WIDE, Pen
from feedback.reports.fft_return import Line, Return
from feedback.vocabulary import FFT_SETTINGS, FftMode
from surveys import official
from surveys.formats import harmless

ANSWERS = dict(
    zip(
        official.OPTIONS,
        ("Very Good", "Good", "Neither Good nor Poor", "Poor", "Very Poor", "Don't Know"),
        strict=True,
    )
)
MODES = {
    FftMode.SMS: "Mode SMS", FftMode.ELECTRONIC_DISCHARGE: "Mode Electronic Discharge",
    FftMode.ELECTRONIC_HOME: "Mode Electronic Home", FftMode.PAPER_DISCHARGE: "Mode Paper Discharge",
    FftMode.PAPER_HOME: "Mode Paper Home", FftMode.TELEPHONE: "Mode Telephone", FftMode.ONLINE: "Mode Online",
    FftMode.OTHER: "Mode Other",
}  # fmt: skip
#: One row a place and month, for maternity one a touch point. A ward stands under the site whose code it shares; the
#: percentages are shares of the total, so 0.9500 is 95 in 100, and empty where nobody answered.
COLUMNS = (
    "Month", "Organisation", "Site Code", "Site Name", "Ward Name", "Setting", "Touch Point", *ANSWERS.values(),
    "Total Responses", "Percentage Positive", "Percentage Negative", *MODES.values(),
)  # fmt: skip
NOTE = "Note"
#: What a line can lack, in words.
LACKING = {
    "ods-code": "no ODS code, here or at a place above",
    "setting": "kind of service not said",
    "touch-point": "which part of maternity care not said: ask with the maternity survey",
}


class Format(StrEnum):
    """The files a return can be."""

    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def name(prepared: Return, format: Format) -> str:
    """What the file is called."""
    invented = "-invented" if prepared.invented else ""
    return f"fft-return-{prepared.month:%Y-%m}{invented}.{format.value}"


def write(prepared: Return, format: Format) -> bytes:
    """The whole file."""
    return _csv(prepared) if format is Format.CSV else _xlsx(prepared)


def rows(prepared: Return) -> Iterator[list[str | int | float]]:
    """A row a line, in the order of the columns; invented ones say so in one column more."""
    note = [INVENTED] if prepared.invented else []
    for line in prepared.lines:
        yield [f"{prepared.month:%Y-%m}", prepared.organisation, *_of(line), *note]


def head(prepared: Return) -> list[str]:
    """The names of the columns."""
    return [*COLUMNS, *([NOTE] if prepared.invented else [])]


def _of(line: Line) -> list[str | int | float]:
    ward = "" if line.name == line.site_name else line.name
    shares = ("" if share is None else share for share in (line.positive, line.negative))
    return [
        line.ods_code, line.site_name, ward, FFT_SETTINGS[line.setting] if line.setting else "", line.touch_point,
        *line.answers.values(), line.total, *shares, *line.modes.values(),
    ]  # fmt: skip


def _csv(prepared: Return) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head(prepared))
    for row in rows(prepared):
        writer.writerow([_text(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _text(cell: str | int | float) -> str:
    if isinstance(cell, float):
        return f"{cell:.4f}"
    return harmless.cell(cell) if isinstance(cell, str) else str(cell)


def _xlsx(prepared: Return) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        pen = Pen(book)
        book.set_properties({"comments": INVENTED if prepared.invented else ""})
        sheet = pen.sheet("Return", head(prepared))
        for row in rows(prepared):
            sheet.add([harmless.fitting(cell) if isinstance(cell, str) else cell for cell in row])
        if lacking := prepared.incomplete:
            page = pen.sheet("To mend", ("Place", "What is missing"), widths=(WIDE, WIDE))
            for line in lacking:
                page.add([harmless.fitting(line.name), ", ".join(LACKING[each] for each in line.lacks)])
    return out.getvalue()
