"""The command line and nothing else: every module here that has a `group` of commands is found by itself."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask


def set_up(app: Flask) -> None:
    """Registers every group of commands; those that hang themselves on another's group are found with it."""
    for found in iter_modules(__path__):
        module = import_module(f"{__name__}.{found.name}")
        if hasattr(module, "group"):
            app.cli.add_command(module.group)
