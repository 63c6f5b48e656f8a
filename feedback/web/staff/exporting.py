"""Answers row by row, as a file, for those who may: what it holds, the duty that comes with it, and the download."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from flask import Response, abort, render_template
from wtforms import BooleanField, RadioField

from feedback.i18n import marked
from feedback.reports.exports import formats
from feedback.reports.exports.formats import Format
from feedback.services import answer_exports, looks, surveys
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission, SurveyState
from feedback.web import templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import Member, current_member, requires
from feedback.web.staff import blueprint, reach

if TYPE_CHECKING:
    from feedback.models.survey import Survey

#: Each format: its name for people, and what it is good for.
CHOICES = (
    (Format.CSV, marked("CSV"), marked("Opens anywhere. Take the codebook with it.")),
    (Format.XLSX, marked("Excel"), marked("Answers and codebook in one workbook.")),
    (Format.SAV, marked("SPSS"), marked("Numbers with labels, and missing answers marked as such.")),
    (Format.JSONL, marked("JSON lines"), marked("For a program: one response a line.")),
    (Format.FHIR, marked("FHIR"), marked("QuestionnaireResponses, for other NHS systems.")),
    (
        Format.DDI,
        marked("DDI codebook"),
        marked("For an archive: what the columns of the CSV mean. It holds no answers."),
    ),
)
#: How much of a file is in memory at a time, and is sent at a time.
_IN_MEMORY, _AT_ONCE = 1_000_000, 65_536


class ExportForm(StaffForm):
    """Which file, what for, and whether with people's own words."""

    format = RadioField("Which file?", choices=[each.value for each in Format], validate_choice=False)
    purpose = Line("What do you need it for?")
    words = BooleanField("With what people wrote in their own words")


@blueprint.route("/results/<slug>/export", methods=["GET", "POST"])
@requires(Permission.EXPORT_ANSWERS)
def export(slug: str) -> Any:
    """The choice of a file, and the file."""
    survey, member, form = _published(slug), current_member(), ExportForm()
    if form.validate_on_submit():
        try:
            return _file(survey, member, form)
        except Refused as refused:
            form.refuse(reach.sentence(refused))
    return _page(survey, member, form), form.answer_code()


@blueprint.get("/results/<slug>/export/codebook")
@requires(Permission.EXPORT_ANSWERS)
def export_codebook(slug: str) -> Any:
    """What the columns and values of the files mean; nobody's answers are in it."""
    survey, out = _published(slug), io.BytesIO()
    words = current_member().may(Permission.READ_COMMENTS)
    name = formats.write_codebook(transactions.session(), survey.id, out, words=words)
    return _named(Response(out.getvalue(), content_type="text/csv; charset=utf-8"), name)


def _published(slug: str) -> Survey:
    """The survey of an address, once somebody can have answered it; 404 otherwise."""
    survey = reach.survey(slug)
    if surveys.revision_of(transactions.session(), survey) is None or survey.state == SurveyState.DRAFT:
        abort(404)
    return survey


def _page(survey: Survey, member: Member, form: ExportForm) -> str:
    words = templating.words()
    return render_template(
        "staff/export.html",
        survey=survey,
        form=form,
        number=reach.responses_to(member, survey.id),
        cards=[{"key": key.value, "text": words(name), "hint": words(hint)} for key, name, hint in CHOICES],
        invented=looks.of(transactions.session(), member.organisation_id).demonstration,
        bounded=member.place_id is not None,
        may_have_words=member.may(Permission.READ_COMMENTS),
        longest=answer_exports.LONGEST_PURPOSE,
    )


def _file(survey: Survey, member: Member, form: ExportForm) -> Response:
    """The whole file, made before the first byte of it is sent, and in the audit before that."""
    wanted = next((each for each in Format if each.value == form.format.data), None)
    if wanted is None:
        raise Refused("Choose a file.", "format")
    purpose = answer_exports.purpose(form.purpose.data or "")
    words = bool(form.words.data) and member.may(Permission.READ_COMMENTS)
    survey_id, bounds = survey.id, reach.place_ids(member)
    # Whoever answers meanwhile must not wait: the file is made in a session that only reads.
    transactions.give_way()
    with ExitStack() as until_sent:
        spooled = until_sent.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
        out = cast(BinaryIO, spooled)
        with transactions.database().reading(member.organisation_id) as reader:
            try:
                written = formats.write(reader, survey_id, wanted, out, places=bounds, words=words)
            except formats.NotInstalled as missing:
                raise Refused(str(missing), "format") from None
        answer_exports.record(
            transactions.session(), survey_id, format=wanted.value, rows=written.rows, purpose=purpose,
            words=words, by=member.by,
        )  # fmt: skip
        answer = Response(_pieces(out), content_type=written.media_type)
        answer.call_on_close(until_sent.pop_all().close)
    return _named(answer, written.name)


def _pieces(out: BinaryIO) -> Iterator[bytes]:
    """A file a piece at a time; it is gone from this machine once it is sent."""
    out.seek(0)
    with out:
        while piece := out.read(_AT_ONCE):
            yield piece


def _named(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
