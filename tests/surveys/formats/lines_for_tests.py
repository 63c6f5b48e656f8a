"""An invented sheet of lines, and random words that a translator could write."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from surveys.formats.lines import Line, Sheet
from surveys.formats.lines_back import LONGEST
from surveys.translating import lost_letters, marked_up, tidy

LANGUAGES = {
    "en": ("English", "English"), "pl": ("Polish", "Polski"), "ur": ("Urdu", "اردو"), "uk": ("Ukrainian", "Українська"),
    "zh-Hans": ("Chinese (simplified)", "简体中文"), "zh-Hant": ("Chinese (traditional)", "繁體中文"),
}  # fmt: skip
LINES = (
    Line("title", "Your care", "", "", "The title of the survey."),
    Line("item/heard/text", "Staff didn't “really” listen – to me.", "Staff listened.", "", "A question."),
    Line("item/visits/text", "How many of {number} visits?", "", "", "A question. Copy {number} as it is."),
    Line("option/heard/yes", "Yes", "", "", "An answer."),
    Line("answers/yes-no/yes", "Yes", "", "", "An answer to several questions."),
    Line("option/age/16-24", "16", "", "", "An answer."),
)
WORDS = {
    "title": "Twoja opieka",
    "item/heard/text": "Personel mnie „naprawdę” słuchał.",
    "item/visits/text": "Ile z {number} wizyt?",
    "option/heard/yes": "Tak",
    "answers/yes-no/yes": "Tak",
    "option/age/16-24": "16",
}


def sheet(language: str = "pl", **words: str) -> Sheet:
    """The lines without a translation, but for those given (`title="..."`)."""
    lines = tuple(replace(line, text=words.get(line.key, "")) for line in LINES)
    name = LANGUAGES[language][0]
    return Sheet("Your care", language, name, lines, language == "ur", LANGUAGES)


def filled(words: dict[str, str], language: str = "pl") -> Sheet:
    """The lines with these translations by key."""
    blank = sheet(language)
    return replace(blank, lines=tuple(replace(line, text=words.get(line.key, "")) for line in blank.lines))


#: Whatever somebody may write: any letters, marks, quotes, line breaks and beginnings of formulas.
TEXTS = (
    st.text(
        st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t=+-@#\"'\\{}<&,;\u200c"),
        max_size=60,
    )
    .map(tidy)
    .filter(lambda text: len(text) <= LONGEST and not marked_up("", text) and not lost_letters("", text))
)
#: A translation of every line, each with a letter of the language: a file in other letters is refused.
TRANSLATIONS = st.fixed_dictionaries(
    {line.key: TEXTS.map(lambda text: f"{text}ł" if text else "") for line in LINES}
)
