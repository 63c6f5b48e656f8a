"""What a server compiles once in its life, kept warm from test to test: statements, pages, addresses and files.

A test's application and database are its own. A worker of a served installation lives long and compiles each
statement, template and rule of an address once; a fresh application for every test would do it all again each time.
What is kept depends on nothing but the text it was compiled from.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.engine import Dialect
from werkzeug.routing import Rule
from whitenoise import WhiteNoise
from whitenoise.responders import Redirect, StaticFile

File = StaticFile | Redirect

_spoken: dict[type[Dialect], Engine] = {}


def learn(engine: Engine) -> None:
    """Lets the engines to come compile for the same dialect as this one, which has been connected."""
    _spoken.setdefault(type(engine.dialect), engine)


def share_statements(engine: Engine) -> None:
    """Statements are kept by dialect, as those of one engine are: what one of them compiled serves the next.

    Rows, types and connections stay the engine's own.
    """
    first = _spoken.get(type(engine.dialect))
    if first is not None:
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache


class Pages(BytecodeCache):
    """Compiled templates, found again by their name and all of their text."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fills in what was compiled before."""
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps what was compiled now."""
        assert bucket.code is not None
        self.kept[bucket.key, bucket.checksum] = bucket.code


class RuleOfAnAddress(Rule):
    """A rule of which the function that writes the address is compiled once; converters are asked each time."""

    kept: dict[Any, Callable[..., tuple[str, str]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in self.kept:
            self.kept[key] = super()._compile_builder(append_unknown)
        return self.kept[key]


def _looked_at_once(look: Callable[..., File]) -> Callable[..., File]:
    """Static files do not change while tests run."""
    kept: dict[tuple[str, str], File] = {}

    def file(noise: WhiteNoise, path: str, url: str, *more: Any, **named: Any) -> File:
        if (path, url) not in kept:
            kept[path, url] = look(noise, path, url, *more, **named)
        return kept[path, url]

    return file


def applications() -> None:
    """Every application of this process keeps pages, addresses and static files with the others."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Pages()}
    Flask.url_rule_class = RuleOfAnAddress
    WhiteNoise.get_static_file = _looked_at_once(WhiteNoise.get_static_file)
