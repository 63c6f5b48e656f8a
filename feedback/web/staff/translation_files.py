"""Files for a translator: a language as a spreadsheet, PO or XLIFF, and what came back, line by line."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, render_template, request
from flask_wtf.file import FileField
from wtforms import SelectField

from feedback.services import audit, line_files, translation_files
from feedback.services.line_files import Format
from feedback.services.refusals import Refused
from feedback.services.translation_files import Report
from feedback.vocabulary import Permission, Provenance
from feedback.web import larger_forms, templating, transactions
from feedback.web.forms import StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, desk, reach
from feedback.web.staff.desk import Desk


class BringForm(StaffForm):
    """A file that came back, and where its words come from."""

    file = FileField("The file")
    provenance = SelectField("Where its words come from", validate_choice=False)


@blueprint.route("/surveys/<slug>/languages/<language>/files", methods=["GET", "POST"])
@larger_forms.takes(translation_files.LARGEST + 10_000)
@requires(Permission.TRANSLATE)
def language_files(slug: str, language: str) -> Any:
    """The files to send out, and the form that takes one back and reports on every line."""
    place, form = desk.of(slug, language), BringForm()
    report = None
    if form.validate_on_submit():
        try:
            report = _bring(place, form)
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            if report.accepted:
                flash(
                    templating.words()("The words of the file are kept. Nobody has signed them yet."), "done"
                )
    return _page(place, form, report), form.answer_code()


def _bring(place: Desk, form: BringForm) -> Report:
    if form.provenance.data not in desk.PROVENANCES:
        raise Refused("Say where the words come from.", "provenance")
    content = form.file.data.read(translation_files.LARGEST + 1) if form.file.data else b""
    if not content:
        raise Refused("Choose the file that came back.", "file")
    return translation_files.bring(
        transactions.session(), place.survey, place.revision, place.language, content,
        provenance=Provenance(form.provenance.data), by=current_member().by, now=audit.now(),
    )  # fmt: skip


def _page(place: Desk, form: BringForm, report: Report | None) -> str:
    return render_template(
        "staff/language_files.html",
        survey=place.survey,
        place=place,
        one=place.described(),
        form=form,
        report=report,
        provenances=desk.provenance_choices(),
    )


@blueprint.get("/surveys/<slug>/languages/<language>/file")
@requires(Permission.TRANSLATE)
def language_file(slug: str, language: str) -> Any:
    """A language as a file; `?format=` is xlsx, po or xlf."""
    place = desk.of(slug, language)
    try:
        format = Format(request.args.get("format", Format.XLSX.value))
    except ValueError:
        return abort(404)
    content = translation_files.write(transactions.session(), place.revision, place.language, format)
    name = f"{slug}-{place.language}.{format.value}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=line_files.MEDIA_TYPES[format], headers=headers)
