"""The control of the benchmark: the least a Flask application can do to ask twelve questions.

A Jinja form, a POST that checks every field and stores one durable SQLite row, and a thank-you page. No
session, no catalogue, no headers of its own. CONTROL_DATABASE names the file.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

STATEMENTS = [f"statement-{number}" for number in range(1, 7)]
GROUPS = [f"group-{number}" for number in range(1, 6)]
STEPS = ["strongly-agree", "agree", "neither", "disagree", "strongly-disagree"]
FORM = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Survey</title><h1>Survey</h1>
<form method="post"><input type="hidden" name="submission" value="{{ submission }}">
{% for question in questions %}<fieldset><legend>{{ question }}</legend>
{% for step in steps %}<label><input type="radio" name="{{ question }}" value="{{ step }}">{{ step }}</label>
{% endfor %}</fieldset>{% endfor %}
<label>Anything else?<textarea name="comment"></textarea></label><button>Send</button></form></html>"""
THANKS = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Thank you</title>
<h1>Thank you</h1></html>"""

app = Flask(__name__)
# Compiled once, as templates in files are.
FORM_PAGE, THANKS_PAGE = app.jinja_env.from_string(FORM), app.jinja_env.from_string(THANKS)
_kept = threading.local()


def database() -> sqlite3.Connection:
    """This thread's connection, as durable as ours."""
    if not hasattr(_kept, "connection"):
        _kept.connection = sqlite3.connect(os.environ["CONTROL_DATABASE"], timeout=15, isolation_level=None)
        _kept.connection.execute("PRAGMA journal_mode=WAL")
        _kept.connection.execute("PRAGMA synchronous=FULL")
        _kept.connection.execute(
            "CREATE TABLE IF NOT EXISTS response "
            "(id INTEGER PRIMARY KEY, submission TEXT UNIQUE, answers TEXT)"
        )
    connection: sqlite3.Connection = _kept.connection
    return connection


@app.get("/healthz")
def healthz() -> str:
    """Says that it serves."""
    return "ok"


@app.get("/")
def form() -> str:
    """The form."""
    return FORM_PAGE.render(
        questions=[*STATEMENTS, *GROUPS], steps=STEPS, submission=secrets.token_urlsafe(18)
    )


@app.post("/")
def answer() -> Response | tuple[str, int]:
    """Checks and stores."""
    answers = {name: request.form.get(name, "") for name in (*STATEMENTS, *GROUPS)}
    if any(value and value not in STEPS for value in answers.values()):
        return "unknown answer", 400
    answers["comment"] = request.form.get("comment", "")[:2000]
    database().execute(
        "INSERT INTO response (submission, answers) VALUES (?, ?)",
        (request.form.get("submission"), json.dumps(answers)),
    )
    return redirect("/thanks", 303)


@app.get("/thanks")
def thanks() -> str:
    """Says thank you."""
    return THANKS_PAGE.render()
