"""One of several writers at once: stores responses at a steady pace and prints how long each took.

`python -m tests.bench.writer URL CODE THREADS EACH PAUSE` prints a JSON list of seconds; a failed store ends it.
"""

from __future__ import annotations

import json
import random
import secrets
import sys
import threading
import time

from feedback.db import Database
from feedback.services import responses
from feedback.services.responses import Arrival, Outcome
from tests.bench.installation import TODAY, invented_answers, opened


def main(url: str, code: str, threads: int, each: int, pause: float) -> list[float]:
    """Stores `each` responses in every thread, one every `pause` seconds; how long each waited for the disk."""
    database = Database(url)
    link, served = opened(database, code)
    arrival, taken, failed = Arrival.by_link(link, "en", 1, None), list[float](), list[BaseException]()
    answers = invented_answers(served, random.Random(2))

    def write() -> None:
        try:
            for _ in range(each):
                began = time.perf_counter()
                with database.transaction(link.organisation_id) as session:
                    outcome = responses.submit(
                        session, served, arrival, answers, submission=secrets.token_urlsafe(18), today=TODAY
                    )
                assert outcome is Outcome.STORED
                taken.append(time.perf_counter() - began)
                time.sleep(max(0.0, pause - taken[-1]))
        except BaseException as error:
            failed.append(error)

    writers = [threading.Thread(target=write) for _ in range(threads)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    database.engine.dispose()
    if failed:
        raise failed[0]
    return taken


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))))
