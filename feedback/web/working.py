"""Work that takes longer than a page may: the one door to it.

Whoever opens it has committed what is to be done. The work is done by a worker beside the pages; what falls silent is
found out by whoever looks.
"""

from __future__ import annotations

from flask import Flask, current_app

from feedback.config import Config
from feedback.db import Database
from feedback.jobs import publishing, waking


def set_up(app: Flask, database: Database, config: Config) -> None:
    """Work is done beside the pages, by a worker that is woken for it, unless a configuration says otherwise."""
    app.config.setdefault("WORKS_BESIDE", True)
    bell = waking.Bell(config)
    waking.after_commits(database, lambda: app.config["WORKS_BESIDE"] and bell.ring())


def publish(organisation_id: int, survey: str, run_id: int) -> None:
    """Sets a run that was committed to work; where work is done at once, it is done when this returns."""
    database: Database = current_app.extensions["database"]
    if current_app.config["WORKS_BESIDE"]:
        publishing.ask(database, organisation_id, survey, run_id)
    else:
        publishing.Run(database, organisation_id, survey, run_id).work()
