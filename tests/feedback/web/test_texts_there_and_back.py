"""A text there and its reports back: the real client, a server that behaves like Twilio's, and our own over HTTP."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from feedback.channels.delivery import OutcomeUnknown
from feedback.channels.sms_twilio import Asking, Twilio
from feedback.config import Config, Sms
from feedback.db import EVERYWHERE, Database
from feedback.models.organisation import Organisation
from feedback.models.outbox_message import OutboxMessage
from feedback.services import outbox
from feedback.services.outbox import Draft
from feedback.vocabulary import MessageKind
from tests.twilio_stand_in import ACCOUNT, TOKEN, TwilioStandIn

NOW = datetime(2026, 11, 26, 9, 0)


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """No line."""


@pytest.fixture
def twilio() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as running:
        yield running


@pytest.fixture
def config(config: Config, twilio: TwilioStandIn) -> Config:
    """The address that the server below has."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    sms = Sms("twilio", ACCOUNT, TOKEN, "+447700900999", twilio.url)
    return replace(config, base_url=f"http://127.0.0.1:{port}", port=port, sms=sms)


@pytest.fixture
def served(app: Flask, config: Config) -> Iterator[str]:
    """The application over HTTP."""
    server = make_server("127.0.0.1", config.port, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield str(config.base_url)
    server.shutdown()
    server.server_close()
    thread.join()


def put(database: Database, organisation: Organisation, to: str) -> int:
    with database.transaction(organisation.id) as session:
        draft = Draft(MessageKind.SMS, "invitation", to, NOW, {"to": to, "body": "Hello"}, "+447700900999")
        outbox.put(session, draft)
        row = session.scalars(select(OutboxMessage).where(OutboxMessage.reference == to)).one()
        # As a worker that was killed while it sent leaves it.
        row.state, row.problem, row.taken_at = "held", "worker-gone", NOW
        return row.id


def send(config: Config, served: str, to: str, message: int) -> None:
    asking = Asking(config.sms.api_url, connect=1, answer=0.5)
    try:
        Twilio(config.sms, asking=asking).send(to, "Hello", callback=f"{served}/sms/status?message={message}")
    except OutcomeUnknown:
        pass


def wait_for(twilio: TwilioStandIn, reports: int) -> None:
    until = time.monotonic() + 20
    while len(twilio.standing.called_back) < reports and time.monotonic() < until:
        time.sleep(0.02)
    assert twilio.standing.called_back == [200] * reports


def row_of(database: Database, message: int) -> Any:
    with database.reading(EVERYWHERE) as session:
        return session.execute(select(outbox.TABLE).where(outbox.TABLE.c.id == message)).one()


def test_reports_out_of_order_and_twice_end_where_the_text_ended(
    served: str, config: Config, twilio: TwilioStandIn, database: Database, organisation: Organisation
) -> None:
    twilio.behave(calls_back=True, untidy=True)
    arrives, does_not = "+447700900123", "+447700900004"
    rows = {to: put(database, organisation, to) for to in (arrives, does_not)}
    for done, (to, message) in enumerate(rows.items(), start=1):
        send(config, served, to, message)
        wait_for(twilio, 5 * done)
    there, lost = row_of(database, rows[arrives]), row_of(database, rows[does_not])
    assert (there.state, there.delivery, there.problem) == ("sent", "delivered", "")
    assert (lost.state, lost.delivery, lost.problem) == ("sent", "undelivered", "30003")


def test_a_text_accepted_without_an_answer_is_known_by_its_report(
    served: str, config: Config, twilio: TwilioStandIn, database: Database, organisation: Organisation
) -> None:
    twilio.behave(calls_back=True, next_ones=("hangs",), hang_seconds=1)
    message = put(database, organisation, "+447700900123")
    send(config, served, "+447700900123", message)
    wait_for(twilio, 3)
    row = row_of(database, message)
    assert (row.state, row.delivery, row.provider_id) == ("sent", "delivered", twilio.messages[0].sid)
    assert twilio.accepted == {"+447700900123": 1}
