"""Published results by group, as they were frozen: the newest or an earlier time, as a page, a file and a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Response, abort, g, render_template, request

from feedback.reports import groupings, readings, standing_out
from feedback.reports import results as reported
from feedback.reports.comparison import Comparison
from feedback.reports.shapes import Profile, ShownItem
from feedback.reports.standing_out import Standing
from feedback.services import snapshots, surveys
from feedback.web import labels, standing_words, tables, templating, transactions
from feedback.web.guard import public
from feedback.web.public import blueprint, published, readers
