"""Colleagues: inviting, resetting, deactivating, and changing what they may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, current_app, flash, redirect, render_template
from wtforms.validators import AnyOf, InputRequired, Length

from feedback.config import Config
from feedback.services import audit, comment_readers, notices, places, staff_members, staff_passes
from feedback.services.refusals import Refused
from feedback.services.staff_members import Colleague
from feedback.vocabulary import ENGLISH_NAMES, Permission, Role
from feedback.web import roles, templating, transactions
from feedback.web.admin import blueprint
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires

_ONE = "/colleagues/<int(max=2147483647):staff_id>"


def _role_field() -> Line:
    known = [role.value for role in Role]
    return Line("Role", [InputRequired("Choose a role."), AnyOf(known, "Choose a role.")])


class RoleForm(StaffForm):
    """What somebody may do, and where."""

    role = _role_field()
    place = Line("Place")


class InviteForm(StaffForm):
    """Somebody new."""

    email = Line("E-mail address", [InputRequired("Give their e-mail address."), Length(max=255)])
    name = Line("Name", [Length(max=200)])
    role = _role_field()
    place = Line("Place")


def _chosen_place(form: RoleForm | InviteForm) -> Any:
    """The place, None for the whole organisation. Raises Refused when it is not in the list."""
    if not form.place.data:
        return None
    found = places.by_slug(transactions.session(), form.place.data)
    if found is None:
        raise Refused("Choose a place from the list.", "place")
    return found


def _choices() -> dict[str, Any]:
    said = templating.words()
    return {
        "role_choices": [
            {"key": role.value, "text": said(roles.NAMES[role]), "hint": said(roles.PURPOSES[role])}
            for role in Role
        ],
        "place_choices": [
            (branch.place.slug, "– " * branch.depth + branch.place.name)
            for branch in places.tree(transactions.session())
        ],
    }


def _one_time_link(token: str, email: str) -> Any:
    """Shown in the answer itself, and by e-mail where there is a mail server; a reload does not bring it back."""
    config: Config = current_app.extensions["config"]
    link = staff_passes.address(token, config.base_url)
    by_email = config.smtp_url is not None and config.base_url is not None
    if by_email:
        notices.put_one_time_link(transactions.session(), email, link, now=audit.now())
    return render_template("admin/one_time_link.html", link=link, email=email, by_email=by_email)


def _colleague(staff_id: int) -> Colleague:
    return staff_members.find(transactions.session(), staff_id) or abort(404)


@blueprint.get("/colleagues/")
@requires(Permission.MANAGE_STAFF)
def colleagues() -> Any:
    """Everybody who can sign in here, and who could."""
    everybody = staff_members.colleagues(transactions.session())
    return render_template("admin/colleagues.html", colleagues=everybody, names=roles.NAMES, role_of=Role)


@blueprint.route("/colleagues/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_STAFF)
def invite() -> Any:
    """Invites somebody; the one-time link is shown once."""
    form, session = InviteForm(), transactions.session()
    if form.validate_on_submit():
        try:
            token = staff_members.invite(
                session,
                form.email.data or "",
                name=form.name.data or "",
                role=Role(form.role.data),
                place=_chosen_place(form),
                by=current_member().by,
                now=audit.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return _one_time_link(token, form.email.data or "")
    return render_template("admin/colleague_new.html", form=form, **_choices()), form.answer_code()


@blueprint.route(_ONE, methods=["GET", "POST"])
@requires(Permission.MANAGE_STAFF)
def colleague(staff_id: int) -> Any:
    """One colleague; the form changes role and place."""
    found = _colleague(staff_id)
    form = RoleForm(role=found.membership.role, place=found.place.slug if found.place else "")
    if form.validate_on_submit():
        try:
            staff_members.move(
                transactions.session(),
                found,
                role=Role(form.role.data),
                place=_chosen_place(form),
                by=current_member().by,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(templating.words()("Saved. They sign in again with what they may do now."), "done")
            return redirect("/admin/colleagues/", 303)
    return _page(found, form), form.answer_code()


def _page(found: Colleague, form: RoleForm) -> str:
    return render_template(
        "admin/colleague.html",
        form=form,
        colleague=found,
        yourself=found.member.id == current_member().staff_id,
        only_reader=[
            (survey.title, f"/staff/surveys/{survey.slug}/readers", ENGLISH_NAMES[language])
            for survey, language in comment_readers.left_without(transactions.session(), found.member.id)
        ],
        **_choices(),
    )


def _refused(found: Colleague, refused: Refused) -> Any:
    form = RoleForm(formdata=None, role=found.membership.role, place=found.place.slug if found.place else "")
    form.refuse(refused)
    return _page(found, form), 400


@blueprint.post(f"{_ONE}/reset")
@requires(Permission.MANAGE_STAFF)
def reset(staff_id: int) -> Any:
    """Takes the password away and shows a one-time link."""
    return _reset(staff_id, second_step=False)


@blueprint.post(f"{_ONE}/reset-second-step")
@requires(Permission.MANAGE_STAFF)
def reset_second_step(staff_id: int) -> Any:
    """The same for somebody who lost their phone and their recovery codes."""
    return _reset(staff_id, second_step=True)


def _reset(staff_id: int, *, second_step: bool) -> Any:
    found, by = _colleague(staff_id), current_member().by
    try:
        token = staff_members.reset(
            transactions.session(), found, second_step=second_step, by=by, now=audit.now()
        )
    except Refused as refused:
        return _refused(found, refused)
    return _one_time_link(token, found.member.email)


@blueprint.post(f"{_ONE}/deactivate")
@requires(Permission.MANAGE_STAFF)
def deactivate(staff_id: int) -> Any:
    """Ends an account; it can be undone."""
    return _change(staff_id, staff_members.deactivate, "{email} can no longer sign in.")


@blueprint.post(f"{_ONE}/reactivate")
@requires(Permission.MANAGE_STAFF)
def reactivate(staff_id: int) -> Any:
    """Lets somebody sign in again."""
    return _change(staff_id, staff_members.reactivate, "{email} can sign in again.")


def _change(staff_id: int, service: Callable[..., None], told: str) -> Any:
    found, by = _colleague(staff_id), current_member().by
    try:
        service(transactions.session(), found, by=by)
    except Refused as refused:
        return _refused(found, refused)
    flash(templating.words()(told, email=found.member.email), "done")
    return redirect(f"/admin/colleagues/{staff_id}", 303)
