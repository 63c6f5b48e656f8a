"""The command line and nothing else."""

from flask import Flask

from feedback.cli import (
    db,
    demo,
    geography,
    link,
    organisation,
    place,
    responses,
    results,
    staff,
    survey,
    translations,
)


def set_up(app: Flask) -> None:
    """Registers every group of commands."""
    for module in (
        db,
        demo,
        geography,
        link,
        organisation,
        place,
        responses,
        results,
        staff,
        survey,
        translations,
    ):
        app.cli.add_command(module.group)
