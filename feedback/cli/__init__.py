"""The command line and nothing else."""

from flask import Flask

from feedback.cli import (
    db,
    demo,
    geography,
    link,
    organisation,
    paper,
    place,
    responses,
    results,
    staff,
    survey,
    translations,
)

_WITH_COMMANDS = (
    db, demo, geography, link, organisation, paper, place, responses, results, staff, survey, translations,
)  # fmt: skip


def set_up(app: Flask) -> None:
    """Registers every group of commands."""
    for module in _WITH_COMMANDS:
        app.cli.add_command(module.group)
