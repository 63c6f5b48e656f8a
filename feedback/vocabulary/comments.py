"""Comments: who reads them, where each stands, and what somebody who read it decided."""

from __future__ import annotations

from enum import StrEnum


class Cover(StrEnum):
    """Who reads what people write out of hours, as they are told beside the box."""

    NOBODY = "nobody"
    WEEKENDS = "weekends"
    ALWAYS = "always"


class ReviewState(StrEnum):
    """Where a comment stands in the queue."""

    WAITING = "waiting"
    #: Read, and handed over to the safeguarding lead.
    WITH_LEAD = "with-lead"
    DONE = "done"


class CommentOutcome(StrEnum):
    """What somebody who read a comment decided."""

    NO_CONCERN = "no-concern"
    #: Patient advice and liaison (PALS), or whoever does that here.
    LIAISON = "liaison"
    ADULT_SAFEGUARDING = "adult-safeguarding"
    CHILD_SAFEGUARDING = "child-safeguarding"
    #: Hidden from the team of the place from then on.
    ALLEGATION = "allegation"
    INCIDENT = "incident"
    EMERGENCY = "emergency"


#: What goes to the safeguarding lead's own list, and never to a team.
FOR_THE_LEAD = frozenset(
    {
        CommentOutcome.ADULT_SAFEGUARDING,
        CommentOutcome.CHILD_SAFEGUARDING,
        CommentOutcome.ALLEGATION,
        CommentOutcome.EMERGENCY,
    }
)
