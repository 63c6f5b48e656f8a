"""Languages: which there are, how each is written, and where a translation comes from."""

from __future__ import annotations

from enum import StrEnum

#: Every language tag the product knows, in the order a chooser lists them, with its own name for itself.
LANGUAGES: dict[str, str] = {
    "en": "English",
    "en-simple": "Easy Read",
    "cy": "Cymraeg",
    "pl": "Polski",
    "ro": "Română",
    "pa": "ਪੰਜਾਬੀ",
    "ur": "اردو",
    "pt": "Português",
    "es": "Español",
    "ar": "العربية",
    "bn": "বাংলা",
    "gu": "ગુજરાતી",
    "it": "Italiano",
    "so": "Soomaali",
    "zh-Hans": "简体中文",
    "zh-Hant": "繁體中文",
    "tr": "Türkçe",
    "fa": "فارسی",
    "ckb": "کوردیی ناوەندی",
    "ps": "پښتو",
    "ta": "தமிழ்",
    "uk": "Українська",
    "bfi": "BSL",
}
ENGLISH, EASY_READ = "en", "en-simple"
#: British Sign Language: videos beside the English words, where an organisation has put up all of them.
BSL = "bfi"
#: English names, for staff pages.
ENGLISH_NAMES: dict[str, str] = {
    "en": "English", "en-simple": "Easy Read", "cy": "Welsh", "pl": "Polish", "ro": "Romanian", "pa": "Punjabi",
    "ur": "Urdu", "pt": "Portuguese", "es": "Spanish", "ar": "Arabic", "bn": "Bengali", "gu": "Gujarati",
    "it": "Italian", "so": "Somali", "zh-Hans": "Chinese (simplified)", "zh-Hant": "Chinese (traditional)",
    "tr": "Turkish", "fa": "Farsi", "ckb": "Kurdish (Sorani)", "ps": "Pashto", "ta": "Tamil", "uk": "Ukrainian",
    "bfi": "British Sign Language",
}  # fmt: skip
#: Languages we write ourselves and may be served without a translator's sign-off.
OWN_LANGUAGES = (ENGLISH, EASY_READ)
#: Languages nobody is given unless they choose them.
NEVER_NEGOTIATED = (EASY_READ, BSL)
RIGHT_TO_LEFT = frozenset({"ur", "ar", "fa", "ckb", "ps"})

#: Pictures that go or read in a direction, and so are mirrored where people read from the right.
TURNING_PICTURES = frozenset(
    {
        "ambulance", "audio", "book", "bus", "easy-read", "learning", "leave-hospital", "paper", "plan",
        "question-mark", "read", "record", "speech", "walking", "wheelchair", "write",
    }
)  # fmt: skip


def direction(language: str) -> str:
    """`rtl` or `ltr`, as the `dir` attribute wants it."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def html_language(language: str) -> str:
    """The tag for a `lang` attribute: Easy Read, and the words beside signing, are English to a screen reader."""
    return ENGLISH if language in NEVER_NEGOTIATED else language


def canonical_language(tag: str) -> str | None:
    """The tag as we write it, whatever the case it came in; None when we do not know the language."""
    folded = tag.casefold()
    return next((known for known in LANGUAGES if known.casefold() == folded), None)


class Provenance(StrEnum):
    """Where a translation comes from, as whoever brings or signs it says."""

    MACHINE_DRAFT = "machine-draft"
    PROFESSIONAL = "professional"
    COMMUNITY_CHECKED = "community-checked"
    BACK_TRANSLATED = "back-translated"
    #: Came with a survey from another system, and nobody has said more.
    BROUGHT_IN = "brought-in"
