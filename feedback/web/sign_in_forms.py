"""Flask-Security's forms, each with its problems in one list."""

from __future__ import annotations

from typing import Any

from flask_security import (
    ChangePasswordForm,
    LoginForm,
    MfRecoveryForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from feedback.web.forms import Problems


class SignInForm(Problems, LoginForm):
    """E-mail and password; a browser is never remembered beyond its session."""

    remember = None


class ConfirmForm(Problems, VerifyForm):
    """The password once more."""


class ChangeForm(Problems, ChangePasswordForm):
    """Another password."""


class SetUpForm(Problems, TwoFactorSetupForm):
    """Which second step: an app, or none where that is allowed."""

    setup = RadioField(
        choices=[SelectChoice(key, key) for key in ("authenticator", "disable")], validate_choice=False
    )


class NoRescueForm(TwoFactorRescueForm):
    """What other installations offer to those without their phone, by mail; we offer nothing by mail."""

    help_setup = RadioField(choices=[])


class CodeForm(Problems, TwoFactorVerifyCodeForm):
    """A code from an authenticator app."""


class RecoveryForm(Problems, MfRecoveryForm):
    """A recovery code, in place of the phone."""


FORMS: dict[str, Any] = {
    "login_form": SignInForm,
    "verify_form": ConfirmForm,
    "change_password_form": ChangeForm,
    "two_factor_setup_form": SetUpForm,
    "two_factor_rescue_form": NoRescueForm,
    "two_factor_verify_code_form": CodeForm,
    "mf_recovery_form": RecoveryForm,
}
