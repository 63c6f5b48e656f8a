"""Promise of the words for channels: a link leads to those of the contract alone."""

from __future__ import annotations

from feedback.vocabulary import LINK_CHANNELS, Channel


def test_channels_of_links_are_those_of_the_contract_and_a_call_needs_none() -> None:
    assert [channel.value for channel in LINK_CHANNELS] == ["web", "qr", "sms", "kiosk", "paper"]
    assert set(Channel) - set(LINK_CHANNELS) == {Channel.PHONE, Channel.EMAIL}
