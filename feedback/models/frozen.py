"""What is frozen: triggers by which a database itself refuses to change a published revision or words once on offer."""

from __future__ import annotations

from typing import Final

from feedback.models import survey as _survey  # noqa: F401  # its tables have to be known first
from feedback.models.response import POSTGRESQL_REFUSAL, guard

_OF_A_REVISION: Final = (
    "organisation_id",
    "id",
    "survey_id",
    "number",
    "definition",
    "codebook",
    "fingerprint",
)
_OF_TEXTS: Final = (
    "organisation_id", "id", "revision_id", "language", "version", "texts", "interface", "fingerprint",
)  # fmt: skip

SQLITE_GUARDS: Final = {
    "revision": f"""
CREATE TRIGGER published_revision_is_frozen BEFORE UPDATE OF {", ".join(_OF_A_REVISION)} ON revision
WHEN OLD.published_on IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a published revision is never changed in place'); END
""",
    "survey_texts": f"""
CREATE TRIGGER served_texts_are_frozen BEFORE UPDATE OF {", ".join(_OF_TEXTS)} ON survey_texts
WHEN OLD.frozen_on IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'texts that were signed are never changed in place'); END
""",
}
POSTGRESQL_GUARDS: Final = {
    "revision": f"""
CREATE TRIGGER published_revision_is_frozen BEFORE UPDATE OF {", ".join(_OF_A_REVISION)} ON revision
FOR EACH ROW WHEN (OLD.published_on IS NOT NULL) EXECUTE FUNCTION refuse_change_in_place()
""",
    "survey_texts": f"""
CREATE TRIGGER served_texts_are_frozen BEFORE UPDATE OF {", ".join(_OF_TEXTS)} ON survey_texts
FOR EACH ROW WHEN (OLD.frozen_on IS NOT NULL) EXECUTE FUNCTION refuse_change_in_place()
""",
}

for guarded in SQLITE_GUARDS:
    guard(guarded, SQLITE_GUARDS[guarded], "sqlite")
    guard(guarded, POSTGRESQL_REFUSAL, "postgresql")
    guard(guarded, POSTGRESQL_GUARDS[guarded], "postgresql")
