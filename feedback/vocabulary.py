"""The words everyone says: languages, channels, states, roles and what each role may do."""

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


class Channel(StrEnum):
    """How a response reached us."""

    WEB = "web"
    QR = "qr"
    SMS = "sms"
    KIOSK = "kiosk"
    PAPER = "paper"
    #: Asked and keyed by a member of staff on the telephone; no link leads to it.
    PHONE = "phone"
    #: The personal link of an invitation by e-mail; what somebody puts into an e-mail of their own is on the web.
    EMAIL = "email"


class Interpreter(StrEnum):
    """Who interpreted while somebody was asked on the telephone."""

    NONE = "none"
    PROFESSIONAL = "professional"
    FAMILY_OR_FRIEND = "family-or-friend"
    STAFF = "staff"


#: By what a campaign writes to people: a text, or an e-mail, whose sender is one lane for all.
SMS, EMAIL = "sms", "email"
#: The channels a link can be made for; nothing leads to a telephone call, and campaigns make their own for e-mails.
LINK_CHANNELS = tuple(channel for channel in Channel if channel not in (Channel.PHONE, Channel.EMAIL))


class FftSetting(StrEnum):
    """The kinds of service that the Friends and Family Test is returned for, each on its own."""

    GP = "gp"
    DENTAL = "dental"
    INPATIENT = "inpatient"
    ACCIDENT_AND_EMERGENCY = "accident-and-emergency"
    OUTPATIENT = "outpatient"
    COMMUNITY = "community"
    MENTAL_HEALTH = "mental-health"
    AMBULANCE = "ambulance"
    PATIENT_TRANSPORT = "patient-transport"
    MATERNITY = "maternity"


#: What they are called in the return, for staff pages too.
FFT_SETTINGS: dict[FftSetting, str] = {
    FftSetting.GP: "GP practice", FftSetting.DENTAL: "Dental practice",
    FftSetting.INPATIENT: "Inpatient and day case", FftSetting.ACCIDENT_AND_EMERGENCY: "A&E",
    FftSetting.OUTPATIENT: "Outpatient", FftSetting.COMMUNITY: "Community health",
    FftSetting.MENTAL_HEALTH: "Mental health", FftSetting.AMBULANCE: "Ambulance",
    FftSetting.PATIENT_TRANSPORT: "Patient transport", FftSetting.MATERNITY: "Maternity",
}  # fmt: skip


class FftMode(StrEnum):
    """How an answer to the Friends and Family Test was collected, as the return asks."""

    SMS = "sms"
    ELECTRONIC_DISCHARGE = "electronic-discharge"
    ELECTRONIC_HOME = "electronic-home"
    PAPER_DISCHARGE = "paper-discharge"
    PAPER_HOME = "paper-home"
    TELEPHONE = "telephone"
    ONLINE = "online"
    OTHER = "other"


FFT_MODES: dict[FftMode, str] = {
    FftMode.SMS: "Text message (SMS)", FftMode.ELECTRONIC_DISCHARGE: "Electronic, at discharge",
    FftMode.ELECTRONIC_HOME: "Electronic, at home", FftMode.PAPER_DISCHARGE: "Paper, at discharge",
    FftMode.PAPER_HOME: "Paper, at home", FftMode.TELEPHONE: "Telephone", FftMode.ONLINE: "Online",
    FftMode.OTHER: "Other",
}  # fmt: skip
#: What a channel counts as, unless somebody said otherwise of a link.
FFT_MODE_OF: dict[Channel, FftMode] = {
    Channel.SMS: FftMode.SMS, Channel.KIOSK: FftMode.ELECTRONIC_DISCHARGE, Channel.PAPER: FftMode.PAPER_DISCHARGE,
    Channel.PHONE: FftMode.TELEPHONE, Channel.WEB: FftMode.ONLINE, Channel.QR: FftMode.ONLINE,
    Channel.EMAIL: FftMode.ONLINE,
}  # fmt: skip


