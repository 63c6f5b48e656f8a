"""One comment: its words, what somebody decides who read it, whose it is, and whether the team may see it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from feedback.i18n import marked
from feedback.services import comment_readers, outcomes, places
from feedback.services.refusals import Refused
from feedback.services.reviews import Read
from feedback.vocabulary import FOR_THE_LEAD, CommentOutcome, Permission, ReviewState, Role
from feedback.web import templating, transactions
from feedback.web.guard import Member, current_member, requires
from feedback.web.staff import blueprint, comments, reach

#: Each outcome: its words, and what to do now and who is told.
OUTCOMES = {
    CommentOutcome.NO_CONCERN: (marked("No concern"), marked("Nothing more to do. Nobody is told.")),
    CommentOutcome.LIAISON: (
        marked("Advice and liaison (PALS)"),
        marked("Tell your patient advice and liaison service today. Nothing is sent for you."),
    ),
    CommentOutcome.ADULT_SAFEGUARDING: (
        marked("Adult safeguarding"),
        marked("Ring the safeguarding lead now. It goes to their list."),
    ),
    CommentOutcome.CHILD_SAFEGUARDING: (
        marked("Child safeguarding"),
        marked("Ring the safeguarding lead now. It goes to their list."),
    ),
    CommentOutcome.ALLEGATION: (
        marked("Allegation against staff"),
        marked(
            "Say nothing to the team. It goes to the safeguarding lead, and nobody else sees it from now on."
        ),
    ),
    CommentOutcome.INCIDENT: (
        marked("Incident"),
        marked("Record it in your incident system today. Nothing is sent for you."),
    ),
    CommentOutcome.EMERGENCY: (
        marked("Emergency"),
        marked(
            "Act now: ring 999, or go to the place. Then tell the safeguarding lead. It goes to their list."
        ),
    ),
}
#: Possible risks, as the lists of words name them.
RISKS = {
    "medical-emergency": marked("a medical emergency"),
    "suicide-or-self-harm": marked("suicide or self-harm"),
    "child-at-risk": marked("a child at risk"),
    "sexual-assault": marked("sexual assault"),
    "domestic-abuse": marked("abuse at home"),
    "adult-abuse-or-neglect": marked("abuse or neglect of an adult"),
    "slavery-or-exploitation": marked("slavery or exploitation"),
    "violence-or-threat": marked("violence or threats"),
    "allegation-against-staff": marked("an allegation against staff"),
    "serious-harm-from-care": marked("serious harm from care"),
}
_MOST_AT_ONCE = 50
#: An address that was sealed is longer than the name of any page.
_OWN = "/comments/<string(minlength=40):ref>"


@blueprint.get(_OWN)
@requires(Permission.READ_COMMENTS)
def comment(ref: str) -> Any:
    """The words, and what there is to decide."""
    member, found = current_member(), comments.named(ref)
    number = found.review.id
    comments.noted(member, "comment-read", f"comment {number}")
    return _page(ref, comments.named(ref))


def _page(ref: str, found: Read, refused: Refused | None = None) -> Any:
    session, member, said = transactions.session(), current_member(), templating.words()
    review = found.review
    readers = comment_readers.able(session)
    names = {one.member.id: one.member.name or one.member.email for one in readers}
    page = render_template(
        "staff/comments/comment.html",
        one=comments.card(found),
        own=f"/staff/comments/{ref}",
        risks=[said(RISKS.get(flag, flag.replace("-", " "))) for flag in review.flags],
        outcomes=[
            {"key": key.value, "text": said(text), "hint": said(hint)}
            for key, (text, hint) in OUTCOMES.items()
        ],
        outcome=said(OUTCOMES[CommentOutcome(review.outcome)][0]) if review.outcome else "",
        chosen=request.form.get("outcome", review.outcome or ""),
        note=request.form.get("note", review.note),
        owner=names.get(review.owner_id or 0, ""),
        mine=review.owner_id == member.staff_id,
        others=[(key, name) for key, name in names.items() if key != review.owner_id],
        decided_by=_name_of(review.decided_by, names),
        leads=member.role is Role.SAFEGUARDING_LEAD,
        with_lead=review.state == ReviewState.WITH_LEAD,
        waiting=review.state == ReviewState.WAITING,
        for_lead=review.outcome in {one.value for one in FOR_THE_LEAD},
        place=places.find(session, review.place_id),
        no_lead=not comment_readers.leads(readers),
        refused=refused,
    )
    return page, 400 if refused else 200


def _name_of(staff_id: int | None, names: dict[int, str]) -> str:
    return names.get(staff_id or 0, "")


@blueprint.post(_OWN)
@requires(Permission.READ_COMMENTS)
def decide_comment(ref: str) -> Any:
    """Keeps what was decided; what is for the safeguarding lead goes to them at once."""
    session, member, found, said = (
        transactions.session(),
        current_member(),
        comments.named(ref),
        templating.words(),
    )
    note = " ".join(request.form.get("note", "").split())
    try:
        if request.form.get("outcome") not in {one.value for one in CommentOutcome}:
            raise Refused("choose what came of reading it", "outcome")
        outcome = CommentOutcome(request.form["outcome"])
        outcomes.decide(
            session, found.review, outcome, reach.viewer(member), note=note,
            before=request.form.get("before", ""), by=member.by, today=comments.today(),
        )  # fmt: skip
        if request.form.get("release") == "yes" and outcome not in FOR_THE_LEAD:
            _release(found, member)
    except Refused as refused:
        return _page(ref, found, reach.sentence(refused))
    flash(
        said("Kept: {outcome}. {what}", outcome=said(OUTCOMES[outcome][0]), what=said(OUTCOMES[outcome][1])),
        "done",
    )
    return redirect("/staff/comments/", 303)


def _release(found: Read, member: Member) -> None:
    """Shows it to the team of its place, as praise where whoever read it says so."""
    outcomes.release(
        transactions.session(), found.review, staff_id=member.staff_id, by=member.by, today=comments.today(),
        praise=request.form.get("praise") == "yes",
    )  # fmt: skip


@blueprint.post("/comments/read")
@requires(Permission.READ_COMMENTS)
def read_comments() -> Any:
    """Several that were read where they stand in the queue, each without concern; one with a possible risk never so."""
    session, member, said = transactions.session(), current_member(), templating.words()
    kept = left = 0
    for ref in request.form.getlist("read")[:_MOST_AT_ONCE]:
        review = comments.named(ref).review
        if review.at_risk or review.state != ReviewState.WAITING:
            left += 1
            continue
        outcomes.decide(
            session, review, CommentOutcome.NO_CONCERN, reach.viewer(member), note="", before="", by=member.by,
            today=comments.today(),
        )  # fmt: skip
        kept += 1
    flash(said("Read without concern: {number}.", number=kept), "done" if kept else "warning")
    if left:
        flash(said("Left as they are, to be decided one by one: {number}.", number=left), "warning")
    return redirect("/staff/comments/", 303)


@blueprint.post(f"{_OWN}/dealt-with")
@requires(Permission.READ_COMMENTS)
def comment_dealt_with(ref: str) -> Any:
    """The safeguarding lead has done what there was to do."""
    member, found = current_member(), comments.named(ref)
    try:
        if member.role is not Role.SAFEGUARDING_LEAD:
            raise Refused("only a safeguarding lead says that it is dealt with")
        note = " ".join(request.form.get("note", "").split())
        outcomes.dealt_with(
            transactions.session(), found.review, note=note, by=member.by, today=comments.today()
        )
    except Refused as refused:
        return _page(ref, found, reach.sentence(refused))
    flash(templating.words()("Kept as dealt with."), "done")
    return redirect("/staff/comments/?show=lead", 303)


@blueprint.post(f"{_OWN}/owner")
@requires(Permission.READ_COMMENTS)
def comment_owner(ref: str) -> Any:
    """Takes a comment over, or hands it over to a colleague."""
    member, found = current_member(), comments.named(ref)
    to = request.form.get("owner", "")
    staff_id = member.staff_id if not to else int(to) if to.isdecimal() and len(to) < 10 else 0
    try:
        outcomes.give(transactions.session(), found.review, staff_id, by=member.by)
    except Refused as refused:
        return _page(ref, found, reach.sentence(refused))
    mine = staff_id == member.staff_id
    flash(templating.words()("It is yours to read now." if mine else "It is handed over."), "done")
    return redirect(f"/staff/comments/{ref}" if mine else "/staff/comments/", 303)


@blueprint.post(f"{_OWN}/release")
@requires(Permission.READ_COMMENTS)
def release_comment(ref: str) -> Any:
    """Shows a comment to the team of its place, or to nobody there any more."""
    session, member, found = transactions.session(), current_member(), comments.named(ref)
    shown = request.form.get("show") == "yes"
    try:
        if shown:
            _release(found, member)
        else:
            outcomes.take_back(session, found.review, by=member.by)
    except Refused as refused:
        return _page(ref, found, reach.sentence(refused))
    flash(
        templating.words()("The team can read it now." if shown else "The team does not see it any more."),
        "done",
    )
    return redirect(f"/staff/comments/{ref}", 303)
