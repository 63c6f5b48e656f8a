"""Easy Read: what a plain check can find in a text that ought to be short, concrete and one idea at a time.

The rules follow published English guidance for Easy Read; they hold for English only. A finding is a reason to
look again. Only people with learning disabilities can say whether a text is easy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

#: The longest sentence, in words.
LONGEST = 15
#: Short forms that people know better than the words they stand for.
_KNOWN = frozenset({"GP", "NHS", "BSL", "I", "OK", "TV"})

_END = re.compile(r"(?<=[.!?:])\s+|\n+")
_WORD = re.compile(r"[\w’'-]+")
_CAPITALS = re.compile(r"\b[A-Z]{2,}s?\b")
_SHORT = re.compile(
    r"\b(?:e\.g|i\.e|etc|approx|incl|no\. ?\d|\w+n[’']t|\w+[’'](?:re|ve|ll|m|d))\b", re.IGNORECASE
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand"
_UNITS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
)
_NUMBER = re.compile(rf"\b(?:{_UNITS}|eighteen|nineteen|{_TENS})\b", re.IGNORECASE)
#: "One" counts as a number where it does not stand for a thing: "the one you use", "no one".
_ONE = re.compile(
    r"(?<!\bthe )(?<!\bno )(?<!\bthis )(?<!\bthat )(?<!\bwhich )(?<!\banother )\bone\b", re.IGNORECASE
)
#: Who starts a clause of their own; "which" opens a question as well, and is then no second idea.
_SUBJECT = r"(?:i|we|you|he|she|they|it|there)\b"
_TWO_IDEAS = re.compile(
    rf"(?:\b(?:and|but|so|or)\b\s+{_SUBJECT}|\b(?:because|although|unless|while)\b|(?<=[\w,] )which\b|;)",
    re.IGNORECASE,
)
_BE = r"(?:am|is|are|was|were|be|been|being)"
_IRREGULAR = "given|told|asked|made|kept|seen|sent|taken|shown|done|known|written|put|held|found|chosen"
_PASSIVE = re.compile(rf"\b{_BE}\s+(?:not\s+)?(?:[a-z]{{2,}}ed|{_IRREGULAR})\b", re.IGNORECASE)
#: Words that look like a participle and are an adjective.
_ADJECTIVES = re.compile(
    rf"\b{_BE}\s+(?:not\s+)?(?:tired|worried|disabled|pleased|interested|needed)\b", re.IGNORECASE
)
_NEGATIVE = re.compile(
    r"\b(?:not|never|nobody|nothing|none|no|without|un(?:able|safe|well|happy|clear))\b", re.IGNORECASE
)


class Rule(StrEnum):
    """What was found; the first three are plain breaches, the others are worth a second look."""

    LONG_SENTENCE = "long-sentence"
    ABBREVIATION = "abbreviation"
    NUMBER_WORD = "number-word"
    TWO_IDEAS = "two-ideas"
    PASSIVE = "passive"
    NEGATIVE = "negative"


#: What our own library never does.
HARD = frozenset({Rule.LONG_SENTENCE, Rule.ABBREVIATION, Rule.NUMBER_WORD})


@dataclass(frozen=True)
class Finding:
    """One thing to mend: the rule, why it matters in words for an author, and the words it was found in."""

    rule: Rule
    why: str
    where: str


def findings(text: str, *, option: bool = False) -> list[Finding]:
    """Everything found in an English text, in reading order; an `option` may be negative ("No", "Not well")."""
    found = [finding for sentence in _sentences(text) for finding in _in_sentence(sentence)]
    return [finding for finding in found if not (option and finding.rule is Rule.NEGATIVE)]


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _END.split(text) if _WORD.search(sentence)]


def _in_sentence(sentence: str) -> Iterator[Finding]:
    words = len(_WORD.findall(sentence))
    if words > LONGEST:
        why = f"This sentence has {words} words. Use {LONGEST} or fewer."
        yield Finding(Rule.LONG_SENTENCE, why, sentence)
    for short in [*_CAPITALS.findall(sentence), *_SHORT.findall(sentence)]:
        if short not in _KNOWN:
            yield Finding(Rule.ABBREVIATION, "Write the words in full.", short)
    for number in [*_NUMBER.findall(sentence), *_ONE.findall(sentence)]:
        yield Finding(Rule.NUMBER_WORD, "Write the number in figures.", number)
    if second := _TWO_IDEAS.search(sentence):
        yield Finding(Rule.TWO_IDEAS, "Say one thing in a sentence. Start a new one.", second.group())
    if (passive := _PASSIVE.search(sentence)) and not _ADJECTIVES.search(sentence):
        yield Finding(Rule.PASSIVE, "Say who does it.", passive.group())
    if negative := _NEGATIVE.search(sentence):
        yield Finding(Rule.NEGATIVE, "Say what is, rather than what is not, where you can.", negative.group())
