"""Passwords: long, and not what anybody would try first."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from feedback.services import passwords


@pytest.mark.parametrize(
    "weak",
    [
        "short", "password1234", "P4ssw0rd!!!!", "123456789012", "aaaaaaaaaaaaaaaa", "qwertyuiop12", "abcdefghijkl",
        "saidanddone2026", "yousaidwedid!", "administrator1", "Liverpool2024!", "x" * 129, "oakfieldhospital1",
        "Oakfield-2026!!", "ana.smith.2026",
    ],
)  # fmt: skip
def test_what_anybody_would_try_is_refused(weak: str) -> None:
    assert passwords.problem(weak, about=["Oakfield Hospital", "ana.smith@example.org"])


@pytest.mark.parametrize(
    "strong",
    [
        "tangerine orbit lamp",
        "Xk3-vvPq-91mZ",
        "teapotgravelwhistle",
        "خوش آمدید به باغ سیب",
        "7R4!92_88-31aQx",
    ],
)
def test_what_is_hard_to_guess_is_taken(strong: str) -> None:
    assert passwords.problem(strong, about=["Oakfield Hospital"]) is None


def test_two_hashes_of_one_password_differ_and_both_fit() -> None:
    first, second = passwords.hash_of("tangerine orbit lamp"), passwords.hash_of("tangerine orbit lamp")
    assert first != second
    assert PasswordHasher().verify(first, "tangerine orbit lamp")


def test_a_hash_costs_what_owasp_asks_for() -> None:
    costs = extract_parameters(passwords.hash_of("tangerine orbit lamp"))
    assert costs.type is Type.ID
    assert (costs.memory_cost, costs.time_cost, costs.parallelism) == (19 * 1024, 2, 1)


def test_one_spelling_for_what_different_keyboards_send() -> None:
    assert PasswordHasher().verify(
        passwords.hash_of("café café café"), passwords.normalised("cafe\u0301 café café")
    )
