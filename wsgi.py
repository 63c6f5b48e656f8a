"""Where a server or the `flask` command finds the application."""

from feedback.app import create_app
from feedback.config import read_config


def production():  # type: ignore[no-untyped-def]  # gunicorn calls it as an application factory
    """The application for real use: refuses to start without its settings."""
    return create_app(read_config(production=True))


def __getattr__(name: str) -> object:
    """`app` is made when it is asked for, so that production() can be imported without it."""
    if name == "app":
        made = create_app(read_config())
        globals()["app"] = made
        return made
    raise AttributeError(name)
