"""Invitation e-mails: an invitation to a survey in the reader's language, with one large link and one to stop."""

from __future__ import annotations

from feedback import i18n
from feedback.channels.letters import Block, Letter, Sort
from feedback.services.looks import Look


def compose(look: Look, title: str, language: str, message: str, link: str, stop_link: str) -> dict[str, str]:
    """`subject`, `body`, `html` and `stop`, as the outbox wants them beside `to`.

    `title` is that of the survey in this language; empty where a service must not be named, also by its survey.
    `message` is what staff wrote, without the link, its placeholders filled in.
    """
    say = i18n.words(language)
    subject = title or say("A few questions from {organisation}", organisation=look.name)
    blocks = [Block(Sort.TEXT, message.strip())]
    if look.demonstration:
        blocks.insert(0, Block(Sort.SMALL, say("A demonstration. All of it is made up.")))
    blocks += [
        Block(Sort.LINK, say("Answer the questions"), link),
        Block(Sort.SMALL, say("This link is only for you. Please do not send it on.")),
    ]
    if look.help_number:
        ring = say("Need help, or another format? Ring {number}.", number=look.help_number)
        blocks.append(Block(Sort.SMALL, ring))
    blocks.append(Block(Sort.SMALL_LINK, say("Stop these e-mails"), stop_link))
    letter = Letter(subject, look.name, blocks, language)
    return {"subject": subject, "body": letter.body, "html": letter.html, "stop": stop_link}
