"""Promise: an acknowledged response is never lost, and a retry never makes a second one."""

from __future__ import annotations

import json
import random
import threading
import time
from dataclasses import dataclass, field

from feedback.services.responses import name_of
from tests.soak.rows import sound, stored
from tests.soak.serving import LOST, Instance, Phone, Server, read_page, simple_choices, thanked

KILLS, CLIENTS, ACKNOWLEDGED = 20, 20, 5000
#: Seconds after which the crowd is sent home, whatever it was thanked for.
PATIENCE = 420
#: How long a person leaves between two tries of the same page.
PAUSE = 0.25


@dataclass
class Crowd:
    """People who answer one after another and try again until they are thanked."""

    port: int
    path: str
    choices: dict[str, list[str]]
    hidden: dict[str, str]
    thanked: dict[str, dict[str, str]] = field(default_factory=dict)
    retries: int = 0
    odd: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def one_person(self, number: int) -> None:
        """Answers again and again; a submission that was begun is always brought to its thank-you."""
        chance, turn, phone = random.Random(number), 0, Phone(self.port)
        while not self.over.is_set():
            turn += 1
            submission = f"person-{number}-turn-{turn}-{chance.getrandbits(64):x}"
            answers = {key: chance.choice(values) for key, values in self.choices.items()}
            form = {**self.hidden, "submission": submission, **answers}
            while True:
                try:
                    answer = phone.post(self.path, form)
                except LOST:
                    answer = None
                if answer is not None and thanked(answer, self.path):
                    self.thanked[submission] = answers
                    break
                if answer is not None:
                    # A dead server says nothing; a living one has no reason to refuse, nor to fail.
                    self.odd.append(f"{answer.status}: {answer.body[:300]}")
                    return
                self.retries += 1
                phone.close()
                phone = Phone(self.port)
                time.sleep(PAUSE)
        phone.close()


def disturbed(crowd: Crowd, server: Server) -> None:
    """The crowd answers while the server dies again and again, and then until enough were thanked."""
    people = [threading.Thread(target=crowd.one_person, args=(number,)) for number in range(CLIENTS)]
    for person in people:
        person.start()
    chance, deadline = random.Random(0), time.monotonic() + PATIENCE
    try:
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.2, 1.5))
            server.kill()
            server.start()
        while len(crowd.thanked) < ACKNOWLEDGED and not crowd.odd and time.monotonic() < deadline:
            time.sleep(0.2)
    finally:
        crowd.over.set()
        for person in people:
            person.join(timeout=60)


def test_kill_minus_nine_of_every_process_loses_and_doubles_nothing(
    instance: Instance, server: Server
) -> None:
    before = len(stored(instance))
    path = f"/s/{instance.code}/en"
    with Phone(server.port) as phone:
        page = phone.get(path).body
    crowd = Crowd(server.port, path, simple_choices(page), read_page(page).hidden)
    assert len(crowd.choices) >= 3, "the demonstration's first survey asks statements"
    disturbed(crowd, server)
    assert not crowd.odd, crowd.odd
    assert not server.complaints()
    assert len(crowd.thanked) >= ACKNOWLEDGED
    assert crowd.retries >= KILLS, "the kills met people in the middle of sending"
    rows = stored(instance)
    kept = {bytes(row.submission): json.loads(row.answers) for row in rows}
    expected = {name_of(submission): answers for submission, answers in crowd.thanked.items()}
    assert len(rows) == len(kept), "a response is stored once"
    assert len(rows) - before == len(expected), "nothing is stored that nobody was thanked for"
    assert all(kept.get(name) == answers for name, answers in expected.items()), "none lost, none partial"
    assert all(len(row.codes) > 0 for row in rows)
    assert sound(instance)
    print(f"\n{len(expected)} acknowledged over {KILLS} kills, {crowd.retries} retries: 0 lost, 0 doubled")
