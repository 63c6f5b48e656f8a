"""Staff members: inviting, resetting, deactivating and moving colleagues; each ends their open sessions."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.membership import Membership
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from feedback.models.staff_member import StaffMember
from feedback.services import audit, passwords, staff_passes
from feedback.services.refusals import Refused
from feedback.vocabulary import Role

_EMAIL = re.compile(r"[^@\s,;<>()\"']{1,64}@[^@\s,;<>()\"']+\.[^@\s,;<>()\"'.]{2,}")


@dataclass(frozen=True)
class Colleague:
    """One member of staff of an organisation, as a list shows them."""

    member: StaffMember
    membership: Membership
    place: Place | None

    @property
    def invited(self) -> bool:
        """Whether they have yet to choose a password."""
        return self.member.password is None

    @property
    def second_step(self) -> bool:
        """Whether sign-in asks them for a code as well."""
        return self.member.tf_primary_method is not None


def address(email: str) -> str:
    """An e-mail address in one spelling; raises Refused when it is none."""
    email = email.strip().casefold()
    if len(email) > 255 or not _EMAIL.fullmatch(email):
        raise Refused("Give a whole e-mail address, such as name@example.nhs.uk.", "email")
    return email


def by_email(session: Session, email: str) -> StaffMember | None:
    """The account of an address, in whichever organisation."""
    return session.scalars(select(StaffMember).where(StaffMember.email == email.strip().casefold())).first()


def add(
    session: Session,
    email: str,
    *,
    role: Role,
    by: str,
    now: datetime,
    name: str = "",
    place: Place | None = None,
) -> StaffMember:
    """An account without a password in this organisation; raises Refused, naming what to mend."""
    email = address(email)
    _check_place(role, place)
    if by_email(session, email) is not None:
        raise Refused("This address has an account already.", "email")
    member = StaffMember(email=email, name=" ".join(name.split())[:200], fs_uniquifier=uuid.uuid4().hex)
    member.memberships = [
        Membership(
            organisation_id=db.scope_of(session), role=role.value, place_id=place.id if place else None
        )
    ]
    session.add(member)
    session.flush()
    audit.record(session, "staff-added", email, by=by, detail=_described(role, place))
    return member


def invite(
    session: Session,
    email: str,
    *,
    role: Role,
    by: str,
    now: datetime,
    name: str = "",
    place: Place | None = None,
) -> str:
    """An account and the token of its one-time link, to be handed over by whoever invites."""
    member = add(session, email, role=role, by=by, now=now, name=name, place=place)
    return staff_passes.issue(session, member, now=now, note="invitation")


def set_password(session: Session, member: StaffMember, password: str, *, by: str, now: datetime) -> None:
    """A password given on the command line; raises Refused when it is too easy to guess."""
    organisation = session.get_one(Organisation, db.scope_of(session))
    wrong = passwords.problem(
        password, about=[member.email, member.name, organisation.name, organisation.slug]
    )
    if wrong:
        raise Refused(wrong, "password")
    member.password, member.password_set_at = passwords.hash_of(password), now
    staff_passes.cancel(session, member)
    _end_sessions(session, member)
    audit.record(session, "password-set", member.email, by=by)


def _check_place(role: Role, place: Place | None) -> None:
    if role is Role.WARD_LEAD and place is None:
        raise Refused("Choose the place: a ward lead sees that place and those below it.", "place")


def _described(role: Role, place: Place | None) -> str:
    return f"{role.value} at {place.slug}" if place else role.value


def _end_sessions(session: Session, member: StaffMember) -> None:
    """Turns the key that every cookie of theirs carries."""
    member.fs_uniquifier = uuid.uuid4().hex
    session.flush()


def colleagues(session: Session) -> Sequence[Colleague]:
    """Everybody of this organisation: those who may sign in first, then by address."""
    rows = session.execute(
        select(StaffMember, Membership)
        .join(Membership, Membership.staff_id == StaffMember.id)
        .where(Membership.organisation_id == db.scope_of(session))
        .order_by(StaffMember.active.desc(), StaffMember.email)
    ).all()
    places = {place.id: place for place in session.scalars(select(Place)).all()}
    return [
        Colleague(member, membership, places.get(membership.place_id) if membership.place_id else None)
        for member, membership in rows
    ]


def find(session: Session, staff_id: int) -> Colleague | None:
    """One of this organisation's; another organisation's is not there."""
    return next((each for each in colleagues(session) if each.member.id == staff_id), None)


def reset(session: Session, colleague: Colleague, *, second_step: bool, by: str, now: datetime) -> str:
    """Takes the password away (the second step too, for a lost phone); returns a one-time token."""
    member = colleague.member
    _only_here(session, member)
    if not member.active:
        raise Refused("Reactivate this account first.")
    member.password = None
    if second_step:
        member.tf_primary_method = member.tf_totp_secret = None
        member.mf_recovery_codes = None
    _end_sessions(session, member)
    audit.record(session, "staff-reset", member.email, by=by, detail="and second step" if second_step else "")
    return staff_passes.issue(session, member, now=now, note="reset")


def deactivate(session: Session, colleague: Colleague, *, by: str) -> None:
    """Ends an account at once; the last administrator stays. Raises Refused."""
    _not_yourself(colleague, by)
    _only_here(session, colleague.member)
    _keep_an_administrator(session, colleague)
    colleague.member.active = False
    staff_passes.cancel(session, colleague.member)
    _end_sessions(session, colleague.member)
    audit.record(session, "staff-deactivated", colleague.member.email, by=by)


def reactivate(session: Session, colleague: Colleague, *, by: str) -> None:
    """Lets somebody sign in again."""
    _only_here(session, colleague.member)
    colleague.member.active = True
    _end_sessions(session, colleague.member)
    audit.record(session, "staff-reactivated", colleague.member.email, by=by)


def move(session: Session, colleague: Colleague, *, role: Role, place: Place | None, by: str) -> None:
    """Another role or place; open sessions end, so that nobody goes on with what they no longer may do."""
    _not_yourself(colleague, by)
    _check_place(role, place)
    if role is not Role.ADMINISTRATOR:
        _keep_an_administrator(session, colleague)
    colleague.membership.role, colleague.membership.place_id = role.value, place.id if place else None
    _end_sessions(session, colleague.member)
    audit.record(session, "role-changed", colleague.member.email, by=by, detail=_described(role, place))


def _not_yourself(colleague: Colleague, by: str) -> None:
    if colleague.member.email == by:
        raise Refused("Ask another administrator to change your own account.")


def _keep_an_administrator(session: Session, colleague: Colleague) -> None:
    if colleague.membership.role != Role.ADMINISTRATOR or not colleague.member.active:
        return
    # Locked in one order, so that two administrators cannot take each other's place at the same moment.
    left = session.scalars(
        select(StaffMember)
        .join(Membership, Membership.staff_id == StaffMember.id)
        .where(
            Membership.organisation_id == db.scope_of(session),
            Membership.role == Role.ADMINISTRATOR.value,
            StaffMember.active.is_(True),
        )
        .order_by(StaffMember.id)
        .with_for_update(of=StaffMember)
    ).all()
    if all(member.id == colleague.member.id for member in left):
        raise Refused("This is the last administrator. Make somebody else administrator first.")


def _only_here(session: Session, member: StaffMember) -> None:
    """An administrator may not take over an account that opens another organisation too."""
    elsewhere = select(func.count()).select_from(Membership)
    elsewhere = elsewhere.where(
        Membership.staff_id == member.id, Membership.organisation_id != db.scope_of(session)
    )
    if session.scalar(elsewhere):
        raise Refused("This account also opens another organisation. Ask whoever runs this service.")
