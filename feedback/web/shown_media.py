"""What stands beside words in a page: the recording, the signed video and the picture an organisation put up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from feedback.services.media import Spoken
from feedback.vocabulary import html_language


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Addresses of files, empty where there is none."""

    sound: str = ""
    video: str = ""
    captions: str = ""
    own_picture: str = ""
    own_picture_description: str = ""
    #: The language of the description where it fell back; empty where it is the page's.
    own_picture_language: str = ""
    own_picture_width: int = 0
    own_picture_height: int = 0


def shown(media: Mapping[str, Spoken], key: str) -> Shown:
    """What stands under a text key of its own, such as that of the thank-you; empty where nothing does."""
    return Shown(**beside(media, key))


def beside(
    media: Mapping[str, Spoken], key: str, words: str | None = None, picture: str = ""
) -> dict[str, Any]:
    """The parts of a `Shown`: what is under a text key, while it still says these words, and a picture's own key."""
    spoken, drawn = media.get(key), media.get(picture)
    found: dict[str, Any] = {}
    if spoken is not None and (words is None or spoken.fits(words)):
        found = {"video" if spoken.kind == "video" else "sound": spoken.url, "captions": spoken.captions}
    if drawn is not None:
        found |= {
            "own_picture": drawn.url,
            "own_picture_description": drawn.description,
            "own_picture_language": html_language(drawn.described_in),
            "own_picture_width": drawn.width,
            "own_picture_height": drawn.height,
        }
    return found
