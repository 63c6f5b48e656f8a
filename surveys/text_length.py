"""How long a text message is: what it counts as, in how many parts it leaves, and what is too long for one."""

from __future__ import annotations

#: The letters of GSM 03.38 that count once, and those that count twice.
_ONCE = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€")
#: Units of a text that stands alone, and of each part of a longer one: of seven bits, and of UCS-2.
_ALONE, _PART = {True: 160, False: 70}, {True: 153, False: 67}
#: The longest text we send: six parts of seven bits, ten of UCS-2; phones put more than that together badly.
LONGEST = {True: 918, False: 670}


def plain(body: str) -> bool:
    """Whether every letter is one of GSM-7, of which a part holds more than twice as many."""
    return all(letter in _ONCE or letter in _TWICE for letter in body)


def units(body: str) -> int:
    """What it counts as: septets where every letter is one of GSM-7, otherwise UTF-16 units."""
    if plain(body):
        return sum(2 if letter in _TWICE else 1 for letter in body)
    return len(body.encode("utf-16-le")) // 2


def parts(body: str) -> int:
    """In how many parts it leaves."""
    seven, counted = plain(body), units(body)
    return 1 if counted <= _ALONE[seven] else -(-counted // _PART[seven])


def too_long(body: str) -> bool:
    """Whether it is longer than what we send in one text."""
    return units(body) > LONGEST[plain(body)]
