"""The queue of comments: every one is read, the ones with a possible risk first; every reading is written down."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import abort, render_template, request

from feedback.services import audit, enrolments, reviews, risk_words, surveys, working_days
from feedback.services.reviews import Read, Reader, Show, Wanted
from feedback.vocabulary import (
    ENGLISH_NAMES,
    OWN_LANGUAGES,
    Permission,
    ReviewState,
    Role,
    canonical_language,
    direction,
    html_language,
)
from feedback.web import templating, transactions
from feedback.web.guard import Member, current_member, requires
from feedback.web.staff import blueprint, one_comment, quoting, reach, sealed_names

if TYPE_CHECKING:
    from feedback.models.comment_review import CommentReview

_A_PAGE = 50
PURPOSE = "a comment's place in the queue"


def today() -> date:
    """The day on the calendar in England."""
    return working_days.day_of(audit.now())


def caught_up(member: Member) -> None:
    """Brings the queue up to date before a page shows it."""
    if not enrolments.needed(transactions.session(), today=today()):
        return
    # A page that is only read holds a reader's session: it has to look again, at what this one wrote.
    transactions.give_way()
    with transactions.database().transaction(member.organisation_id) as session:
        enrolments.catch_up(session, today=today())


def noted(member: Member, action: str, subject: str) -> None:
    """Writes down that somebody read, in a transaction of its own, and first."""
    transactions.give_way()
    with transactions.database().transaction(member.organisation_id) as session:
        audit.record(session, action, subject, by=member.by)


@blueprint.get("/comments/")
@requires(Permission.READ_COMMENTS)
def comments() -> Any:
    """Those with a possible risk first, then what is late, then by the day it is due; the words and nothing else."""
    member, number = current_member(), request.args.get("page", 1, type=int)
    if not 1 <= number <= 1_000_000:
        abort(404)
    caught_up(member)
    noted(member, "comments-read", f"page {number}")
    session, reader, wanted = transactions.session(), reach.viewer(member), _wanted(member)
    total = reviews.count(session, reader, wanted)
    found = reviews.page(session, reader, wanted, start=(number - 1) * _A_PAGE, number=_A_PAGE, today=today())
    if not found and number > 1:
        abort(404)
    return render_template(
        "staff/comments/queue.html",
        found=[card(one) for one in found],
        ever=bool(total or reviews.count(session, reader, Wanted(Show.DONE))),
        tabs=_tabs(member, reader, wanted),
        wanted=wanted,
        surveys=[(one.slug, one.title) for one in surveys.everything(session)],
        languages=list(ENGLISH_NAMES.items()),
        survey=request.args.get("survey", ""),
        page=number,
        pages=-(-total // _A_PAGE),
        href=_address(wanted.show, page="{page}"),
        may=member.may,
    )


def _wanted(member: Member) -> Wanted:
    """What the address asks for; 404 for what nobody offers."""
    asked = request.args.get("show", "")
    if asked and asked not in [show.value for show in Show]:
        abort(404)
    show = Show(asked) if asked else Show.ALL
    if show is Show.LEAD and member.role is not Role.SAFEGUARDING_LEAD:
        abort(404)
    slug, language = request.args.get("survey", ""), request.args.get("language", "")
    return Wanted(
        show,
        reach.survey(slug).id if slug else None,
        (canonical_language(language) or abort(404)) if language else None,
    )


def _address(show: Show, **more: str) -> str:
    given = (
        {name: request.args.get(name, "") for name in ("survey", "language")} | {"show": show.value} | more
    )
    return "?" + "&".join(f"{name}={value}" for name, value in given.items() if value)


def _tabs(member: Member, reader: Reader, wanted: Wanted) -> list[dict[str, Any]]:
    said, session = templating.words(), transactions.session()
    labels = {
        Show.ALL: said("To read"),
        Show.MINE: said("Mine"),
        Show.LEAD: said("For the safeguarding lead"),
        Show.DONE: said("Read"),
    }
    if member.role is not Role.SAFEGUARDING_LEAD:
        del labels[Show.LEAD]
    return [
        {
            "label": f"{label} ({reviews.count(session, reader, Wanted(show, wanted.survey_id, wanted.language))})",
            "href": _address(show),
            "current": show is wanted.show,
        }
        for show, label in labels.items()
    ]


def card(read: Read) -> dict[str, Any]:
    """What a page shows of one comment."""
    comment, member, sealed = read.comment, current_member(), one_comment.sealed(read.comment)
    may_quote = member.may(Permission.APPROVE_QUOTES) and comment.quotable
    return {
        "comment": comment,
        "review": read.review,
        "translation": comment.translation,
        "parts": marked_parts(comment.text, comment.language),
        "language_name": ENGLISH_NAMES[comment.language],
        "tag": html_language(comment.language),
        "direction": direction(comment.language),
        "clock": clock(read.review),
        "href": address(read.review.id),
        "ref": address(read.review.id).rpartition("/")[2],
        "quote": quoting.address(comment) if may_quote else "",
        "redact": f"/staff/comments/redact/{sealed}",
        "translate": "" if comment.language in OWN_LANGUAGES else f"/staff/comments/translation/{sealed}",
    }


def plain_card(read: Read) -> dict[str, Any]:
    """What the team of a place is shown of one comment: the words, unmarked, and where they were said."""
    comment = read.comment
    return {
        "comment": comment,
        # Without what could tell who somebody is, where a colleague took that out.
        "parts": [(comment.released, False)],
        # A translation still says what was taken out.
        "translation": comment.translation if comment.redacted is None else None,
        "language_name": ENGLISH_NAMES[comment.language],
        "tag": html_language(comment.language),
        "direction": direction(comment.language),
    }


def clock(review: CommentReview) -> dict[str, str]:
    """The clock of a comment in words, and the shape it stands with."""
    said = templating.words()
    if review.state != ReviewState.WAITING:
        return {
            "text": said("Read on {day}", day=said.day(review.decided_on)) if review.decided_on else "",
            "shape": "done",
        }
    late = working_days.between(review.due_on, today())
    if today() > review.due_on:
        late = max(1, late)
        text = said("1 working day late") if late == 1 else said("{number} working days late", number=late)
        return {"text": text, "shape": "warning"}
    left = -late
    if left == 0:
        return {"text": said("Due today"), "shape": "open"}
    if left == 1:
        return {"text": said("Due in 1 working day"), "shape": "planned"}
    return {"text": said("Due in {number} working days", number=left), "shape": "planned"}


def marked_parts(text: str, language: str) -> list[tuple[str, bool]]:
    """A comment in pieces: its words, and whether a list of words for possible risk holds them."""
    parts, at = [], 0
    for hit in sorted(risk_words.find(text, language), key=lambda one: one.start):
        start, end = max(at, hit.start), hit.end
        if end <= at:
            continue
        parts += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [part for part in [*parts, (text[at:], False)] if part[0]]


def address(review_id: int) -> str:
    """Where one comment is read. Encrypted, and never twice the same: two comments of one person stay apart."""
    return f"/staff/comments/{sealed_names.seal(PURPOSE, str(review_id))}"


def named(sealed: str) -> Read:
    """The comment of an address; 404 for another organisation's, and for what this reader must not know of."""
    review = sealed_names.opened(PURPOSE, sealed) or abort(404)
    viewer = reach.viewer(current_member())
    return reviews.find(transactions.session(), viewer, int(review)) or abort(404)
