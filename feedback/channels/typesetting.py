"""Sets a form, a report or a print in a process of its own, which gives back what it took.

Typst keeps half a gigabyte of earlier work in memory and holds Python's lock while it sets; in the process of a web
server both would be at the cost of people who are answering.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Semaphore

_ROOT = Path(__file__).parent.parent.parent
_TEMPLATES = _ROOT / "templates" / "print"
_FONTS = _ROOT / "static" / "fonts"
#: A form of the largest survey takes about a second.
_SECONDS = 60


#: How many are set at a time for one process of a server, and how many more may wait for that. Whoever comes then is
#: sent away, so that most threads are always there for people who are answering.
_AT_ONCE, _IN_LINE = 2, 2
#: What is set goes behind everything else that the machine does.
_BEHIND = 10
_setting, _places = Semaphore(_AT_ONCE), Semaphore(_AT_ONCE + _IN_LINE)


class Unprintable(ValueError):
    """A sheet that cannot be set; the message says why, in words for staff."""


class Busy(Unprintable):
    """A sheet that could be set a little later."""


class Unset(RuntimeError):
    """What typst said when it could not set a form."""


class Unread(RuntimeError):
    """What was set has a code that does not read back; the message says so in words for staff."""


#: How the process of its own says which of the two it is.
_UNSET, _UNREAD = 1, 3


def typeset(data: str, template: str = "paper") -> bytes:
    """The PDF/UA-1 of what is given as JSON, by a template in `templates/print`; raises Unset with what typst said."""
    return _apart(data, [template])


def typeset_with_codes(
    data: str, template: str, *, addresses: Sequence[str], codes: int, picture: bool = False
) -> bytes:
    """The same once each of so many codes on each page was read back and says the page's address; else raises Unread.

    With `picture` a PNG of the finished first page instead.
    """
    said = [part for address in addresses for part in ("--address", address)]
    return _apart(data, [template, *said, "--codes", str(codes), *(["--picture"] if picture else [])])


def _apart(data: str, asked: list[str]) -> bytes:
    command = [sys.executable, "-m", __name__, *asked]
    if not _places.acquire(blocking=False):
        raise Busy("so much is being printed at this moment that this has to wait: try again in a minute")
    try:
        with _setting:
            done = subprocess.run(
                command, cwd=_ROOT, input=data.encode(), capture_output=True, timeout=_SECONDS
            )
    except subprocess.TimeoutExpired as error:
        raise Unset(f"it took longer than {_SECONDS} seconds") from error
    finally:
        _places.release()
    said = done.stderr.decode(errors="replace")
    if done.returncode == _UNREAD:
        raise Unread(said)
    if done.returncode:
        raise Unset(said)
    return done.stdout


def main() -> int:
    """Reads JSON, writes what was asked for; what typst says goes to stderr, with 1, and an unread code with 3."""
    import typst

    parser = argparse.ArgumentParser()
    parser.add_argument("template")
    parser.add_argument("--address", action="append", default=[])
    parser.add_argument("--codes", type=int, default=0)
    parser.add_argument("--picture", action="store_true")
    asked = parser.parse_args()
    try:
        made = _set(sys.stdin.buffer.read().decode(), asked.template)
    except typst.TypstError as error:
        sys.stderr.write(error.diagnostic or error.message)
        return _UNSET
    if asked.codes:
        from feedback.channels import decoding

        try:
            decoding.check(made, asked.address, asked.codes)
        except decoding.Undecodable as error:
            sys.stderr.write(str(error))
            return _UNREAD
        made = decoding.picture(made) if asked.picture else made
    sys.stdout.buffer.write(made)
    return 0


def _set(data: str, template: str) -> bytes:
    import typst

    compiler = typst.Compiler(
        input=_TEMPLATES / f"{template}.typ",
        root=_TEMPLATES,
        # Our fonts and no others: a form looks the same wherever it is printed.
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS]),
        ignore_system_fonts=True,
        sys_inputs={"sheet": data},
    )
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    assert isinstance(made, bytes)
    return made


if __name__ == "__main__":
    os.nice(_BEHIND)
    sys.exit(main())
