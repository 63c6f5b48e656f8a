"""Promise: of ten thousand people on a list nobody is texted twice and nobody is missed, though workers are killed.

The list is read as staff upload it, the campaign is started and puts its messages in the outbox step by step, two
workers send them to a stand-in of the provider, and are killed five times. What nobody knows of is listed as held, and
the provider is asked about it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import func, select, update

from feedback import db, migrations
from feedback.config import read_config
from feedback.db import EVERYWHERE, Database
from feedback.jobs import waking
from feedback.models.contact import Contact
from feedback.models.outbox_message import OutboxMessage
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import (
    audit,
    campaign_sending,
    campaigns,
    contact_uploads,
    organisations,
    outbox_sweeps,
    sending_rules,
)
from feedback.services.contact_uploads import DECLARED, Declaration
from feedback.services.quiet_hours import Hours
from feedback.services.sending_rules import Rules
from tests.feedback.open_survey import open_survey
from tests.soak.serving import PROGRAMS, ROOT, Instance, free_port
from tests.twilio_stand_in import ACCOUNT, REFUSED, TOKEN, UNDELIVERED

TABLE, CONTACTS = db.table_of(OutboxMessage), db.table_of(Contact)
PEOPLE, WORKERS, KILLS = 10_000, 2, 5
#: How long the provider takes to answer, and how long the sending may take, in seconds.
ANSWERS_IN, PATIENCE = 0.05, 900.0
BY, SENDER = "soak", "+447700900000"
Start = Callable[[], "subprocess.Popen[bytes]"]


class Provider:
    """The stand-in, in a process of its own."""

    def __init__(self) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, str(ROOT / "tests" / "twilio_stand_in.py"), str(port)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self._process.stdout is not None and self._process.stdout.readline()
        manners = json.dumps({"slow": ANSWERS_IN}).encode()
        with urlopen(Request(f"{self.url}/manners", manners), timeout=10):
            pass

    def tally(self) -> dict[str, Any]:
        """What it accepted."""
        with urlopen(f"{self.url}/tally", timeout=30) as answered:
            told: dict[str, Any] = json.load(answered)
            return told

    def close(self) -> None:
        """Ends it."""
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def provider() -> Iterator[Provider]:
    """Where the texts go."""
    made = Provider()
    yield made
    made.close()


@pytest.fixture
def empty(bare_url: str, tmp_path: Path, provider: Provider) -> Instance:
    """An installation with nothing in it, whose texts go to the stand-in."""
    folder = tmp_path / "instance"
    folder.mkdir()
    settings = {
        "FEEDBACK_TWILIO_ACCOUNT_SID": ACCOUNT, "FEEDBACK_TWILIO_AUTH_TOKEN": TOKEN,
        "FEEDBACK_TWILIO_FROM": SENDER, "FEEDBACK_TWILIO_API_URL": provider.url,
    }  # fmt: skip
    return Instance(folder, bare_url, "", tuple(settings.items()))


@pytest.fixture
def here(empty: Instance) -> Iterator[Database]:
    """Its database, as a server sees it: what is put in the outbox wakes a worker."""
    config = read_config(empty.environment)
    opened = Database(config.database_url, keys=config.keys)
    migrations.upgrade(opened.engine)
    waking.after_commits(opened, waking.Bell(config).ring)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def start(empty: Instance) -> Iterator[Start]:
    """Starts a worker as whoever runs a server does."""
    begun: list[subprocess.Popen[bytes]] = []

    def one() -> subprocess.Popen[bytes]:
        command = [str(PROGRAMS / "flask"), "--app", "wsgi", "jobs", "run"]
        begun.append(subprocess.Popen(command, cwd=ROOT, env=empty.environment))
        return begun[-1]

    yield one
    for each in begun:
        if each.poll() is None:
            each.kill()
        each.wait(30)


def numbers() -> list[str]:
    """As many as there are people, all different, of the shape of a mobile, and none that the stand-in refuses.

    The range for drama has a thousand only; nothing leaves this machine.
    """
    ends = random.Random(6).sample(range(1_000_000), PEOPLE * 2)
    found = [f"+447400{end:06d}" for end in ends]
    return [each for each in found if each[-3:] not in REFUSED | UNDELIVERED][:PEOPLE]


def campaign(database: Database) -> tuple[int, int]:
    """Imports the list into a campaign and starts it; returns its organisation and the campaign."""
    with database.transaction() as session:
        made = organisations.add(session, "oakfield", "Oakfield (invented)", by=BY, today=date(2026, 11, 1))
        organisation = made.id
    opened = open_survey(database, organisation)
    content = "\n".join(["Mobile", *numbers()]).encode()
    with database.transaction(organisation) as session:
        always = Hours(0, 24, frozenset(range(1, 8)), on_bank_holidays=True)
        sending_rules.change(session, Rules(always, rate=0.0), by=BY)
        survey, place = session.get_one(Survey, opened.survey_id), session.get_one(Place, opened.place_id)
        one = campaigns.make(session, survey, place, name="Soak", by=BY, today=audit.now().date())
        now = audit.now()
        prepared = contact_uploads.prepare(session, content, channel="sms")
        declared = Declaration(now - timedelta(hours=1), DECLARED, BY, "Bea Example (invented)")
        upload = contact_uploads.add(session, one, prepared, declared, now=now)
        assert upload.lines == PEOPLE and not upload.counts
        campaigns.plan(session, one, starts_at=None, remind_after_days=None, budget_pence=1_000_000, by=BY)
        campaigns.start(session, one, base_url="https://feedback.example.org", sender=SENDER, by=BY, now=now)
        return organisation, one.id


def states(database: Database) -> Counter[str]:
    with database.reading(EVERYWHERE) as session:
        rows = session.execute(select(TABLE.c.state, func.count()).group_by(TABLE.c.state))
        return Counter({row[0]: row[1] for row in rows})


class Course:
    """A campaign on its way: advanced whenever it has room, as a worker does once a minute."""

    def __init__(self, database: Database, organisation: int, start: Start) -> None:
        self.database, self.organisation, self.start = database, organisation, start
        self.until = time.monotonic() + PATIENCE
        self.workers = [start() for _ in range(WORKERS)]
        self.chance, self.kills = random.Random(0), 0

    def goes_on(self) -> bool:
        """One look; whether anything is still to be put in or to be sent."""
        assert time.monotonic() < self.until, states(self.database)
        found = states(self.database)
        put = sum(found.values())
        # What it has room for is a worker's to put in, once a minute; here nobody waits for the minute.
        if put < PEOPLE and found["waiting"] < campaign_sending.AHEAD // 2:
            with self.database.transaction(self.organisation) as session:
                campaign_sending.advance(session, now=audit.now())
        elif self.kills < KILLS and found["sent"] > (self.kills + 1) * PEOPLE // (KILLS + 2):
            self.kill_one_at_work()
        else:
            time.sleep(0.1)
        # What the living have in hand may be put back when they are told to stop.
        return put < PEOPLE or bool(found["waiting"]) or bool(self.at_work())

    def at_work(self) -> list[int]:
        """Which of the workers have texts in hand at this moment."""
        with self.database.reading(EVERYWHERE) as session:
            names = session.scalars(select(TABLE.c.worker).where(TABLE.c.state == "sending").distinct())
            # A name is the machine, the process and some letters.
            busy = {int(name.split(":")[-2]) for name in names}
        return [at for at, each in enumerate(self.workers) if each.pid in busy]

    def kill_one_at_work(self) -> None:
        """Kills a worker that has texts in hand, if there is one; another takes its place."""
        at_work = self.at_work()
        if not at_work:
            return
        self.kills += 1
        victim = self.chance.choice(at_work)
        os.kill(self.workers[victim].pid, signal.SIGKILL)
        self.workers[victim].wait(20)
        self.workers[victim] = self.start()

    def end(self) -> None:
        """The workers put down their work; the sweep holds what the dead had in hand."""
        for each in self.workers:
            each.send_signal(signal.SIGTERM)
        # One that is still starting has taken nothing yet, and ends without a word.
        assert {each.wait(60) for each in self.workers} <= {0, -signal.SIGTERM}
        with self.database.transaction(EVERYWHERE) as session:
            # As the sweep of a living worker finds it, once the dead have been silent for long enough.
            outbox_sweeps.sweep(session, now=audit.now() + timedelta(minutes=5))
            # Minutes later somebody asks about it.
            held = TABLE.c.state == "held"
            session.execute(update(TABLE).where(held).values(taken_at=audit.now() - timedelta(minutes=10)))


def settled(empty: Instance, held: list[int], course: Course) -> tuple[int, int]:
    """Asks the provider about what is held, and sends again what it never had; how many of each."""
    told = json.loads(empty.flask("jobs", "ask", "oakfield", "--json"))
    assert sorted(told["sent"] + told["absent"]) == sorted(held) and not told["unanswered"]
    if told["absent"]:
        empty.flask("jobs", "release", "oakfield", *map(str, told["absent"]))
        worker = course.start()
        while (found := states(course.database))["sent"] < PEOPLE:
            assert time.monotonic() < course.until, found
            time.sleep(0.2)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
    return len(told["sent"]), len(told["absent"])


def test_nobody_is_texted_twice_and_nobody_is_missed_over_five_kills(
    empty: Instance, here: Database, provider: Provider, start: Start
) -> None:
    began = time.monotonic()
    organisation, campaign_id = campaign(here)
    imported, began = time.monotonic() - began, time.monotonic()
    course = Course(here, organisation, start)
    while course.goes_on():
        pass
    took = time.monotonic() - began
    course.end()
    listed = json.loads(empty.flask("jobs", "list", "--json"))["stuck"]
    held = [one["id"] for one in listed]
    tally, found = provider.tally(), states(here)
    assert course.kills == KILLS and all(one["state"] == "held" for one in listed)
    assert not tally["twice"], "nobody is texted twice"
    assert found["sent"] + len(held) == PEOPLE == sum(found.values()), "nobody is missed"
    with here.reading(organisation) as session:
        invited = session.scalar(
            select(func.count()).where(db.scoped(session, CONTACTS), CONTACTS.c.state == "invited")
        )
        asked = select(func.count(TABLE.c.contact_id.distinct())).where(db.scoped(session, TABLE))
        assert session.scalar(asked) == invited == PEOPLE, "every contact has one message"
    left, again = settled(empty, held, course)
    tally = provider.tally()
    assert sorted(tally["by_number"]) == sorted(numbers()) and not tally["twice"], "each exactly once"
    assert states(here) == {"sent": PEOPLE}
    with here.transaction(organisation) as session:
        campaign_sending.advance(session, now=audit.now())
        ended = campaigns.find(session, campaign_id)
        assert ended is not None and ended.state == "finished"
    print(
        f"\n{PEOPLE} people imported in {imported:.0f} s and texted by {WORKERS} workers, {KILLS} times killed, in "
        f"{took:.0f} s ({PEOPLE / took:.0f} a second over all): {PEOPLE - len(held)} sent, {len(held)} held; the "
        f"provider had {left} of those, and {again} were sent again; in the end each of them once, nobody missed"
    )
