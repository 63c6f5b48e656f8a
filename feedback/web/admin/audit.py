"""What was done, by whom and when: the newest events of the organisation."""

from __future__ import annotations

from typing import Any

from flask import render_template

from feedback.i18n import marked
from feedback.services import audit as events
from feedback.vocabulary import Permission
from feedback.web import transactions
from feedback.web.admin import blueprint
from feedback.web.guard import requires

_SHOWN = 200
#: Events in words; one that is not listed shows its own name.
ACTIONS: dict[str, str] = {
    "organisation-added": marked("Made the organisation"),
    "organisation-changed": marked("Changed the organisation"),
    "logo-changed": marked("Changed the logo"),
    "logo-removed": marked("Removed the logo"),
    "place-added": marked("Added a place"),
    "place-changed": marked("Changed a place"),
    "staff-added": marked("Invited"),
    "staff-reset": marked("Reset the password of"),
    "staff-deactivated": marked("Deactivated"),
    "staff-reactivated": marked("Reactivated"),
    "role-changed": marked("Changed the role of"),
    "password-set": marked("Set the password of"),
    "password-changed": marked("Changed their password"),
    "signed-in": marked("Signed in"),
    "second-step-set": marked("Set their second step"),
    "second-step-removed": marked("Took away their second step"),
    "survey-adopted": marked("Chose a survey"),
    "survey-published": marked("Opened a survey"),
    "survey-closed": marked("Closed a survey"),
    "translation-signed": marked("Signed a translation"),
    "translation-withdrawn": marked("Took back a translation"),
    "medium-put-up": marked("Put up a picture, recording or video"),
    "medium-described": marked("Changed what a picture says in words"),
    "medium-removed": marked("Removed a picture, recording or video"),
    "bsl-signed": marked("Put British Sign Language online"),
    "bsl-withdrawn": marked("Took British Sign Language offline"),
    "link-made": marked("Made a link"),
    "link-revoked": marked("Stopped a link"),
    "link-replaced": marked("Replaced a link"),
    "placement-seen": marked("Saw a print working"),
    "placement-damaged": marked("Found a print damaged or gone"),
    "placement-taken-down": marked("Took a print down"),
    "placement-moved": marked("Put right where a print hangs"),
    "placement-described": marked("Said what hangs there, or since when"),
    "placement-undone": marked("Took back what they said of a print"),
    "responses-loaded": marked("Loaded answers from a file"),
    "interview-saved": marked("Saved an interview by phone of"),
    "interview-refused": marked("Somebody said no to an interview of"),
    "sheet-keyed": marked("Typed in a paper form of"),
    "sheet-kept": marked("Kept a doubtful paper form of"),
    "sheet-set-aside": marked("Set aside a doubtful paper form of"),
    "sheets-expired": marked("Deleted doubtful paper forms whose time was over"),
    "responses-expired": marked("Deleted answers whose time was over"),
    "results-published": marked("Published results"),
    "answers-exported": marked("Took out the answers of"),
    "fft-return-taken": marked("Took the return of the Friends and Family Test for"),
    "fft-mode-chosen": marked("Said how a link collects"),
    "results-part-seen": marked("Looked at a part of the answers"),
    "comments-read": marked("Read comments"),
    "comment-read": marked("Read"),
    "comment-decided": marked("Decided on"),
    "comment-dealt-with": marked("Dealt with"),
    "comment-handed-over": marked("Took or handed over"),
    "comment-released": marked("Showed to the team"),
    "comment-release-taken-back": marked("Took back from the team"),
    "released-comments-read": marked("Read comments shown to the team"),
    "comment-readers-named": marked("Named who reads comments of"),
    "comment-rota-arranged": marked("Arranged who reads comments week by week in"),
    "absence-noted": marked("Said that they are away"),
    "absence-over": marked("Said that they are back"),
    "message-released": marked("Had a held or failed message sent again"),
    "message-found": marked("Asked the provider about a held message, which has it"),
    "message-marked-sent": marked("Said that a held or failed message arrived"),
    "message-discarded": marked("Had a held or failed message not sent"),
    "improvement-drafted": marked("Drafted a You said, we did"),
    "improvement-revised": marked("Changed a You said, we did"),
    "improvement-translated": marked("Translated a You said, we did"),
    "improvement-sent-for-review": marked("Sent for review"),
    "improvement-sent-back": marked("Sent back to draft"),
    "improvement-published": marked("Published a You said, we did"),
}


@blueprint.get("/audit")
@requires(Permission.SEE_AUDIT)
def audit() -> Any:
    """The newest events."""
    return render_template(
        "admin/audit.html", events=events.latest(transactions.session(), _SHOWN), actions=ACTIONS
    )
