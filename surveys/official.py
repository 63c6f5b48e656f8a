"""The official question of the Friends and Family Test, wherever it is asked, and its four points in maternity care.

In force since 1 April 2020: NHS England and NHS Improvement, "Using the Friends and Family Test to improve patient
experience", September 2019 (approval 000938). Maternity asks it about four services: antenatal care, the birth, the
postnatal ward and postnatal care at home (https://www.england.nhs.uk/2014/01/30/fft-mat/).
"""

from __future__ import annotations

from surveys.definition import Item, Kind

QUESTION = "Overall, how was your experience of our service?"
#: The six answers in their official order, by the keys that our library gives them.
OPTIONS = ("very-good", "good", "neither", "poor", "very-poor", "dont-know")
POSITIVE, NEGATIVE = ("very-good", "good"), ("poor", "very-poor")
#: What each question of the maternity survey is about, by its key.
TOUCH_POINTS = {
    "antenatal-experience": "Antenatal care",
    "birth-experience": "Birth",
    "postnatal-ward-experience": "Postnatal ward",
    "postnatal-community-experience": "Postnatal community",
}


def is_official(item: Item) -> bool:
    """Whether an item is the official question with its six answers; a sentence may say first what it is about."""
    return (
        item.kind is Kind.RATING
        and item.text.endswith(QUESTION)
        and tuple(option.key for option in item.options) == OPTIONS
    )
