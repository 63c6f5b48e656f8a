"""Monday letters: the words of the Monday e-mail. Praise first, one thing to act on; no group and no person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from feedback import i18n
from feedback.channels.letters import Block, Letter, Sort
from feedback.services import organisations
from feedback.services.monday import HALF, Number, Quote, Survey, Week
from feedback.vocabulary import EASY_READ, ENGLISH, ENGLISH_NAMES


def compose(session: Session, week: Week, *, base_url: str, stop: str = "", drafts: bool = False) -> Letter:
    """The e-mail. `base_url` is what its links begin with; empty: it has none.

    `drafts`: its reader may write what is done about a number.
    """
    say, organisation = i18n.english(), organisations.current(session)
    invented = (
        [Block(Sort.SMALL, "A demonstration. All of it is made up.")] if organisation.demonstration else []
    )
    blocks = [
        *invented,
        *_answered(week),
        *_elsewhere(week),
        *_good(week),
        *_written(week, base_url),
        Block(Sort.HEADING, "One thing to act on"),
        *_act(week, base_url, drafts),
        Block(
            Sort.SMALL,
            "It names no group and no person, so you may show it to your team. Numbers are in fives. Fewer than ten"
            " answers are told in words only.",
        ),
    ]
    if stop:
        blocks.append(Block(Sort.SMALL_LINK, "You asked for this e-mail. Stop it", stop))
    subject = f"{week.place}: what people said, week to {say.day(week.last_on)}"
    return Letter(subject, organisation.name, blocks)


def _answered(week: Week) -> list[Block]:
    if not week.surveys:
        return [Block(Sort.LARGE, "No survey is open here.")]
    many = len(week.surveys) > 1
    told = [survey for survey in week.surveys if survey.week is not None or survey.far_fewer]
    found = [
        Block(Sort.LARGE, f"{survey.title}: {_people(survey)}" if many else _capital(_people(survey)))
        for survey in told
    ]
    if not found:
        each = " each survey" if many else ""
        return [Block(Sort.LARGE, f"Fewer than 10 people answered{each} last week.")]
    left = len(week.surveys) - len(told)
    if left:
        others = "the other survey" if left == 1 else "each of the other surveys"
        found.append(Block(Sort.TEXT, f"Fewer than 10 people answered {others}."))
    return found


def _elsewhere(week: Week) -> list[Block]:
    if not any(survey.elsewhere for survey in week.surveys):
        return []
    return [
        Block(
            Sort.TEXT,
            "What they answered stands in the e-mails of the places that belong to it. Beside those, numbers of all of"
            " them could tell of a few people. Signed in, you see them.",
        )
    ]


def _people(survey: Survey) -> str:
    """How many answered, beside the week before where an e-mail told of it."""
    before = "" if survey.week_before is None else f", {_about(survey.week_before)} the week before"
    return f"{_about(survey.week)} people answered last week{before}."


def _about(number: int | None) -> str:
    return f"about {number}" if number else "fewer than 10"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _good(week: Week) -> list[Block]:
    # Praise that answers a question for something else stands without it, where it would puzzle.
    praise = [
        quote if quote.asked_for_praise else replace(quote, question="")
        for quote in week.quotes
        if quote.praises
    ]
    found = [*_quoted(praise), *(Block(Sort.TEXT, _number(week, one)) for one in week.good)]
    return [Block(Sort.HEADING, "What was good"), *found] if found else []


def _written(week: Week, base_url: str) -> list[Block]:
    found = _quoted([quote for quote in week.quotes if not quote.praises])
    if week.more_comments:
        more = "There is more to read for you when you sign in."
        link = f"{base_url}/staff/comments/released"
        found.append(Block(Sort.SMALL_LINK, more, link) if base_url else Block(Sort.SMALL, more))
    return [Block(Sort.HEADING, "What people wrote"), *found] if found else []


def _quoted(found: Sequence[Quote]) -> list[Block]:
    blocks, asked = [], ""
    for quote in sorted(found, key=lambda one: one.question):
        if quote.question != asked:
            blocks.append(Block(Sort.ASKED, quote.question))
        asked = quote.question
        blocks.append(Block(Sort.QUOTE, quote.text, language=quote.language))
        if quote.language not in (ENGLISH, EASY_READ):
            blocks.append(Block(Sort.SMALL, f"This is in {ENGLISH_NAMES[quote.language]}."))
    return blocks


def _number(week: Week, number: Number) -> str:
    """A question in a sentence, with of whom and of when, and what the e-mail before told where that is news."""
    survey = next(one for one in week.surveys if one.slug == number.survey)
    who = f"{number.word} of those who answered" if number.percent is None else f"{number.percent}%"
    since = f" since {i18n.english().day(survey.since)}" if survey.since else ""
    was = (
        ""
        if number.was is None
        else f" It was {number.was}% before that, and chance alone does not explain it."
    )
    return f"{who} gave a positive answer to “{number.text.rstrip('.')}” (about {survey.people} people{since}).{was}"


def _act(week: Week, base_url: str, drafts: bool) -> list[Block]:
    """What fell first: answers to a question, or people who answer. Then a low number that nobody works on, then a
    promise that is late, then the lowest number all the same; else more people have to be asked."""
    fallen, silent, low = week.fallen, week.silent, week.lowest
    if fallen is not None:
        return _about_a_number(week, fallen, "Ask your team: what changed?", base_url, drafts)
    if silent is not None:
        text = (
            f"Far fewer people answered “{silent.title}” than the week before. Go and look: does the poster still hang,"
            " and is the link still handed over?"
        )
        return _with_link(text, "Where your posters hang", "/staff/placements/", base_url)
    if low is not None and (low.rank < HALF or week.overdue is None):
        ask = "Ask your team: what could we do about it this week?"
        return _about_a_number(week, low, ask, base_url, drafts)
    if week.overdue is not None:
        title, slug, day = week.overdue
        by_when = i18n.english().day(day)
        text = f"You told people about “{title}”, with a next step by {by_when}. Tell them what happened."
        return _with_link(text, "Tell people", f"/staff/you-said-we-did/change/{slug}", base_url)
    text = "Ask more people. Hand over the poster or the link with a word of your own: that helps most."
    return _with_link(text, "Links and posters", "/staff/links/", base_url)


def _about_a_number(week: Week, number: Number, ask: str, base_url: str, drafts: bool) -> list[Block]:
    """The number, what to ask, where to look further, and where to write down what is done."""
    place = f"?place={week.slug}" if week.slug else ""
    blocks = _with_link(
        f"{_number(week, number)} {ask}",
        "See the results",
        f"/staff/results/{number.survey}{place}",
        base_url,
    )
    survey = next(one for one in week.surveys if one.slug == number.survey)
    if base_url and drafts and survey.published:
        link = f"{base_url}/staff/you-said-we-did/new?survey={number.survey}&item={number.item}"
        blocks.append(
            Block(Sort.SMALL_LINK, "You know what to do? Write it down, and people can read it", link)
        )
    return blocks


def _with_link(text: str, label: str, path: str, base_url: str) -> list[Block]:
    link = [Block(Sort.LINK, label, f"{base_url}{path}")] if base_url else []
    return [Block(Sort.TEXT, text), *link]
