"""Staff accounts: one organisation each, never without an administrator, sessions ended by every change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from feedback.models.membership import Membership
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from feedback.models.staff_member import StaffMember
from feedback.services import audit, places, staff_members, staff_passes
from feedback.services.refusals import Refused
from feedback.services.staff_members import Colleague
from feedback.vocabulary import Role

BY = "a test"


def _add(session: Session, email: str, role: Role = Role.ANALYST, place: Place | None = None) -> Colleague:
    member = staff_members.add(session, email, role=role, place=place, by=BY, now=audit.now())
    found = staff_members.find(session, member.id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "a b@example.org", "a@example.org, b@example.org", "<a@example.org>"]
)
def test_what_is_no_address_is_refused(session: Session, email: str) -> None:
    with pytest.raises(Refused) as refused:
        _add(session, email)
    assert refused.value.field == "email"


def test_an_address_opens_one_account(session: Session) -> None:
    _add(session, "Ana@Example.org")
    with pytest.raises(Refused):
        _add(session, "ana@example.org ")


def test_a_new_account_has_no_password(session: Session) -> None:
    assert _add(session, "ana@example.org").invited


def test_a_ward_lead_needs_a_place(session: Session) -> None:
    with pytest.raises(Refused) as refused:
        _add(session, "ana@example.org", Role.WARD_LEAD)
    assert refused.value.field == "place"
    ward = places.add(session, "Ward 7", by=BY)
    assert _add(session, "ana@example.org", Role.WARD_LEAD, ward).place is ward


def _reset(session: Session, colleague: Colleague) -> None:
    staff_members.reset(session, colleague, second_step=False, by=BY, now=audit.now())


CHANGES: list[Callable[[Session, Colleague], None]] = [
    _reset,
    lambda session, colleague: staff_members.deactivate(session, colleague, by=BY),
    lambda session, colleague: staff_members.reactivate(session, colleague, by=BY),
    lambda session, colleague: staff_members.move(session, colleague, role=Role.STAFF, place=None, by=BY),
    lambda session, colleague: staff_members.set_password(
        session, colleague.member, "gravel whistle teapot", by=BY, now=audit.now()
    ),
]


@pytest.mark.parametrize("change", CHANGES, ids=["reset", "deactivate", "reactivate", "move", "set-password"])
def test_every_change_ends_open_sessions_and_is_audited(
    session: Session, change: Callable[[Session, Colleague], None]
) -> None:
    colleague = _add(session, "ana@example.org")
    before, events = colleague.member.fs_uniquifier, audit.count(session)
    change(session, colleague)
    assert colleague.member.fs_uniquifier != before
    assert audit.count(session) == events + 1
    assert audit.latest(session)[0].by == BY


def test_a_reset_may_take_the_second_step_too(session: Session) -> None:
    member = _add(session, "ana@example.org").member
    member.tf_primary_method, member.tf_totp_secret, member.mf_recovery_codes = (
        "authenticator",
        "secret",
        ["code"],
    )
    session.flush()
    colleague = staff_members.find(session, member.id)
    assert colleague is not None
    _reset(session, colleague)
    assert member.tf_primary_method == "authenticator"
    staff_members.reset(session, colleague, second_step=True, by=BY, now=audit.now())
    assert (member.tf_primary_method, member.tf_totp_secret) == (None, None)
    assert not member.mf_recovery_codes


def test_the_last_administrator_can_be_neither_deactivated_nor_moved(session: Session) -> None:
    only = _add(session, "ana@example.org", Role.ADMINISTRATOR)
    with pytest.raises(Refused):
        staff_members.deactivate(session, only, by=BY)
    with pytest.raises(Refused):
        staff_members.move(session, only, role=Role.STAFF, place=None, by=BY)
    second = _add(session, "ben@example.org", Role.ADMINISTRATOR)
    staff_members.deactivate(session, only, by=BY)
    with pytest.raises(Refused):
        staff_members.deactivate(session, second, by=BY)


def test_nobody_changes_their_own_account_here(session: Session) -> None:
    _add(session, "ana@example.org", Role.ADMINISTRATOR)
    ben = _add(session, "ben@example.org", Role.ADMINISTRATOR)
    with pytest.raises(Refused):
        staff_members.deactivate(session, ben, by="ben@example.org")


def test_an_account_of_two_organisations_is_taken_over_by_neither(
    session: Session, organisation: Organisation
) -> None:
    from feedback.services import organisations

    colleague = _add(session, "ana@example.org")
    there = Organisation(slug="there", name="There", created_on=organisation.created_on)
    session.add(there)
    session.flush()
    session.add(Membership(staff_id=colleague.member.id, organisation_id=there.id, role=Role.STAFF.value))
    session.flush()
    assert organisations.by_slug(session, "there") is there
    for change in CHANGES[:3]:
        with pytest.raises(Refused):
            change(session, colleague)


def test_another_organisations_account_is_not_found(session: Session, organisation: Organisation) -> None:
    there = Organisation(slug="there", name="There", created_on=organisation.created_on)
    session.add(there)
    session.flush()
    member = StaffMember(email="dan@example.org", fs_uniquifier="x")
    member.memberships = [Membership(organisation_id=there.id, role=Role.STAFF.value)]
    session.add(member)
    session.flush()
    assert staff_members.find(session, member.id) is None


def test_a_password_on_the_command_line_keeps_the_rule_too(session: Session) -> None:
    colleague = _add(session, "ana@example.org")
    with pytest.raises(Refused):
        staff_members.set_password(session, colleague.member, "oakfield2026", by=BY, now=audit.now())


def test_setting_a_password_ends_an_outstanding_link(session: Session) -> None:
    token = staff_members.invite(session, "ana@example.org", role=Role.STAFF, by=BY, now=audit.now())
    assert staff_passes.look(session, token, now=audit.now())
    member = staff_members.by_email(session, "ana@example.org")
    assert member is not None
    staff_members.set_password(session, member, "gravel whistle teapot", by=BY, now=audit.now())
    assert staff_passes.look(session, token, now=audit.now()) is None


def test_a_deactivated_account_has_no_working_link(session: Session) -> None:
    token = staff_members.invite(session, "ana@example.org", role=Role.STAFF, by=BY, now=audit.now())
    member = staff_members.by_email(session, "ana@example.org")
    colleague = staff_members.find(session, member.id) if member else None
    assert colleague is not None
    staff_members.deactivate(session, colleague, by=BY)
    staff_members.reactivate(session, colleague, by=BY)
    assert staff_passes.look(session, token, now=audit.now()) is None
    assert not staff_passes.use(session, token, "gravel whistle teapot", now=audit.now())
