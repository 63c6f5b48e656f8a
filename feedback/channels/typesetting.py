"""Sets a form or a report in a process of its own, which gives back what it took.

Typst keeps half a gigabyte of earlier work in memory and holds Python's lock while it sets; in the process of a web
server both would be at the cost of people who are answering.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent.parent
_TEMPLATES = _ROOT / "templates" / "print"
_FONTS = _ROOT / "static" / "fonts"
#: A form of the largest survey takes about a second.
_SECONDS = 60


class Unset(RuntimeError):
    """What typst said when it could not set a form."""


def typeset(data: str, template: str = "paper") -> bytes:
    """The PDF/UA-1 of what is given as JSON, by a template in `templates/print`; raises Unset with what typst said."""
    command = [sys.executable, "-m", __name__, template]
    try:
        done = subprocess.run(command, cwd=_ROOT, input=data.encode(), capture_output=True, timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Unset(f"it took longer than {_SECONDS} seconds") from error
    if done.returncode:
        raise Unset(done.stderr.decode(errors="replace"))
    return done.stdout


def main() -> int:
    """Reads JSON, writes a PDF by the template named; what typst says goes to stderr, with 1."""
    import typst

    [template] = sys.argv[1:]

    compiler = typst.Compiler(
        input=_TEMPLATES / f"{template}.typ",
        root=_TEMPLATES,
        # Our fonts and no others: a form looks the same wherever it is printed.
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS]),
        ignore_system_fonts=True,
        sys_inputs={"sheet": sys.stdin.buffer.read().decode()},
    )
    try:
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    except typst.TypstError as error:
        sys.stderr.write(error.diagnostic or error.message)
        return 1
    assert isinstance(made, bytes)
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
