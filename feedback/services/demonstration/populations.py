"""Who lives in the invented place: numbers made up, so that the pages of representation have something to show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from feedback.services import reference_populations
from feedback.services.reference_populations import Description, Numbers

#: People by the key of the answer, of 50,000 who do not exist.
PEOPLE: Mapping[str, Mapping[str, int]] = {
    "age-band": {
        "0-15": 9_400, "16-24": 5_600, "25-34": 6_900, "35-44": 6_600, "45-54": 6_400, "55-64": 6_000,
        "65-74": 4_900, "75-84": 3_100, "85-plus": 1_100,
    },
    "sex": {"female": 25_400, "male": 24_600},
    "ethnic-group": {"white": 33_000, "mixed": 1_900, "asian": 9_300, "black": 3_900, "other": 1_900},
    "disability": {
        "limited-a-lot": 4_400, "limited-a-little": 5_600, "not-limited": 3_900, "no-condition": 36_100,
    },
    "main-language": {
        "english": 41_500, "welsh": 40, "bsl": 60, "polish": 1_300, "romanian": 1_100, "punjabi": 900,
        "urdu": 1_500, "portuguese": 450, "spanish": 250, "arabic": 600, "bengali": 700, "gujarati": 350,
        "italian": 150, "somali": 400, "cantonese": 100, "mandarin": 150, "turkish": 100, "persian": 100,
        "kurdish": 100, "pashto": 50, "tamil": 50, "ukrainian": 50, "other": 0,
    },
}  # fmt: skip
_TOLD = Description("People who live in Invented Place (invented)", "Made up for this demonstration", "2026")


def settle(session: Session, *, by: str, today: date) -> None:
    """Keeps the invented population for the whole organisation."""
    known = reference_populations.groups(session)
    for group, people in PEOPLE.items():
        numbers = Numbers(dict(people), ["Invented: nobody was counted."])
        reference_populations.keep(session, known[group], numbers, _TOLD, place=None, by=by, today=today)
