"""The command line and nothing else."""

from flask import Flask

from feedback.cli import (
    comment_readers,
    comments,
    db,
    demo,
    fft,
    geography,
    jobs,
    link,
    organisation,
    paper,
    place,
    reference,
    responses,
    results,
    staff,
    survey,
    survey_files,
    survey_life,
    translations,
)

# The commands of these hang themselves on the groups of survey and comments.
assert survey_files and survey_life and comment_readers

_WITH_COMMANDS = (
    comments, db, demo, fft, geography, jobs, link, organisation, paper, place, reference, responses, results, staff,
    survey, translations,
)  # fmt: skip


def set_up(app: Flask) -> None:
    """Registers every group of commands."""
    for module in _WITH_COMMANDS:
        app.cli.add_command(module.group)
