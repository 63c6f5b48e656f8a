"""Promises: what people are told beside a box for their own words, on the page and in a text alike."""

from __future__ import annotations

from feedback.i18n import Words, marked
from feedback.services.comment_readers import Promise
from feedback.vocabulary import Cover

#: Who reads free text out of hours, in words.
_COVERS = {
    Cover.NOBODY: marked("Nobody reads this at night or at weekends."),
    Cover.WEEKENDS: marked("Staff also read this at weekends."),
    Cover.ALWAYS: marked("Staff also read this at night and at weekends."),
}


def in_words(told: Promise, words: Words) -> list[str]:
    """By when staff read it, who reads it out of hours, and last, where there is a number, whom to ring until then."""
    if told.days == 1:
        by_when = words("Our staff read this within 1 working day.")
    else:
        by_when = words("Our staff read this within {number} working days.", number=told.days)
    ring = [words("At night and at weekends you can ring {number}.", number=told.phone)] if told.phone else []
    return [by_when, words(_COVERS[told.cover]), *ring]
