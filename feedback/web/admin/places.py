"""The tree of places: adding one, and mending a name or a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request
from wtforms.validators import InputRequired

from feedback.services import places as tree
from feedback.services import sensitivity
from feedback.services.refusals import Refused
from feedback.vocabulary import FFT_SETTINGS, Permission
from feedback.web import templating, transactions
from feedback.web.admin import blueprint
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires

if TYPE_CHECKING:
    from feedback.models.place import Place

#: What a place can be in the return of the Friends and Family Test.
_SETTINGS = [(setting.value, name) for setting, name in FFT_SETTINGS.items()]


class PlaceForm(StaffForm):
    """A place; the slug of its parent is empty at the top."""

    name = Line("Name", [InputRequired("Give the place a name, as people say it.")])
    parent = Line("Part of")
    ods_code = Line("ODS code")
    fft_setting = Line("Kind of service")


class SensitiveForm(StaffForm):
    """Why a place is sensitive, and why people of it are invited by text all the same."""

    sensitive_because = Line("Why is it sensitive?")
    texts_because = Line("Why may people of it be invited by text or e-mail?")


@blueprint.get("/places/")
@requires(Permission.MANAGE_ORGANISATION)
def places() -> Any:
    """Every place, where it stands."""
    return render_template("admin/places.html", tree=tree.tree(transactions.session()))


@blueprint.route("/places/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATION)
def new_place() -> Any:
    """Adds a place."""
    session, form = transactions.session(), PlaceForm()
    if request.method == "GET":
        form.parent.data = request.args.get("parent", "")
    if form.validate_on_submit():
        try:
            parent = _parent(form)
            place = tree.add(
                session,
                form.name.data or "",
                parent=parent,
                ods_code=form.ods_code.data or "",
                fft_setting=form.fft_setting.data or "",
                by=current_member().by,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(templating.words()("{name} is added.", name=place.name), "done")
            return redirect("/admin/places/", 303)
    return render_template(
        "admin/place_new.html", form=form, tree=tree.tree(session), settings=_SETTINGS
    ), form.answer_code()


def _parent(form: PlaceForm) -> Any:
    if not form.parent.data:
        return None
    parent = tree.by_slug(transactions.session(), form.parent.data)
    if parent is None:
        raise Refused("Choose a place from the list.", "parent")
    return parent


@blueprint.route("/places/<slug>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATION)
def place(slug: str) -> Any:
    """Mends the name or code of a place."""
    session = transactions.session()
    found = tree.by_slug(session, slug)
    if found is None:
        abort(404)
    form = PlaceForm(obj=found)
    if form.validate_on_submit():
        try:
            tree.change(
                session,
                found,
                name=form.name.data or "",
                ods_code=form.ods_code.data or "",
                fft_setting=form.fft_setting.data or "",
                by=current_member().by,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(templating.words()("Saved."), "done")
            return redirect("/admin/places/", 303)
    return _page(found, form, SensitiveForm(formdata=None)), form.answer_code()


def _page(found: Place, form: PlaceForm, sensitive: SensitiveForm) -> str:
    session = transactions.session()
    above = [one for one in tree.upwards(session, found.id)[1:] if one.sensitive]
    return render_template(
        "admin/place.html",
        form=form,
        place=found,
        settings=_SETTINGS,
        sensitive=sensitive,
        above=above[0].name if above else "",
        hint="" if found.sensitive or above else sensitivity.hint(found.name),
    )


@blueprint.post("/places/<slug>/sensitive")
@requires(Permission.MANAGE_ORGANISATION)
def sensitive_place(slug: str) -> Any:
    """Marks a place as sensitive or not, and switches invitations on or off for it; each with a sentence of why."""
    session, by = transactions.session(), current_member().by
    found, form = tree.by_slug(session, slug) or abort(404), SensitiveForm()
    wanted = request.form.get("wanted", "")
    try:
        if wanted == "mark":
            sensitivity.mark(session, found, form.sensitive_because.data or "", by=by)
        elif wanted == "unmark":
            sensitivity.unmark(session, found, by=by)
        elif wanted in ("texts-on", "texts-off"):
            because = form.texts_because.data or ""
            sensitivity.switch_texts(session, found, on=wanted == "texts-on", because=because, by=by)
    except Refused as refused:
        form.refuse(refused)
        return _page(found, PlaceForm(formdata=None, obj=found), form), 400
    flash(templating.words()("Saved."), "done")
    return redirect(f"/admin/places/{slug}", 303)
