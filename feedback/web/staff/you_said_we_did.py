"""You said, we did: drafting on a published number, a second person's review, publishing, translating."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request
from wtforms import TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from feedback.i18n import marked, shipped_languages
from feedback.reports import results as reported
from feedback.reports.shapes import Profile
from feedback.services import audit, improvements, looks, places, snapshots, surveys
from feedback.services.improvements import Figure, Told, Wording
from feedback.services.refusals import Refused
from feedback.vocabulary import (
    ENGLISH_NAMES,
    OWN_LANGUAGES,
    ImprovementState,
    ImprovementStatus,
    Permission,
    canonical_language,
    direction,
    html_language,
)
from feedback.web import labels, telling, templating, transactions
from feedback.web.forms import Line, Lines, StaffForm
from feedback.web.guard import Member, current_member, requires
from feedback.web.staff import blueprint, reach
