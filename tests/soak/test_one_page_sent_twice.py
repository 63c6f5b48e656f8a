"""Promise: a page sent twice is one response when nothing changed, and a question when something did."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from tests.soak.rows import stored, withdrawn
from tests.soak.serving import Answer, Instance, Phone, Server, read_page, simple_choices, thanked

IDENTICAL, PAIRS = 50, 20


def sent_at_once(port: int, path: str, forms: Sequence[dict[str, str]]) -> list[Answer]:
    """Every form from a phone of its own, all in the same moment; the answers in the same order."""
    together = threading.Barrier(len(forms))
    answers: dict[int, Answer] = {}

    def send(number: int) -> None:
        with Phone(port) as phone:
            phone.get("/healthz")
            together.wait()
            answers[number] = phone.post(path, forms[number])

    senders = [threading.Thread(target=send, args=(number,)) for number in range(len(forms))]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(timeout=60)
    return [answers[number] for number in range(len(forms))]


def opened(port: int, path: str) -> tuple[dict[str, str], dict[str, list[str]]]:
    """A page as it was opened: its hidden fields, and its statements with what they offer."""
    with Phone(port) as phone:
        page = phone.get(path).body
    return read_page(page).hidden, simple_choices(page)


def test_fifty_identical_posts_at_once_are_one_response_and_fifty_thank_yous(
    instance: Instance, server: Server
) -> None:
    before, path = len(stored(instance)), f"/s/{instance.code}/en"
    hidden, choices = opened(server.port, path)
    form = {**hidden, **{key: values[0] for key, values in choices.items()}}
    answers = sent_at_once(server.port, path, [form] * IDENTICAL)
    assert [answer.status for answer in answers if not thanked(answer, path)] == []
    assert len(answers) == IDENTICAL
    assert len({answer.location for answer in answers}) == 1, "the same thank-you"
    assert len(stored(instance)) - before == 1
    assert not server.complaints()


def test_two_people_from_one_page_left_open_are_two_responses_or_a_question(
    instance: Instance, server: Server
) -> None:
    """Both press send in the same moment. One is thanked; the other is asked, and either reply keeps a response."""
    path = f"/s/{instance.code}/en"
    rows, taken_back = len(stored(instance)), withdrawn(instance)
    for number in range(PAIRS):
        hidden, choices = opened(server.port, path)
        forms = [{**hidden, **{key: values[turn] for key, values in choices.items()}} for turn in (0, 1)]
        answers = sent_at_once(server.port, path, forms)
        assert sorted(answer.status for answer in answers) == [303, 409]
        (asked,) = (answer for answer in answers if answer.status == 409)
        change, another = (form for form in read_page(asked.body).forms if "submission" in form)
        assert "replaces" in change and "replaces" not in another
        swallowed = forms[answers.index(asked)]
        for reply in (change, another):
            assert {key: reply[key] for key in choices} == {key: swallowed[key] for key in choices}
        with Phone(server.port) as phone:
            assert thanked(phone.post(path, change if number % 2 else another), path)
    assert len(stored(instance)) - rows == 2 * PAIRS
    assert withdrawn(instance) - taken_back == PAIRS // 2
    assert not server.complaints()
