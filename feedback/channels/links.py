"""Absolute addresses of survey links; the configured base is their only source."""

from __future__ import annotations

from feedback.vocabulary import ENGLISH


class NoBaseAddress(ValueError):
    """An absolute address was asked for and none is configured."""

    def __init__(self) -> None:
        super().__init__(
            "FEEDBACK_BASE_URL is not set: set it to the address people will open, "
            "such as https://feedback.example.nhs.uk, so that printed codes lead there"
        )


def survey_address(base_url: str | None, code: str) -> str:
    """Where a code leads, as people type it; raises NoBaseAddress."""
    if not base_url:
        raise NoBaseAddress
    return f"{base_url}/s/{code}"


def printed_address(base_url: str | None, code: str, language: str = "en") -> str:
    """The same in capitals, which a QR code packs into fewer, larger squares; raises NoBaseAddress.

    English is what the address alone opens where nothing better fits the reader's phone; another language is named.
    """
    address = survey_address(base_url, code)
    return (address if language == ENGLISH else f"{address}/{language}").upper()


def changes_address(base_url: str | None, organisation: str) -> str:
    """Where an organisation tells what changed, in capitals as a code packs it; raises NoBaseAddress."""
    if not base_url:
        raise NoBaseAddress
    return f"{base_url}/you-said-we-did/{organisation}/".upper()


def privacy_address(base_url: str | None, organisation: str) -> str:
    """Where an organisation says what it does with answers; raises NoBaseAddress."""
    if not base_url:
        raise NoBaseAddress
    return f"{base_url}/privacy/{organisation}"


def base_address(configured: str | None, *, demonstration: bool, opened_at: str) -> str | None:
    """What absolute addresses begin with: the configured base; the demonstration may use where it is opened."""
    return opened_at.rstrip("/") if configured is None and demonstration else configured
