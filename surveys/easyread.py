"""Easy Read: what a plain check can find in a text that ought to be short, concrete and one idea at a time.

The rules follow published English guidance for Easy Read; they hold for English only. A finding is a reason to
look again. Only people with learning disabilities can say whether a text is easy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from surveys import plainer
from surveys.definition import Definition, Item, Option
from surveys.texts import option_key, sources

#: The longest sentence, in words.
LONGEST = 15
#: Short forms that people know better than the words they stand for.
_KNOWN = frozenset({"GP", "NHS", "BSL", "I", "OK", "TV", "UK", "HIV", "COVID", "PIN", "QR"})
#: Words that somebody shouts, which are no short forms.
_SHOUTED = frozenset(
    {"NOT", "NO", "YES", "AND", "OR", "ALL", "ANY", "ONLY", "MUST", "DO", "IF", "THE", "YOU", "PLEASE", "NEW"}
)

#: Where a sentence ends, in the scripts of every language we ship.
_END = re.compile(r"(?<=[.!?:؟۔।])\s+|(?<=[。！？])|\n+")
_WORD = re.compile(r"\w[\w’'-]*")
_CAPITALS = re.compile(r"\b(?:[A-Z]{2,}s?|[A-Z](?:&[A-Z])+)\b")
_SHORT = re.compile(
    r"\b(?:e\.g|i\.e|etc|approx|incl|appt|dept|hrs?|mins|meds|vs|no\. ?\d|\w+n[’']t|\w+[’'](?:re|ve|ll|m|d)"
    r"|(?:it|that|there|what|who|where|how|here|let|he|she)[’']s)\b",
    re.IGNORECASE,
)
#: What the end of a contraction stands for; "I'd" is "I had" or "I would", so nothing is offered.
_ENDINGS = {"n't": " not", "'re": " are", "'ve": " have", "'ll": " will", "'m": " am", "'s": " is"}
_ODD = {"can't": "cannot", "won't": "will not", "shan't": "will not", "let's": "let us"}
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_FIGURES = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, **_TENS, "hundred": 100, "thousand": 1000,
}  # fmt: skip
_NUMBER = re.compile(rf"\b(?:{'|'.join(sorted(_FIGURES, key=len, reverse=True))})\b", re.IGNORECASE)
#: "One" counts as a number where it does not stand for a thing: "the one you use", "no one", "a new one".
_ONE = re.compile(
    r"(?<!\bthe )(?<!\bno )(?<!\bthis )(?<!\bthat )(?<!\bwhich )(?<!\banother )(?<!\beach )(?<!\bevery )"
    r"(?<!\bany )(?<!\bnew )(?<!\bother )(?<!\bright )(?<![-\w])one\b(?!-| another\b| day\b| or the other\b)",
    re.IGNORECASE,
)
#: Who starts a clause of their own. "Which" opens a question as well, and is then no second idea.
_SUBJECT = r"(?:i|we|you|he|she|they|it|there)\b"
_ASKS = r"(?:what|how|why|who|where|when)\s+(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have)\b"
_NOT_ASKED = "".join(
    rf"(?<!\b{word} )"
    for word in ("see", "know", "say", "choose", "tell", "us", "decide", "ask", "about", "and", "or")
)
_TWO_IDEAS = re.compile(
    rf"(?:\b(?:and|but|so|or)\b\s+(?:{_SUBJECT}|{_ASKS})|\b(?:because|although|unless|while)\b"
    rf"|(?<=[\w,] ){_NOT_ASKED}which\b|;)",
    re.IGNORECASE,
)
_BE = r"(?:am|is|are|was|were|be|been|being)"
_BETWEEN = (
    r"(?:(?:i|we|you|they|he|she|it)\s+)?(?:(?:not|never|ever|always|also|often|still|being|\w+ly)\s+)*"
)
_IRREGULAR = (
    "given|told|asked|made|kept|seen|sent|taken|shown|done|known|written|put|held|found|chosen|brought|taught"
    "|bought|paid|spoken|driven|understood|met|led"
)
_PASSIVE = re.compile(rf"\b{_BE}\s+{_BETWEEN}([a-z]{{2,}}ed|{_IRREGULAR})\b", re.IGNORECASE)
#: Words that look like a participle and say how somebody or something is.
_ADJECTIVES = re.compile(
    "tired|worried|disabled|pleased|interested|needed|excited|confused|scared|frightened|bored|stressed|relaxed"
    "|annoyed|satisfied|disappointed|surprised|embarrassed|ashamed|married|divorced|widowed|retired|unemployed"
    "|employed|experienced|trained|qualified|skilled|involved|prepared|closed|limited|mixed|crowded|supposed"
    "|advanced|aged|called|named|finished|naked|indeed|need|feed|seed|speed|shed",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:not|never|nobody|nothing|none|no|without|un(?:able|safe|well|happy|clear)|cannot|\w+n[’']t)\b",
    re.IGNORECASE,
)


class Rule(StrEnum):
    """What was found; the first three are plain breaches, the others are worth a second look."""

    LONG_SENTENCE = "long-sentence"
    ABBREVIATION = "abbreviation"
    NUMBER_WORD = "number-word"
    TWO_IDEAS = "two-ideas"
    PASSIVE = "passive"
    NEGATIVE = "negative"
    HARD_WORD = "hard-word"
    NO_PICTURE = "no-picture"


#: Each rule in one plain sentence.
RULES = {
    Rule.LONG_SENTENCE: f"A sentence has {LONGEST} words or fewer.",
    Rule.ABBREVIATION: "Write words in full.",
    Rule.NUMBER_WORD: "Write numbers in figures.",
    Rule.TWO_IDEAS: "A sentence says 1 thing.",
    Rule.PASSIVE: "A sentence says who does it.",
    Rule.NEGATIVE: "A sentence says what is, rather than what is not.",
    Rule.HARD_WORD: "Use words that people use every day.",
    Rule.NO_PICTURE: "Every question and every answer has a picture.",
}
#: What our own library never does.
HARD = frozenset({Rule.LONG_SENTENCE, Rule.ABBREVIATION, Rule.NUMBER_WORD})


@dataclass(frozen=True)
class Finding:
    """One thing to mend: the rule, why it matters in words for an author, the words it was found in, and plainer ones.

    `offer` is empty where only the author can know what to write.
    """

    rule: Rule
    why: str
    where: str
    offer: tuple[str, ...] = ()


def findings(text: str, *, option: bool = False, english: bool = True) -> list[Finding]:
    """Everything found in a text, in reading order; an `option` may be negative ("No", "Not well").

    In another language than English only the length of a sentence is looked at.
    """
    found = [f for sentence in _sentences(text) for f in _in_sentence(sentence)]
    if not english:
        return [finding for finding in found if finding.rule is Rule.LONG_SENTENCE]
    return [finding for finding in found if not (option and finding.rule is Rule.NEGATIVE)]


def of_item(item: Item) -> list[tuple[str, Finding]]:
    """What is found in a question as its Easy Read shows it: (text key, finding), pictures by key and "picture".

    A question without Easy Read words has none to look at; its help and its answers then stand as they are.
    """
    name = f"item/{item.key}"
    said = {
        f"{name}/text": item.easy,
        f"{name}/help": item.help_easy or item.help,
        f"{name}/minimum-label": item.minimum_label_easy or item.minimum_label,
        f"{name}/maximum-label": item.maximum_label_easy or item.maximum_label,
    }
    found = [(key, finding) for key, text in said.items() for finding in findings(text or "")]
    found += [(f"{name}/picture", finding) for finding in _without_picture(item, item.easy or item.text)]
    for option in item.options:
        key, text = option_key(item, option), option.easy or option.text
        found += [(key, finding) for finding in findings(text, option=True)]
        found += [(f"{key}/picture", finding) for finding in _without_picture(option, text)]
    return found


def of_definition(definition: Definition) -> list[tuple[str, Finding]]:
    """What is found in a whole survey as its Easy Read shows it, in reading order; shared answers are told once."""
    of_items = {item.key: of_item(item) for item in definition.items()}
    found: dict[tuple[str, Finding], None] = {}
    for source in sources(definition):
        kind, _, rest = source.key.partition("/")
        if kind == "item":
            found |= dict.fromkeys(of_items.pop(rest.partition("/")[0], ()))
        elif kind not in ("option", "answers"):
            found |= dict.fromkeys((source.key, finding) for finding in findings(source.easy))
    return list(found)


def _without_picture(holder: Item | Option, text: str) -> Iterator[Finding]:
    if not holder.picture:
        yield Finding(Rule.NO_PICTURE, "Choose a picture. It helps people who do not read well.", text)


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _END.split(text) if _WORD.search(sentence)]


def _in_sentence(sentence: str) -> Iterator[Finding]:
    words = len(_WORD.findall(sentence))
    if words > LONGEST:
        why = f"This sentence has {words} words. Use {LONGEST} or fewer."
        yield Finding(Rule.LONG_SENTENCE, why, sentence)
    for short in [*_CAPITALS.findall(sentence), *_SHORT.findall(sentence)]:
        if short not in _KNOWN | _SHOUTED:
            yield Finding(Rule.ABBREVIATION, "Write the words in full.", short, _in_full(short))
    for number in [*_NUMBER.findall(sentence), *_ONE.findall(sentence)]:
        figure = str(_FIGURES.get(number.lower(), 1))
        yield Finding(Rule.NUMBER_WORD, "Write the number in figures.", number, (figure,))
    if second := _TWO_IDEAS.search(sentence):
        yield Finding(Rule.TWO_IDEAS, "Say one thing in a sentence. Start a new one.", second.group())
    for passive in _PASSIVE.finditer(sentence):
        if not _ADJECTIVES.fullmatch(passive.group(1)):
            yield Finding(Rule.PASSIVE, "Say who does it.", passive.group())
            break
    if negative := _NEGATIVE.search(sentence):
        yield Finding(Rule.NEGATIVE, "Say what is, rather than what is not, where you can.", negative.group())
    for hard, offers in plainer.hard_words(sentence):
        yield Finding(Rule.HARD_WORD, "Use a word that people use every day.", hard, offers)


def _in_full(short: str) -> tuple[str, ...]:
    plain = short.replace("’", "'")
    if odd := _ODD.get(plain.lower()):
        return (odd,)
    for ending, words in _ENDINGS.items():
        if plain.lower().endswith(ending):
            return (plain[: -len(ending)] + words,)
    return plainer.in_full(short)
