"""A comment in English: written by a person who says what they are, shown beside the words it stands for."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template
from wtforms.validators import InputRequired, Length

from feedback.services import comment_translations
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH_NAMES, Permission, direction, html_language
from feedback.web import templating, transactions
from feedback.web.forms import Line, Lines, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, one_comment, reach


class TranslationForm(StaffForm):
    """What the comment says, and who says so."""

    text = Lines(
        "In English",
        [InputRequired("Write what the comment says."), Length(max=8000, message="That is too long.")],
    )
    role = Line(
        "What you are",
        [
            InputRequired("Say what you are, such as interpreter or bilingual nurse."),
            Length(max=200, message="That is too long."),
        ],
    )


@blueprint.route("/comments/translation/<comment>", methods=["GET", "POST"])
@requires(Permission.READ_COMMENTS)
def comment_translation(comment: str) -> Any:
    """The words as they were written, and the same in English by a person."""
    found, member, form = one_comment.named(comment), current_member(), TranslationForm()
    if form.validate_on_submit():
        try:
            comment_translations.keep(
                transactions.session(), found, form.text.data, form.role.data, staff_id=member.staff_id,
                by=member.by, today=reach.today(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(templating.words()("The translation is kept, with what you are."), "done")
            return redirect(f"/staff/comments/translation/{comment}", 303)
    elif not form.is_submitted() and found.translation is not None:
        form.text.data, form.role.data = found.translation.text, found.translation.role
    page = render_template(
        "staff/comment_translation.html", comment=found, form=form,
        own=f"/staff/comments/translation/{comment}", language=ENGLISH_NAMES[found.language],
        tag=html_language(found.language), direction=direction(found.language),
    )  # fmt: skip
    return page, form.answer_code()
