"""How many parts a text is sent in, what forced the dear alphabet, and plainer signs for those that need not.

The seven-bit alphabet and its extension table are those of 3GPP TS 23.038, 6.2.1; the sizes of parts (160 and 153,
70 and 67) those of TS 23.040, 9.2.3.24.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

GSM, UCS2 = "GSM-7", "UCS-2"
#: The seven-bit alphabet; the place of the escape (27) is no sign of its own.
ALPHABET: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Signs behind the escape: each is sent as two.
EXTENSION: Final = frozenset("\f^{}\\[~]|€")
#: What one part holds alone, and in a chain of several.
ALONE: Final = {GSM: 160, UCS2: 70}
CHAINED: Final = {GSM: 153, UCS2: 67}
#: Nothing longer is sent: six parts of the seven-bit alphabet, ten of UCS-2; phones put more together badly.
LONGEST: Final = {GSM: 918, UCS2: 670}
#: So many of the signs that forced UCS-2 are named.
_NAMED = 10

_PLAIN: Final = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−⁃•", "-"), **dict.fromkeys("‘’‚‛`´′", "'"), **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("\u00a0\u202f\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u205f\t", " "),
        **dict.fromkeys("\u200b\u2060\ufeff\u00ad", ""), "…": "...", "\u2028": "\n", "\u2029": "\n",
    }
)  # fmt: skip
#: Joiners and marks of direction: part of the spelling beside a letter of a script that needs them, litter elsewhere.
_JOINER = re.compile("(?<![\u0530-\U0010ffff])[\u200c\u200d\u200e\u200f](?![\u0530-\U0010ffff])")


@dataclass(frozen=True)
class Parts:
    """What a text costs to send: `units` are septets (GSM-7) or UTF-16 units (UCS-2)."""

    parts: int
    encoding: str
    units: int
    #: The first signs, each once, that the seven-bit alphabet does not have.
    forced_by: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether it may be sent at all."""
        return self.units <= LONGEST[self.encoding]

    def cost(self, price: int) -> int:
        """What it costs where a part costs `price`, in the same unit."""
        return self.parts * price


def count(body: str) -> Parts:
    """Counts a text as a telephone network does; a sign of two units never stands across two parts."""
    forced = tuple(dict.fromkeys(sign for sign in body if sign not in ALPHABET and sign not in EXTENSION))
    encoding = UCS2 if forced else GSM
    sizes = [2 if _is_double(sign, encoding) else 1 for sign in body]
    units = sum(sizes)
    if units <= ALONE[encoding]:
        return Parts(1, encoding, units, forced[:_NAMED])
    return Parts(_chain(sizes, CHAINED[encoding]), encoding, units, forced[:_NAMED])


def _is_double(sign: str, encoding: str) -> bool:
    return sign in EXTENSION if encoding == GSM else ord(sign) > 0xFFFF


def _chain(sizes: list[int], room: int) -> int:
    parts, left = 1, room
    for size in sizes:
        if size > left:
            parts, left = parts + 1, room
        left -= size
    return parts


def plainer(body: str) -> str:
    """The same words without dashes, curly quotes, ellipses and spaces that cost more and say no more.

    Letters stay as they are, and so do joiners where a script is spelt with them.
    """
    return _JOINER.sub("", body.translate(_PLAIN))
