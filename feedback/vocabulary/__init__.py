"""The words everyone says: languages, channels, states, roles and what each role may do.

Each module holds one family of them; everybody else asks the package.
"""

from feedback.vocabulary.channels import LINK_CHANNELS, Channel, Interpreter
from feedback.vocabulary.comments import FOR_THE_LEAD, CommentOutcome, Cover, ReviewState
from feedback.vocabulary.friends_and_family import FFT_MODE_OF, FFT_MODES, FFT_SETTINGS, FftMode, FftSetting
from feedback.vocabulary.invitations import EMAIL, SMS, CampaignState, ContactNeed, ContactState
from feedback.vocabulary.languages import (
    BSL,
    EASY_READ,
    ENGLISH,
    ENGLISH_NAMES,
    LANGUAGES,
    NEVER_NEGOTIATED,
    OWN_LANGUAGES,
    RIGHT_TO_LEFT,
    TURNING_PICTURES,
    Provenance,
    canonical_language,
    direction,
    html_language,
)
from feedback.vocabulary.messages import Delivery, MessageKind, OutboxState
from feedback.vocabulary.publishing import ImprovementState, ImprovementStatus, SurveyState
from feedback.vocabulary.roles import PERMISSIONS, Permission, Role

__all__ = [
    "BSL",
    "EASY_READ",
    "EMAIL",
    "ENGLISH",
    "ENGLISH_NAMES",
    "FFT_MODES",
    "FFT_MODE_OF",
    "FFT_SETTINGS",
    "FOR_THE_LEAD",
    "LANGUAGES",
    "LINK_CHANNELS",
    "NEVER_NEGOTIATED",
    "OWN_LANGUAGES",
    "PERMISSIONS",
    "RIGHT_TO_LEFT",
    "SMS",
    "TURNING_PICTURES",
    "CampaignState",
    "Channel",
    "CommentOutcome",
    "ContactNeed",
    "ContactState",
    "Cover",
    "Delivery",
    "FftMode",
    "FftSetting",
    "ImprovementState",
    "ImprovementStatus",
    "Interpreter",
    "MessageKind",
    "OutboxState",
    "Permission",
    "Provenance",
    "ReviewState",
    "Role",
    "SurveyState",
    "canonical_language",
    "direction",
    "html_language",
]
