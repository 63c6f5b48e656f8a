"""The road of a survey, and of a "You said, we did", to the public."""

from __future__ import annotations

from enum import StrEnum


class SurveyState(StrEnum):
    """Where a survey stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class ImprovementState(StrEnum):
    """The road of a "You said, we did" to the public page."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"


class ImprovementStatus(StrEnum):
    """What is being done about what people said."""

    PLANNED = "planned"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    CANNOT = "cannot"
