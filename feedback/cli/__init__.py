"""The command line and nothing else."""

from flask import Flask

from feedback.cli import (
    campaign,
    comment_readers,
    comments,
    db,
    demo,
    fft,
    geography,
    jobs,
    link,
    monday,
    organisation,
    paper,
    place,
    placement,
    poster,
    reference,
    responses,
    results,
    staff,
    survey,
    survey_files,
    survey_life,
    texting,
    translations,
)

# The commands of these hang themselves on the groups of survey and comments.
assert survey_files and survey_life and comment_readers

_WITH_COMMANDS = (
    campaign,
    comments,
    db,
    demo,
    fft,
    geography,
    jobs,
    link,
    monday,
    organisation,
    paper,
    place,
    placement,
    poster,
    reference,
    responses,
    results,
    staff,
    survey,
    texting,
    translations,
)


def set_up(app: Flask) -> None:
    """Registers every group of commands."""
    for module in _WITH_COMMANDS:
        app.cli.add_command(module.group)
