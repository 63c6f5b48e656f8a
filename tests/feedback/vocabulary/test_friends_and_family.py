"""Promise of the words of the Friends and Family Test: whatever can be returned has its name in the return."""

from __future__ import annotations

from feedback.vocabulary import FFT_MODE_OF, FFT_MODES, FFT_SETTINGS, Channel, FftMode, FftSetting


def test_every_kind_of_service_and_every_way_of_collecting_is_called_something_of_its_own() -> None:
    assert FFT_SETTINGS.keys() == set(FftSetting) and FFT_MODES.keys() == set(FftMode)
    for names in (FFT_SETTINGS, FFT_MODES):
        assert len(set(names.values())) == len(names)


def test_an_answer_of_every_channel_counts_in_the_return() -> None:
    assert FFT_MODE_OF.keys() == set(Channel)
