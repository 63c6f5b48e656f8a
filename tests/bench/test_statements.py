"""How often one person makes us ask the database: statements of a page view and of a whole answering."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event

from feedback.app import create_app
from feedback.config import read_config
from tests.bench import document
from tests.bench.test_answering import fields_of
from tests.soak.serving import Instance

COLD, WARM, ANSWERING = 3, 0, 6


class Counter:
    """Counts what a thing to do asks the database; beginning, committing and settings are not questions."""

    def __init__(self, app: Flask) -> None:
        self.statements: list[str] = []
        event.listen(app.extensions["database"].engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            self.statements.append(statement)

    def of(self, deed: Callable[[], Any]) -> int:
        """How many statements a deed takes."""
        self.statements.clear()
        deed()
        return len(self.statements)


def test_a_page_view_asks_nothing_while_warm_and_an_answering_asks_little(short_survey: Instance) -> None:
    app = create_app(read_config(short_survey.environment))
    counter, client, path = Counter(app), app.test_client(), f"/s/{short_survey.code}/en"
    app.config["BOARD_SECONDS"] = 3600
    app.config["BOARD_IS_WATCHED"] = False
    found = {"The page, by a process that has just started": counter.of(lambda: client.get(path))}
    found["The page, while warm"] = counter.of(lambda: client.get(path))
    app.config["BOARD_SECONDS"] = 0
    found["The page, when what it shows was last seen too long ago"] = counter.of(lambda: client.get(path))
    app.config["BOARD_SECONDS"] = 3600
    fields = fields_of(client.get(path).get_data(as_text=True))
    client.get(f"{path}/thanks")

    def whole(number: int) -> None:
        client.get(path)
        sent = client.post(path, data={**fields, "submission": f"counted-{number}"})
        assert sent.status_code == 303
        assert client.get(sent.location).status_code == 200

    whole(0)
    found["A whole answering, while warm"] = counter.of(lambda: whole(1))
    app.config["BOARD_SECONDS"] = 0
    found["A whole answering, everything looked up again"] = counter.of(lambda: whole(2))
    head = ["", "statements", "we mean to stay at"]
    limits = [COLD, WARM, COLD, ANSWERING, ANSWERING]
    rows = [[name, str(got), str(limit)] for (name, got), limit in zip(found.items(), limits, strict=True)]
    document.write(
        "statements",
        "Statements that one process sends, counted by the driver; BEGIN, COMMIT and settings of the connection "
        f"are left out.\n\n{document.table(head, rows)}",
    )
    app.extensions["database"].engine.dispose()
    assert found["The page, while warm"] <= WARM
    assert found["A whole answering, while warm"] <= ANSWERING
