"""Promise of roles: one table of who may do what, and what goes together in it."""

from __future__ import annotations

from feedback.vocabulary import PERMISSIONS, Permission, Role


def test_every_role_has_a_row_and_every_permission_somebody_who_holds_it() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert frozenset().union(*PERMISSIONS.values()) == frozenset(Permission)


def test_comments_are_read_by_those_whose_work_it_is() -> None:
    readers = {role for role, held in PERMISSIONS.items() if Permission.READ_COMMENTS in held}
    assert readers == {Role.MODERATOR, Role.SAFEGUARDING_LEAD}


def test_only_a_translator_answers_for_a_translation() -> None:
    assert {role for role, held in PERMISSIONS.items() if Permission.SIGN_OFF_TRANSLATIONS in held} == {
        Role.TRANSLATOR
    }


def test_whoever_publishes_what_was_done_also_sees_what_was_said() -> None:
    for held in PERMISSIONS.values():
        if Permission.PUBLISH_IMPROVEMENTS in held:
            assert {Permission.SEE_RESULTS, Permission.DRAFT_IMPROVEMENTS} <= held
