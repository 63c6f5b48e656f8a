"""Promise of the geographies: a look-up is loaded whole or not at all, and no invented one serves real people."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from feedback.services import geographies, organisations
from feedback.services.geographies import INVENTED, BadLookUp
from tests.feedback.open_survey import POSTCODES, TODAY


def load(
    session: Session, *rows: str, edition: str = "2025", today: date = TODAY, header: str = "postcode,decile"
) -> int:
    return geographies.load(session, [header, *rows], edition, today=today)


def test_a_postcode_is_found_however_the_file_wrote_it(session: Session) -> None:
    assert load(session, "qx1 1aa,1", " QX2-1AA ,10", "QX31AA, 5 ") == 3
    assert [
        geographies.decile(session, "2025", code) for code in ("QX11AA", "QX21AA", "QX31AA", "ZZ11ZZ")
    ] == [1, 10, 5, None]


def test_further_columns_do_not_matter(session: Session) -> None:
    assert load(session, "x,QX1 1AA,y,3", header="lsoa,postcode,name,decile") == 1


@pytest.mark.parametrize(
    ("rows", "told"),
    [(["QX1 1AA,0"], "line 2"), (["QX1 1AA,1", "QX2 1AA,11"], "line 3"), (["QX1 1AA,"], "line 2"),
     (["QX1 1AA"], "line 2"), (["QX1 1AA,1.5"], "line 2"), ([",1"], "line 2"), (["Q,1"], "line 2"),
     (["QXQX1 11AA,1"], "line 2"), (["ΩX1 1AA,1"], "line 2"), ([], "no postcodes")],
)  # fmt: skip
def test_a_bad_row_is_named_by_its_line(session: Session, rows: list[str], told: str) -> None:
    with pytest.raises(BadLookUp, match=told):
        load(session, *rows)


@pytest.mark.parametrize("header", ["postcode,rank", "pcd,decile", "", "Postcode;Decile"])
def test_a_file_without_its_columns_says_which_it_needs(session: Session, header: str) -> None:
    with pytest.raises(BadLookUp, match="'postcode' and 'decile'"):
        load(session, "QX1 1AA,1", header=header)


def test_an_edition_loaded_again_is_replaced(session: Session) -> None:
    load(session, "QX1 1AA,1", "QX2 1AA,2")
    load(session, "QX1 1AA,9")
    assert (
        geographies.decile(session, "2025", "QX11AA") == 9
        and geographies.decile(session, "2025", "QX21AA") is None
    )


def test_the_edition_loaded_last_is_used(session: Session) -> None:
    assert geographies.newest(session) is None
    load(session, "QX1 1AA,1", edition="2025")
    load(session, "QX1 1AA,2", edition="2019", today=TODAY + timedelta(days=1))
    assert geographies.newest(session) == "2019"


def test_the_invented_edition_serves_the_demonstration_alone(session: Session) -> None:
    load(session, "QX1 1AA,1", edition=INVENTED)
    assert geographies.newest(session) is None
    organisations.current(session).demonstration = True
    session.flush()
    assert geographies.newest(session) == INVENTED


def test_many_postcodes_are_loaded_in_batches(session: Session) -> None:
    rows = [
        f"A{n % 10}{chr(65 + n // 17576 % 26)} {n % 9}{chr(65 + n // 26 % 26)}{chr(65 + n % 26)},1"
        for n in range(100)
    ]
    assert load(session, *dict.fromkeys(rows)) == len(dict.fromkeys(rows))


def test_the_database_itself_knows_what_a_decile_is(session: Session) -> None:
    load(session, *POSTCODES[1:])
    assert session.scalar(text("SELECT count(*) FROM geography_postcode")) == 10
