"""Names: what in a text looks like the name of somebody, or of somewhere, in any script."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from feedback.services.folding import fold

DATA = Path(__file__).with_name("identifying.toml")
#: What a word is made of: letters, the vowel signs of Indic and Arabic scripts, joiners, apostrophes, hyphens.
WORD = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0dff\u200c\u200d'’-])*"
_WORD = re.compile(WORD)
_ENDS_A_SENTENCE = frozenset('.!?:;\n\r"“”(…•*؟۔।。！？-–—/')
#: What Bengali, Urdu and Arabic hang on a name.
_ENDINGS, _BEGINNINGS = ("কে", "রে", "ের", "য়ের", "র", "ই", "ਨੂੰ", "ને", "ஐ", "டன்"), ("و", "ل", "ب", "ف")
_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩"
    "韓冯馮邓鄧曹彭曾萧蕭田董潘袁蔡蒋蔣余杜叶葉程苏蘇魏吕呂丁沈"
)
_CHINESE = re.compile(
    rf"[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}?"
    r"(?:医生|醫生|护士|護士|大夫|先生|女士|小姐|太太|医师|醫師|主任|姑娘)"
)
#: Chinese introductions are followed by the name without a space.
_CHINESE_NAME = r"[\u4e00-\u9fff]{2,3}"


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    text: str
    folded: str
    #: Whether it begins a sentence, and so has a capital letter whatever it is.
    first: bool

    @property
    def capital(self) -> bool:
        """A capital letter and small ones: "Nowak", not "NHS"."""
        return self.text[0].isupper() and any(each.islower() for each in self.text[1:])

    @property
    def caseless(self) -> bool:
        """A word of a script that has no capital letters."""
        return self.text[0].lower() == self.text[0].upper()


@cache
def data() -> dict[str, dict[str, list[str]]]:
    """What the file says, by part and by language or community."""
    return tomllib.loads(DATA.read_text("utf-8"))


@cache
def _words(part: str) -> frozenset[str]:
    return frozenset(fold(word).text.strip() for its in data()[part].values() for word in its)


@cache
def _as_written(part: str) -> frozenset[str]:
    return frozenset(word for its in data()[part].values() for word in its)


@cache
def _introductions() -> re.Pattern[str]:
    said = {word for tag, its in data()["introductions"].items() if not tag.startswith("zh") for word in its}
    longest = sorted((re.escape(word).replace("'", "['’]") for word in said), key=len, reverse=True)
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(longest)})(?![^\W\d_])[\s:,]*", re.IGNORECASE)


@cache
def _chinese_introductions() -> re.Pattern[str]:
    said = {word for tag in ("zh-Hans", "zh-Hant") for word in data()["introductions"][tag]}
    return re.compile(rf"(?:{'|'.join(sorted(said, key=len, reverse=True))})[：:是\s]*({_CHINESE_NAME})")


def spans(text: str) -> list[tuple[int, int]]:
    """Where names seem to stand, in order; names beside each other are one."""
    tokens = list(_tokens(text))
    marked = sorted({*_by_word(tokens), *_after_titles(tokens), *_introduced(text, tokens), *_chinese(text)})
    joined: list[tuple[int, int]] = []
    for start, end in marked:
        if joined and not text[joined[-1][1] : start].strip(" .'’") or joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _tokens(text: str) -> Iterator[_Token]:
    for found in _WORD.finditer(text):
        before = (
            text[: found.start()].rstrip(" \t'‘’\"")
            if found.start() < 400
            else (text[found.start() - 400 : found.start()].rstrip(" \t'‘’\""))
        )
        first = not before or before[-1] in _ENDS_A_SENTENCE
        word = found.group().rstrip("'’-")
        # A title with a full stop does not end a sentence.
        if (
            first
            and before.endswith(".")
            and fold(before[:-1].split()[-1] if before[:-1].split() else "").text.strip() in _words("titles")
        ):
            first = False
        yield _Token(
            found.start(),
            found.start() + len(word),
            word,
            fold(word.removesuffix("'s").removesuffix("’s")).text.strip(),
            first,
        )


def _is_listed(token: _Token) -> bool:
    """Whether a word is in the lists of names, whatever hangs on it."""
    names, common = _words("names"), _words("words-too")
    if token.text in _as_written("not-names"):
        # على is a little word and علي a name; folded they are one.
        return False
    if token.folded in common:
        return token.capital and not token.first
    if token.folded in names:
        return True
    if not token.caseless:
        # Names are declined: Annę, Nowaka, Annie.
        return (
            token.capital
            and len(token.folded) > 4
            and any(token.folded[:-cut] + ending in names for cut in (1, 2) for ending in ("", "a", "i"))
            and token.folded not in _words("not-names")
        )
    return any(
        token.folded[: -len(ending)] in names
        for ending in (fold(each).text.strip() for each in _ENDINGS)
        if ending and token.folded.endswith(ending)
    ) or (token.folded[:1] in _BEGINNINGS and token.folded[1:] in names and len(token.folded) > 3)


def _by_word(tokens: list[_Token]) -> Iterator[tuple[int, int]]:
    stop = _words("not-names") | _words("titles") | _words("months")
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if _is_listed(token):
            yield token.start, token.end
        elif token.capital and len(token.text) > 1 and token.folded not in stop:
            pair = after is not None and after.capital and not after.first and after.folded not in stop
            if not token.first or (pair and after is not None and after.start - token.end == 1):
                yield token.start, token.end


def _after_titles(tokens: list[_Token]) -> Iterator[tuple[int, int]]:
    """A title with the name after it, and a second name after that where it has a capital letter."""
    titles, stop = _words("titles"), _words("not-names") | _words("titles")
    for token, after in zip(tokens, tokens[1:], strict=False):
        capital = token.capital or token.caseless or token.text.isupper()
        if token.folded not in titles or not capital or after.start - token.end > 3 or after.first:
            continue
        if after.folded in stop and not _is_listed(after):
            continue
        if after.caseless or after.text[0].isupper():
            yield token.start, after.end


def _introduced(text: str, tokens: list[_Token]) -> Iterator[tuple[int, int]]:
    """What follows "my name is", in the languages we ship."""
    stop = _words("not-names")
    starts = {token.start: at for at, token in enumerate(tokens)}
    for found in _introductions().finditer(text):
        at = starts.get(found.end())
        for token in tokens[at : at + 2] if at is not None else ():
            if token.folded in stop or (token.start > found.end() and not (token.capital or token.caseless)):
                break
            yield token.start, token.end


def _chinese(text: str) -> Iterator[tuple[int, int]]:
    for found in _CHINESE.finditer(text):
        yield found.span()
    for found in _chinese_introductions().finditer(text):
        yield found.span(1)
