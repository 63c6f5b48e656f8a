"""The command line and nothing else."""

from flask import Flask

from feedback.cli import demo, geography, link, results, survey


def set_up(app: Flask) -> None:
    """Registers every group of commands."""
    for module in (demo, geography, link, results, survey):
        app.cli.add_command(module.group)
