"""What a person is told is wrong with what they sent, in their language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedback.i18n import Words, marked

#: What a person is told for each thing that can be wrong with an answer; figures are filled in.
SENTENCES = {
    "choose-one": marked("Choose one answer only."),
    "unknown-option": marked("We do not know the answer “{option}”. Choose one from the list."),
    "stands-alone": marked(
        "You chose “none” or “prefer not to say” and another answer. Choose one or the other."
    ),
    "whole-number": marked("Write a whole number, such as 3."),
    "at-least": marked("Write a number that is {minimum} or more."),
    "at-most": marked("Write a number that is {maximum} or less."),
    "too-long": marked(
        "Your answer is too long. Make it shorter than {limit} characters. We kept the first part."
    ),
    "over-long": marked("Your answer is too long. Make it shorter than {limit} characters."),
    "unreadable": marked("Your answer has characters that we cannot read. Write it again."),
    "postcode": marked("Write a full postcode, such as SW1A 1AA, or leave it empty."),
    "does-not-match": marked("This answer does not fit your answer above. Change one of them."),
    "unknown-field": marked(
        "The form held something that is not one of our questions: {names}. We left it out."
    ),
    "nothing-answered": marked("You have not answered a question yet. Answer one or more, then send."),
    "not-a-form": marked("We could not read what was sent. Use the form on this page."),
    "out-of-date": marked(
        "This survey has changed since you opened it. Look at your answers, then send them again."
    ),
}


def sentence(words: Words, code: str, figures: Mapping[str, Any]) -> str:
    """A problem in the reader's language."""
    return words(SENTENCES[code], **figures)
