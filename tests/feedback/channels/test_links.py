"""Promises of addresses: the configured one is their only source, and only the demonstration may do without."""

from __future__ import annotations

import pytest

from feedback.channels import links


def test_what_is_printed_is_in_capitals_and_may_name_a_language() -> None:
    base = "https://feedback.example.nhs.uk"
    assert links.survey_address(base, "ABC") == f"{base}/s/ABC"
    assert links.printed_address(base, "ABC") == "HTTPS://FEEDBACK.EXAMPLE.NHS.UK/S/ABC"
    assert links.printed_address(base, "ABC", "en") == "HTTPS://FEEDBACK.EXAMPLE.NHS.UK/S/ABC"
    assert links.printed_address(base, "ABC", "zh-Hant") == "HTTPS://FEEDBACK.EXAMPLE.NHS.UK/S/ABC/ZH-HANT"
    assert links.privacy_address(base, "oakfield") == f"{base}/privacy/oakfield"


def test_only_the_demonstration_may_use_the_address_it_is_opened_at() -> None:
    def base(configured: str | None, demonstration: bool) -> str | None:
        return links.base_address(configured, demonstration=demonstration, opened_at="http://localhost/")

    assert base(None, demonstration=True) == "http://localhost"
    assert base(None, demonstration=False) is None
    assert base("https://a.example", demonstration=True) == base("https://a.example", demonstration=False)


@pytest.mark.parametrize("address", [links.survey_address, links.printed_address, links.privacy_address])
def test_without_an_address_of_its_own_there_is_none(address: object) -> None:
    assert callable(address)
    with pytest.raises(links.NoBaseAddress, match="FEEDBACK_BASE_URL"):
        address(None, "ABC")
