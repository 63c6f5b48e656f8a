"""A frame as a pandas table, for analysts: a row a response, a column a question, in words and not in codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from feedback.reports.frames import CHANNELS, LANGUAGE_TAGS, Codes, Frame
from feedback.reports.groupings import codes_of
from surveys.definition import DECLINE, Definition, Item, Kind
from surveys.kinds import DECLINED, TICKED, option_keys

if TYPE_CHECKING:
    import pandas as pd

#: Where, when and how a response came, under names that no question can have.
_PLACE, _DAY, _CHANNEL, _LANGUAGE = "place", "answered-on", "channel", "language"
#: Of 1 January 1970, as `date.toordinal` counts.
_EPOCH = 719_163


def to_pandas(frame: Frame, definition: Definition) -> pd.DataFrame:
    """Closed questions as categories, each option of a *many* question as true or false, and the arrival beside.

    Who was not asked or did not answer has no category (NaN). These are answers row by row and no statistic:
    nothing of it may leave the house but through `suppression`.
    """
    import pandas as pd

    columns: dict[str, Any] = {}
    for item in definition.items():
        codes = codes_of(frame, item.key)
        if item.kind is Kind.MANY and codes:
            ticks = frame.columns(item.key, max(codes.values()))
            for option in option_keys(item):
                if option in codes:
                    columns[f"{item.key}/{option}"] = ticks[:, codes[option] - 1] == TICKED
        elif codes:
            columns[item.key] = _words(frame.column(item.key), item, codes)
    days = frame.arrival("day").astype(np.int64) - _EPOCH
    return pd.DataFrame({
        **columns,
        _PLACE: frame.arrival("place"),
        _DAY: pd.to_datetime(days, unit="D"),
        _CHANNEL: pd.Categorical.from_codes(frame.arrival("channel"), list(CHANNELS)),
        _LANGUAGE: pd.Categorical.from_codes(frame.arrival("language"), list(LANGUAGE_TAGS)),
    })  # fmt: skip


def _words(column: Codes, item: Item, codes: dict[str, int]) -> Any:
    import pandas as pd

    keys = [key for key in option_keys(item) if key in codes]
    positions = np.full(256, -1, np.int16)
    positions[[codes[key] for key in keys]] = range(len(keys))
    positions[DECLINED] = len(keys)
    return pd.Categorical.from_codes(positions[column], [*keys, DECLINE])
