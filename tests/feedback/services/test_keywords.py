"""STOP, START and HELP in every language that ships, however they are typed, and never within an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.services import keywords
from feedback.services.keywords import Word
from feedback.vocabulary import BSL, EASY_READ, LANGUAGES

SHIPPED = [tag for tag in LANGUAGES if tag not in (BSL, EASY_READ)]
WORDS = [
    (language, word, said)
    for language in SHIPPED
    for word in (Word.STOP, Word.START, Word.HELP)
    for said in keywords.every(language, word)
]


@pytest.mark.parametrize("language", SHIPPED)
@pytest.mark.parametrize("word", [Word.STOP, Word.START, Word.HELP])
def test_every_language_has_a_word_for_it(language: str, word: Word) -> None:
    usual = keywords.every(language, word)
    assert usual and keywords.meaning(usual[0]) is word


def test_every_word_of_the_table_means_what_it_stands_under() -> None:
    assert [one for one in WORDS if keywords.meaning(one[2]) is not one[1]] == []


def test_no_word_means_two_things() -> None:
    meanings: dict[str, set[Word]] = {}
    for _, word, said in WORDS:
        meanings.setdefault(keywords.folded(said), set()).add(word)
    assert {said: words for said, words in meanings.items() if len(words) > 1} == {}


#: What the provider takes for STOP by itself: whatever it blocks, we block.
@pytest.mark.parametrize(
    "said", ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]
)
def test_what_the_provider_takes_for_stop_is_one(said: str) -> None:
    assert keywords.meaning(said) is Word.STOP


@pytest.mark.parametrize(
    "said",
    [
        "stop",
        "Stop.",
        "STOP!!!",
        "  stop  ",
        "sToP",
        "'stop'",
        '"STOP"',
        "stop\n",
        "STOPP",
        "stooop",
        "S T O P",
        "s.t.o.p",
        "st0p",
        "ｓｔｏｐ",
        "s\u200bt\u00adop",
        "\u202astop\u202c",
        "STOP 🛑",
        "🛑STOP✋🏽",
        "stop please",
        "Please STOP",
        "stop, thank you",
        "hi stop pls",
        "Stop stop stop",
        "stop texting me",
        "Don’t text me",
        "dont text me please",
        "Wrong number, sorry",
        "przestan",
        "PRZESTAŃ prosze",
        "opriti va rog",
        "ਬੰਦ ਕਰੋ ਜੀ",
        "band karo",
        "بند کریں",
        "بند كرو",
        "براہ کرم بند کریں",
        "توقّف",
        "أوقف من فضلك",
        "ايقاف",
        "বন্ধ করুন",
        "bondho koro",
        "બંધ કરો",
        "per favore basta",
        "fadlan jooji",
        "停止",
        "请停止",
        "退订",
        "取消訂閱",
        "唔該停止",
        "LÜTFEN DUR",
        "lutfen dur",
        "İPTAL",
        "iptal",
        "متوقف کنید",
        "لطفا متوقف كنيد",
        "تکایە ڕابگرە",
        "مهرباني وکړئ بند کړئ",
        "நிறுத்தவும்",
        "தயவுசெய்து நிறுத்து",
        "стоп",
        "Будь ласка, зупиніть",
        "Peidiwch os gwelwch yn dda",
        "stop " * 60,
    ],
)
def test_stop_is_heard_however_it_is_typed(said: str) -> None:
    assert keywords.meaning(said) is Word.STOP


@pytest.mark.parametrize(
    "said",
    [
        "please don't stop the service",
        "don't stop",
        "do not stop",
        "The bus stop is too far",
        "They did not stop the pain",
        "I had to stop work",
        "stop smoking clinic",
        "Stop changing my appointments",
        "never stop",
        "non-stop noise",
        "nurses would not help",
        "help with parking",
        "The help was good",
        "more information",
        "information",
        "fine",
        "no more",
        "enough",
        "yes",
        "no",
        "ok",
        "please",
        "thank you",
        "1",
        "3",
        "١",
        "۳",
        "",
        "   ",
        "🛑",
        "good",
        "start earlier",
        "start was late",
        "the end was hard",
        "cancel fewer clinics",
        "نه بند نیست",
        "не зупиняйте лікування",
        "nie przestawajcie pomagać",
        "dobrze",
        "para mí estuvo bien",
        "no quit job",
        "x" * 5000,
    ],
)
def test_an_answer_is_never_taken_for_a_keyword(said: str) -> None:
    assert keywords.meaning(said) is None


@pytest.mark.parametrize("said", ["start", "START please", "unstop", "شروع", "开始", "başla", "Почати"])
def test_start_is_heard(said: str) -> None:
    assert keywords.meaning(said) is Word.START


def test_a_yes_is_no_start_because_people_answer_with_it() -> None:
    assert keywords.meaning("YES") is None


@given(st.text(max_size=300))
def test_any_text_at_all_can_be_looked_at(text: str) -> None:
    assert keywords.meaning(text) in (None, *Word)


@given(st.sampled_from(WORDS), st.sampled_from(["", " ", "\n", "!", "。", "\u200f", "🙏", "..."]))
def test_signs_around_a_word_change_nothing(one: tuple[str, Word, str], sign: str) -> None:
    assert keywords.meaning(f"{sign}{one[2].upper() if one[0] != 'tr' else one[2]}{sign}") is one[1]
