"""Who may open which page: every view says so, and staff views get a member, an organisation and a scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import abort, g, redirect, request, url_for
from flask_security import current_user

from feedback import db
from feedback.services import memberships
from feedback.vocabulary import PERMISSIONS, Permission, Role
from feedback.web import transactions

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """What a view asks for: nothing (public), a signed-in member, or one permission."""

    public: bool = False
    permission: Permission | None = None


@dataclass(frozen=True)
class Member:
    """Who is asking, in which organisation, as what; `place_id` bounds a ward lead to their own place."""

    staff_id: int
    email: str
    name: str
    organisation_id: int
    role: Role
    place_id: int | None

    def may(self, permission: Permission) -> bool:
        """Whether this member's role holds the permission."""
        return permission in PERMISSIONS[self.role]

    @property
    def by(self) -> str:
        """How the audit names them."""
        return self.email


def public(view: View) -> View:
    """Anybody may open this page."""
    view.access = Access(public=True)  # type: ignore[attr-defined]  # the routes test reads it
    return view


def requires(permission: Permission | None = None) -> Callable[[View], View]:
    """Only a signed-in member with this permission (or any member, when None) may open this page.

    Without sign-in the reader is sent to it; without the permission the page does not exist for them (404).
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return redirect(
                    url_for("security.login", next=request.path if request.method == "GET" else None)
                )
            member = current_member()
            if permission is not None and not member.may(permission):
                abort(404)
            return view(*args, **kwargs)

        guarded.access = Access(permission=permission)  # type: ignore[attr-defined]  # the routes test reads it
        return guarded  # type: ignore[return-value]  # wraps keeps the signature

    return wrap


def current_member() -> Member:
    """The signed-in member in the organisation they work for; scopes this request's session to it."""
    if "member" not in g:
        session = transactions.session()
        found = memberships.of(session, current_user.id)
        if found is None:
            abort(404)
        db.set_scope(session, found.organisation_id)
        g.member = Member(
            staff_id=current_user.id,
            email=current_user.email,
            name=current_user.name or current_user.email,
            organisation_id=found.organisation_id,
            role=Role(found.role),
            place_id=found.place_id,
        )
    member: Member = g.member
    return member
