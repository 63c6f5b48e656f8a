"""The first page after sign-in: the steps of the first day, then where each role works."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_security import current_user

from feedback.i18n import marked
from feedback.services import (
    audit,
    campaigns,
    comment_readers,
    escalations,
    hash_keys,
    organisations,
    registers,
)
from feedback.vocabulary import Permission
from feedback.web import templating, transactions
from feedback.web.guard import Member, current_member, requires
from feedback.web.staff import blueprint, comments, navigation, placement_words, reach

#: Each first step: what tells that it is done, its words, where it is done, who may, and whether it can wait.
_STEPS = (
    ("introduced", marked("Say who you are"), marked("Name, colour, logo, help number and privacy contact"),
     "/admin/organisation", Permission.MANAGE_ORGANISATION, False),
    ("has_place", marked("Add a place"), marked("A ward, a clinic, a site or a community group"),
     "/admin/places/new", Permission.MANAGE_ORGANISATION, False),
    ("has_survey", marked("Choose a survey and publish it"), marked("Ready-made surveys in nine languages"),
     "/staff/surveys/", Permission.ADOPT_SURVEYS, False),
    ("has_link", marked("Make a link and print its QR code"), marked("People scan it and answer"),
     "/staff/links/", Permission.MAKE_LINKS, False),
    ("signed_off", marked("Sign off a language"), marked("English and Easy Read need none"),
     "/staff/surveys/", Permission.SIGN_OFF_TRANSLATIONS, True),
    ("has_colleagues", marked("Invite colleagues"), marked("To read comments, sign off languages, review"),
     "/admin/colleagues/new", Permission.MANAGE_STAFF, True),
)  # fmt: skip
#: What each page is for, under its name on the home page.
_PURPOSES = {
    "/staff/surveys/": marked("What people are asked, and in which languages"),
    "/staff/links/": marked("A link and a QR code for each place"),
    "/staff/answers/": marked("By phone, or from forms on paper"),
    "/staff/results/": marked("What people answered, by group"),
    "/staff/texts/": marked("People invited by text, each in their language"),
    "/staff/comments/": marked("What people wrote, to be read by you"),
    "/staff/comments/released": marked("What people wrote, as far as its reader shows it to you"),
    "/staff/comments/overview": marked("Who reads what people write, and what is late"),
    "/staff/you-said-we-did/": marked("What changed because people answered"),
    "/admin/": marked("Your organisation, places, colleagues and account"),
}


def _steps(member: Member, first_day: organisations.FirstDay) -> list[dict[str, str]]:
    """The steps this member can take; the first that cannot wait is next."""
    said = templating.words()
    mine = [step for step in _STEPS if member.may(step[4])]
    undone = [step for step in mine if not getattr(first_day, step[0])]
    coming = next((step for step in undone if not step[5]), undone[0] if undone else None)
    return [
        {
            "label": said(step[1]),
            "hint": said(step[2]),
            "href": step[3],
            "state": "done" if step not in undone else "next" if step is coming else "later",
        }
        for step in mine
    ]


def _needs_you(member: Member) -> dict[str, str] | None:
    """That comments need somebody, and where they turn; not a word of what is in them."""
    number = escalations.number_for(transactions.session(), member.staff_id)
    if not number:
        return None
    reads = member.may(Permission.READ_COMMENTS)
    return {
        "text": escalations.sentence(number),
        "href": "/staff/comments/" if reads else "/staff/comments/overview",
    }


def _silent_prints(member: Member) -> str:
    """That prints within reach were not scanned for too long, as a sentence; empty when none was."""
    if not member.may(Permission.MAKE_LINKS):
        return ""
    return placement_words.home_sentence(
        registers.silent(transactions.session(), places=reach.place_ids(member), now=audit.now())
    )


def _stopped_campaigns(member: Member) -> list[dict[str, str]]:
    """Campaigns within reach that paused by themselves, each with the way to it."""
    if not member.may(Permission.SEND_INVITATIONS):
        return []
    found = campaigns.stopped_by_themselves(transactions.session(), places=reach.place_ids(member))
    return [{"name": one.name, "href": f"/staff/texts/{one.id}"} for one in found]


@blueprint.get("/")
@requires()
def home() -> Any:
    """Where to begin."""
    member, said = current_member(), templating.words()
    if member.may(Permission.READ_COMMENTS) or member.may(Permission.OVERSEE_COMMENTS):
        comments.caught_up(member)
    first_day = organisations.first_day(transactions.session())
    links = [
        {
            "label": said(entry.label),
            "hint": said(_PURPOSES[entry.href]),
            "href": entry.href,
            "picture": entry.picture,
        }
        for entry in navigation.may_open(member)
    ]
    return render_template(
        "staff/home.html",
        steps=_steps(member, first_day),
        settled=first_day.over,
        links=links,
        needs_you=_needs_you(member),
        silent_prints=_silent_prints(member),
        stopped_campaigns=_stopped_campaigns(member),
        wrong_key=not hash_keys.fits(transactions.session()),
        silent=comment_readers.closed(transactions.session()) if member.may(Permission.ADOPT_SURVEYS) else [],
        second_step=current_user.tf_primary_method is not None,
        recovery_codes=len(current_user.mf_recovery_codes or []),
    )
