"""Absolute addresses of survey links; the configured base is their only source."""

from __future__ import annotations


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


def printed_address(base_url: str | None, code: str) -> str:
    """The same in capitals, which a QR code packs into fewer, larger squares; raises NoBaseAddress."""
    return survey_address(base_url, code).upper()
