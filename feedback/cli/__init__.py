"""The command line and nothing else."""

from flask import Flask

from feedback.cli import (
    comments,
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
    survey_files,
    survey_life,
    translations,
)

# The commands of these hang themselves on the survey group.
assert survey_files and survey_life

_WITH_COMMANDS = (
    comments, db, demo, geography, link, organisation, paper, place, responses, results, staff, survey, translations,
)  # fmt: skip


def set_up(app: Flask) -> None:
    """Registers every group of commands."""
    for module in _WITH_COMMANDS:
        app.cli.add_command(module.group)