class SurveyState(StrEnum):
    """Where a survey stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class Provenance(StrEnum):
    """Where a translation comes from, as whoever brings or signs it says."""

    MACHINE_DRAFT = "machine-draft"
    PROFESSIONAL = "professional"
    COMMUNITY_CHECKED = "community-checked"
    BACK_TRANSLATED = "back-translated"
    #: Came with a survey from another system, and nobody has said more.
    BROUGHT_IN = "brought-in"


class ImprovementState(StrEnum):
    """The road of a "You said, we did" to the public page."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"


class ImprovementStatus(StrEnum):
    """What is being done about what people said."""

    PLANNED = "planned"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    CANNOT = "cannot"


class Cover(StrEnum):
    """Who reads what people write out of hours, as they are told beside the box."""

    NOBODY = "nobody"
    WEEKENDS = "weekends"
    ALWAYS = "always"


class ReviewState(StrEnum):
    """Where a comment stands in the queue."""

    WAITING = "waiting"
    #: Read, and handed over to the safeguarding lead.
    WITH_LEAD = "with-lead"
    DONE = "done"


class CommentOutcome(StrEnum):
    """What somebody who read a comment decided."""

    NO_CONCERN = "no-concern"
    #: Patient advice and liaison (PALS), or whoever does that here.
    LIAISON = "liaison"
    ADULT_SAFEGUARDING = "adult-safeguarding"
    CHILD_SAFEGUARDING = "child-safeguarding"
    #: Hidden from the team of the place from then on.
    ALLEGATION = "allegation"
    INCIDENT = "incident"
    EMERGENCY = "emergency"


#: What goes to the safeguarding lead's own list, and never to a team.
FOR_THE_LEAD = frozenset(
    {
        CommentOutcome.ADULT_SAFEGUARDING,
        CommentOutcome.CHILD_SAFEGUARDING,
        CommentOutcome.ALLEGATION,
        CommentOutcome.EMERGENCY,
    }
)


class MessageKind(StrEnum):
    """What a row of the outbox is."""

    SMS = "sms"
    EMAIL = "email"
    #: Work of our own, done again until it is done; nothing of it leaves the house.
    WORK = "work"


class OutboxState(StrEnum):
    """Where a row of the outbox stands."""

    WAITING = "waiting"
    #: Somebody works on it; committed before anything leaves the house.
    SENDING = "sending"
    SENT = "sent"
    #: Nobody knows whether it left: shown to staff, never sent again by itself.
    HELD = "held"
    #: Given up: refused by the provider, or tried too often.
    FAILED = "failed"
    CANCELLED = "cancelled"


class Delivery(StrEnum):
    """What the provider told of a message that left, in the order in which it happens."""

    UNKNOWN = "unknown"
    QUEUED = "queued"
    SENT = "sent"
    UNDELIVERED = "undelivered"
    DELIVERED = "delivered"


