"""Files that are written whole or not at all, for the eyes of whoever runs the command."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast


@contextmanager
def writing(file: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes its name once everything is in it; nothing is left of it after an error.

    Only its owner may read it: what stands in it may be about people. Raises OSError.
    """
    handle, name = tempfile.mkstemp(prefix=f".{file.name[:40]}-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            yield cast(BinaryIO, out)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
