"""A shared screen: what one person saw there gives way before the next one comes."""

from __future__ import annotations

from flask import Response

from feedback.services.collector_links import OpenedLink
from feedback.vocabulary import Channel

#: After so many seconds a shared screen leaves a page that has no script to ask whether somebody is still there.
_SECONDS = 240


def clears_itself(answer: Response, link: OpenedLink) -> Response:
    """The same answer; on a shared screen it gives way to a fresh start."""
    if link.channel == Channel.KIOSK:
        answer.headers["Refresh"] = f"{_SECONDS}; url=/s/{link.code}"
    return answer
