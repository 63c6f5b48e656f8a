"""A member's own account: password, second step, recovery codes."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_security import current_user

from feedback.web import roles, templating
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint


@blueprint.get("/account")
@requires()
def account() -> Any:
    """How this member signs in, and how to change it."""
    member = current_member()
    return render_template(
        "staff/account.html",
        account=member,
        may=member.may,
        role=templating.words()(roles.NAMES[member.role]),
        second_step=current_user.tf_primary_method is not None,
        recovery_codes=len(current_user.mf_recovery_codes or []),
    )