class CampaignState(StrEnum):
    """Where a campaign of invitations stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class ContactNeed(StrEnum):
    """How somebody asked to be contacted, as their record says."""

    NONE = ""
    BSL = "bsl"
    EASY_READ = "easy-read"
    LARGE_PRINT = "large-print"
    PAPER = "paper"
    PHONE = "phone"
    #: Words we do not know, or several needs at once: for a person to look at.
    OTHER = "other"


class ContactState(StrEnum):
    """What becomes of one person of a campaign."""

    READY = "ready"
    #: Not by this channel: listed, so that somebody asks them another way.
    ANOTHER_WAY = "another-way"
    #: Left out, and `reason` says why.
    EXCLUDED = "excluded"
    #: Their message stands in the outbox, which knows the rest.
    INVITED = "invited"


class Role(StrEnum):
    """What somebody is, in one organisation."""

    STAFF = "staff"
    WARD_LEAD = "ward-lead"
    ANALYST = "analyst"
    TRANSLATOR = "translator"
    MODERATOR = "moderator"
    COMMISSIONER = "commissioner"
    SAFEGUARDING_LEAD = "safeguarding-lead"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing that somebody may do."""

    SEE_SURVEYS = "see-surveys"
    ADOPT_SURVEYS = "adopt-surveys"
    REVIEW_SURVEYS = "review-surveys"
    MAKE_LINKS = "make-links"
    #: Inviting people by text or e-mail: contacts, messages, what they cost.
    SEND_INVITATIONS = "send-invitations"
    #: What waits, what is held and what was given up, of every channel.
    TEND_JOBS = "tend-jobs"
    SEE_RESULTS = "see-results"
    PUBLISH_RESULTS = "publish-results"
    #: What single people answered, row by row, as a file.
    EXPORT_ANSWERS = "export-answers"
    #: The official return of the Friends and Family Test: exact counts, however small.
    SUBMIT_FFT = "submit-fft"
    READ_COMMENTS = "read-comments"
    #: The comments that a reader let the team of a place see.
    SEE_RELEASED_COMMENTS = "see-released-comments"
    #: How many wait and how late they are; no words.
    OVERSEE_COMMENTS = "oversee-comments"
    DRAFT_IMPROVEMENTS = "draft-improvements"
    PUBLISH_IMPROVEMENTS = "publish-improvements"
    TRANSLATE = "translate"
    SIGN_OFF_TRANSLATIONS = "sign-off-translations"
    ENTER_ANSWERS = "enter-answers"
    APPROVE_QUOTES = "approve-quotes"
    REVIEW_RISK_WORDS = "review-risk-words"
    MANAGE_MEDIA = "manage-media"
    MANAGE_ORGANISATION = "manage-organisation"
    MANAGE_STAFF = "manage-staff"
    SEE_AUDIT = "see-audit"


_P = Permission
#: The one table of who may do what. A ward lead holds theirs for their own place and those below it.
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.STAFF: frozenset(
        {_P.SEE_SURVEYS, _P.MAKE_LINKS, _P.SEND_INVITATIONS, _P.SEE_RESULTS, _P.ENTER_ANSWERS}
    ),
    Role.WARD_LEAD: frozenset(
        {_P.SEE_SURVEYS, _P.MAKE_LINKS, _P.SEE_RESULTS, _P.ENTER_ANSWERS, _P.DRAFT_IMPROVEMENTS}
        | {_P.SEE_RELEASED_COMMENTS, _P.SEND_INVITATIONS}
    ),
    Role.ANALYST: frozenset(
        {
            _P.SEE_SURVEYS,
            _P.REVIEW_SURVEYS,
            _P.SEE_RESULTS,
            _P.PUBLISH_RESULTS,
            _P.EXPORT_ANSWERS,
            _P.SUBMIT_FFT,
            _P.DRAFT_IMPROVEMENTS,
        }  # fmt: skip
    ),
    Role.TRANSLATOR: frozenset({_P.SEE_SURVEYS, _P.TRANSLATE, _P.SIGN_OFF_TRANSLATIONS, _P.MANAGE_MEDIA}),
    Role.MODERATOR: frozenset({_P.SEE_SURVEYS, _P.READ_COMMENTS, _P.APPROVE_QUOTES}),
    Role.COMMISSIONER: frozenset(
        {
            _P.SEE_SURVEYS,
            _P.REVIEW_SURVEYS,
            _P.SEE_RESULTS,
            _P.PUBLISH_RESULTS,
            _P.DRAFT_IMPROVEMENTS,
            _P.PUBLISH_IMPROVEMENTS,
        }  # fmt: skip
    ),
    Role.SAFEGUARDING_LEAD: frozenset(
        {
            _P.SEE_SURVEYS,
            _P.READ_COMMENTS,
            _P.OVERSEE_COMMENTS,
            _P.APPROVE_QUOTES,
            _P.REVIEW_RISK_WORDS,
            _P.SEE_AUDIT,
        }
    ),
    Role.ADMINISTRATOR: frozenset(Permission)
    - {_P.READ_COMMENTS, _P.SEE_RELEASED_COMMENTS, _P.APPROVE_QUOTES, _P.REVIEW_RISK_WORDS}
    - {_P.SIGN_OFF_TRANSLATIONS},
}
