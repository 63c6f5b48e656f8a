"""Roles, and the one table of what each may do."""

from __future__ import annotations

from enum import StrEnum


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
