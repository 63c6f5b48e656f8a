"""The rows: one noun a file. Importing this package makes every table known to the metadata."""

from feedback.models import (
    audit_event,
    collector_link,
    doubtful_sheet,
    funnel_count,
    geography,
    improvement,
    medium,
    membership,
    organisation,
    place,
    quote,
    rate_counter,
    response,
    snapshot,
    staff_member,
    survey,
)

__all__ = [
    "audit_event",
    "collector_link",
    "doubtful_sheet",
    "funnel_count",
    "geography",
    "improvement",
    "medium",
    "membership",
    "organisation",
    "place",
    "quote",
    "rate_counter",
    "response",
    "snapshot",
    "staff_member",
    "survey",
]
