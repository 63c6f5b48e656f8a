"""The contacts of a campaign: lists put in, what became of each line, lists taken back."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from datetime import time as clock
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request

from feedback.services import (
    audit,
    contact_files,
    contact_uploads,
    contacts,
    places,
    working_days,
)
from feedback.services.contact_uploads import Declaration
from feedback.services.refusals import Refused
from feedback.vocabulary import ContactState, Permission
from feedback.web import larger_forms, templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, contact_labels, csv_files, reach, texts

if TYPE_CHECKING:
    from feedback.models.campaign import Campaign
    from feedback.models.contact_upload import ContactUpload

_CAMPAIGN = "/texts/<int(max=2147483647):campaign_id>/contacts"
_UPLOAD = f"{_CAMPAIGN}/<int(max=2147483647):upload_id>"
#: So many lines are shown on a page; the file has them all.
_SHOWN = 200


class UploadForm(StaffForm):
    """A file, when it was made, what was taken out of it, and where its columns have unusual names."""

    file = Line("The list")
    day = Line("On which day was the list made?")
    time = Line("At what time?")
    declared = Line("What was taken out?")
    number = Line("Column with the number or address")
    language = Line("Column with the language")
    name = Line("Column with the name")
    format = Line("Column with the format or need")


@blueprint.route(_CAMPAIGN, methods=["GET", "POST"])
@larger_forms.takes(contact_files.MOST_BYTES + 100_000)
@requires(Permission.SEND_INVITATIONS)
def campaign_contacts(campaign_id: int) -> Any:
    """Everybody of a campaign in numbers, its lists, and one more list."""
    campaign, form = texts.find(campaign_id), UploadForm()
    if form.validate_on_submit():
        try:
            added = _add(campaign, form)
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(templating.words()("The list is read: {number} lines.", number=added.lines), "done")
            return redirect(f"/staff/texts/{campaign_id}/contacts/{added.id}", 303)
    session = transactions.session()
    campaign = texts.find(campaign_id)
    counts = contacts.counts(session, campaign)
    page = render_template(
        "staff/texts/contacts.html",
        campaign=campaign,
        place=reach.place_names().get(campaign.place_id, ""),
        allowed=places.texts_allowed(session, _place(campaign)),
        form=form,
        ready=counts.get((ContactState.READY.value, ""), 0),
        invited=sum(number for (state, _), number in counts.items() if state == ContactState.INVITED),
        another_way=sum(number for (state, _), number in counts.items() if state == ContactState.ANOTHER_WAY),
        excluded=_excluded(counts),
        uploads=[_told(one) for one in contact_uploads.listed(session, campaign)],
        ticks=[{"key": key, "text": text} for key, text in contact_labels.DECLARED.items()],
        ticked=request.form.getlist("declared"),
        today=working_days.here(audit.now()).date().isoformat(),
    )
    return page, form.answer_code()


def _place(campaign: Campaign) -> Any:
    return places.find(transactions.session(), campaign.place_id)


def _add(campaign: Campaign, form: UploadForm) -> ContactUpload:
    """Reads the file while others may write, and then adds it. Raises Refused."""
    session, member, now = transactions.session(), current_member(), audit.now()
    declaration = Declaration(
        _moment(form.day.data or "", form.time.data or ""),
        request.form.getlist("declared"),
        member.by,
        member.name,
    )
    contact_uploads.refuse(session, campaign, declaration, now=now)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refused("Choose the list: a CSV or XLSX file.", "file")
    chosen = {column: str(form[column].data or "") for column in contact_files.COLUMNS}
    campaign_id, channel = campaign.id, campaign.channel
    content = sent.read(contact_files.MOST_BYTES + 1)
    if len(content) > contact_files.MOST_BYTES:
        raise Refused("The list is larger than 12 MB. Split it into parts.", "file")
    transactions.give_way()
    prepared = contact_uploads.prepare(session, content, channel=channel, chosen=chosen)
    return contact_uploads.add(session, texts.find(campaign_id), prepared, declaration, now=now)


def _moment(day: str, time: str) -> datetime:
    """The day and the time that were typed, as the clock on the wall has them, in UTC."""
    try:
        on = date.fromisoformat(day.strip())
    except ValueError:
        raise Refused("Write the day such as 2026-11-23.", "day") from None
    try:
        at = clock.fromisoformat(time.strip().replace(".", ":").zfill(5))
    except ValueError:
        raise Refused("Write the time such as 09:30.", "time") from None
    return working_days.stored(on, at.replace(tzinfo=None))


def _excluded(counts: dict[tuple[str, str], int]) -> list[tuple[str, int]]:
    words = templating.words()
    return [
        (words(text), counts[ContactState.EXCLUDED.value, reason])
        for reason, text in contact_labels.EXCLUDED.items()
        if (ContactState.EXCLUDED.value, reason) in counts
    ]


def _told(upload: ContactUpload) -> dict[str, Any]:
    return {
        "id": upload.id,
        "lines": upload.lines,
        "left_out": sum(upload.counts.values()),
        "made": working_days.here(upload.extracted_at),
        "came": working_days.here(upload.uploaded_at),
        "name": upload.declared_name,
    }


@blueprint.get(_UPLOAD)
@requires(Permission.SEND_INVITATIONS)
def contact_upload(campaign_id: int, upload_id: int) -> Any:
    """One list: how many lines were used, and each that was not with its reason and what to do."""
    campaign, upload = _upload(campaign_id, upload_id)
    session = transactions.session()
    left_out = contact_uploads.left_out(session, upload)
    return render_template(
        "staff/texts/contacts_upload.html",
        campaign=campaign,
        upload=_told(upload),
        declared=[contact_labels.DECLARED[key] for key in upload.declared],
        remarks=contact_uploads.remarks(session, upload),
        reasons=[
            (*contact_labels.left_out(reason), number)
            for reason, number in Counter(one.reason for one in left_out).most_common()
        ],
        lines=[(one, contact_labels.left_out(one.reason)[0]) for one in left_out[:_SHOWN]],
        more=max(0, len(left_out) - _SHOWN),
        forgotten=upload.left_out is None,
    )


def _upload(campaign_id: int, upload_id: int) -> tuple[Campaign, ContactUpload]:
    campaign = texts.find(campaign_id)
    upload = contact_uploads.find(transactions.session(), campaign, upload_id)
    return campaign, upload or abort(404)


@blueprint.get(f"{_UPLOAD}/lines.csv")
@requires(Permission.SEND_INVITATIONS)
def lines_left_out(campaign_id: int, upload_id: int) -> Any:
    """Every line that was left out, for a spreadsheet: its number in the file, and no more of it than three digits."""
    _, upload = _upload(campaign_id, upload_id)
    rows = [
        (one.line, *contact_labels.left_out(one.reason), one.tail, one.other or "")
        for one in contact_uploads.left_out(transactions.session(), upload)
    ]
    headings = ("line", "why it was left out", "what to do", "last three digits", "same as line")
    return csv_files.answer(f"lines-left-out-{upload_id}", headings, rows)


@blueprint.post(f"{_UPLOAD}/remove")
@requires(Permission.SEND_INVITATIONS)
def remove_contacts(campaign_id: int, upload_id: int) -> Any:
    """Takes a list back, with everybody on it, before anything was sent."""
    campaign, upload = _upload(campaign_id, upload_id)
    try:
        contact_uploads.remove(transactions.session(), campaign, upload, by=current_member().by)
    except Refused as refused:
        flash(reach.sentence(refused).message, "problem")
    else:
        flash(templating.words()("The list is taken back. Nobody else on it is asked."), "done")
    return redirect(f"/staff/texts/{campaign_id}/contacts", 303)
