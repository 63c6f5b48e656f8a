"""Promise of the XLSForm that comes in: whatever stands in it, each row is carried, changed or dropped, and why."""

from __future__ import annotations

import pytest

from surveys.definition import Kind
from surveys.formats.accounting import BadFile
from surveys.reading import read as read_definition
from tests.surveys.formats.forms_for_tests import form, items, packed, read, told

CHOICES = """
list_name | name | label
yn        | yes  | Yes
yn        | no   | No
fruit     | a    | Apple
fruit     | b    | Banana
fruit     | none | None of these
"""


def one(type_: str, **cells: str) -> tuple[dict, tuple[str, str]]:
    """One question of this type with these cells, and what became of it."""
    found = form([["type", "name", "label", *cells], [type_, "q", "Words?", *cells.values()]], CHOICES)
    return items(found)[0], told(found.account)["q"]


@pytest.mark.parametrize(("type_", "kind"), [
    ("select_one yn", "one"), ("select one yn", "one"), ("Select_One yn", "one"), ("select1 yn", "one"),
    ("select_multiple fruit", "many"), ("select all that apply from fruit", "many"),
    ("integer", "number"), ("int", "number"),
    ("text", "short-text"), ("string", "short-text"), ("  text ", "short-text"),
])  # fmt: skip
def test_a_question_that_both_have_is_carried(type_: str, kind: str) -> None:
    assert one(type_)[0]["kind"] == kind and one(type_)[1] == ("carried", "")


@pytest.mark.parametrize(("type_", "kind", "why"), [
    ("decimal", "short-text", "decimals"), ("date", "short-text", "date"), ("time", "short-text", "time"),
    ("dateTime", "short-text", "date and time"), ("acknowledge", "one", "one tick"),
    ("trigger", "one", "one tick"),
    ("select_one fruit or_other", "one", "type another answer"),
    ("select_multiple fruit or specify other", "many", "Other"),
])  # fmt: skip
def test_a_question_that_must_change_says_how(type_: str, kind: str, why: str) -> None:
    item, (list_, said) = one(type_)
    assert (item["kind"], list_) == (kind, "changed") and why in said


@pytest.mark.parametrize(("type_", "why"), [
    ("calculate", "worked out"), ("hidden", "hidden"), ("geopoint", "map"), ("image", "Pictures"),
    ("start", "device"),
    ("deviceid", "device"), ("barcode", "camera"), ("rank fruit", "order"),
    ("select_one_from_file a.csv", "a.csv"),
    ("select_one_external towns", "file of their own"), ("select_one ${names}", "typed before"),
    ("select_one nowhere", "'nowhere'"), ("select_one", "names no list"), ("csv-external", "file"),
    ("riddle", "'riddle'"),
    ("", "no type"), ("xml-external", "file"), ("audit", "device"), ("osm buildings", "map"),
    ("#comment", "'#comment'"),
])  # fmt: skip
def test_what_cannot_be_asked_is_dropped_with_the_reason(type_: str, why: str) -> None:
    found = form([["type", "name", "label"], [type_, "q", "Words?"], ["text", "kept", "Kept?"]], CHOICES)
    assert told(found.account)["q"][0] == "dropped" and why in told(found.account)["q"][1]
    assert told(found.account)["kept"] == ("carried", "")


def test_a_scale_keeps_its_ends_and_their_words() -> None:
    found = form(
        [
            ["type", "name", "label", "parameters"],
            ["range", "q", "Words?", "start=0;end=5 step=1 tick_labelset=ends"],
        ],
        "list_name | name | label \n ends | 0 | Bad \n ends | 5 | Good",
    )
    assert items(found)[0] | {"text": ""} == {
        "key": "q", "kind": "scale", "text": "", "minimum": 0, "maximum": 5, "minimum-label": "Bad",
        "maximum-label": "Good",
    }  # fmt: skip
    assert told(found.account)["q"][0] == "carried"


@pytest.mark.parametrize(("parameters", "kind", "why"), [
    ("start=0 end=10 step=2", "scale", "steps of 2"), ("start=0 end=1 step=0.1", "short-text", "fractions"),
    ("start=10 end=0", "scale", "downwards"), ("start=0 end=1000", "number", "two ends"),
    ("start=5 end=5", "number", "two ends"),
])  # fmt: skip
def test_a_scale_that_cannot_be_shown_as_it_is_says_what_changed(
    parameters: str, kind: str, why: str
) -> None:
    item, (list_, said) = one("range", parameters=parameters)
    assert (item["kind"], list_) == (kind, "changed") and why in said


def test_limits_of_an_answer_are_kept_where_they_can_be() -> None:
    assert one("integer", constraint=". >= 0 and . <= 120")[0] | {"text": ""} == {
        "key": "q", "kind": "number", "text": "", "minimum": 0, "maximum": 120,
    }  # fmt: skip
    assert one("text", constraint="string-length(.) <= 40")[0]["maximum-length"] == 40
    alone = one("select_multiple fruit", constraint="not(selected(., 'none') and count-selected(.) > 1)")[0]
    assert [option.get("exclusive") for option in alone["options"]] == [None, None, True]
    item, (list_, why) = one("text", constraint="regex(., '[0-9]+')")
    assert list_ == "changed" and "regex(., '[0-9]+')" in why and "maximum-length" not in item
    assert "not checked" in one("select_one fruit", constraint=". > 2")[1][1]


@pytest.mark.parametrize(("cells", "why"), [
    ({"required": "yes"}, "people may skip it"), ({"required": "true()"}, "people may skip it"),
    ({"default": "4"}, "begins empty"), ({"calculation": "1 + 1"}, "filled in"),
    ({"guidance_hint": "Ask twice."}, "interviewer"),
    ({"constraint_message": "Too much."}, "own words"), ({"media::image": "cat.png"}, "cat.png"),
    ({"audio": "cat.mp3"}, "cat.mp3"),
    ({"media::video::English (en)": "cat.mp4"}, "cat.mp4"),
    ({"label": "Are you ${name}?"}, "another question"),
    ({"relevant": "${x} > 3"}, "${x} > 3"),
])  # fmt: skip
def test_what_a_question_loses_is_told(cells: dict[str, str], why: str) -> None:
    heads = {"type": "integer", "name": "q", "label": "Words?"} | cells
    found = form([list(heads), list(heads.values())])
    assert told(found.account)["q"][0] == "changed" and why in told(found.account)["q"][1]


@pytest.mark.parametrize(
    "cells", [{"required": "no"}, {"required": "false()"}, {"appearance": "minimal"}, {"relevant": "true()"}]
)
def test_what_says_nothing_changes_nothing(cells: dict[str, str]) -> None:
    assert one("select_one fruit", **cells)[1] == ("carried", "")


def test_a_filter_of_answers_shows_all_of_them() -> None:
    item, (list_, why) = one("select_one fruit", choice_filter="region = ${r}")
    assert len(item["options"]) == 3 and list_ == "changed" and "here all are" in why


def test_how_a_question_looks_is_told_once() -> None:
    rows = [["text", "a", "A?", "multiline"], ["text", "b", "B?", "w1"], ["text", "c", "C?", "w2"]]
    found = form([["type", "name", "label", "appearance"], *rows])
    assert [remark for remark in found.account.remarks if "appearance" in remark] == [
        "How questions look on a screen (the column “appearance”) is not carried."
    ]


def test_a_long_text_is_a_comment() -> None:
    assert one("text", appearance="multiline")[0]["kind"] == "comment"
    assert one("text", parameters="rows=5")[0]["kind"] == "comment"


def test_piped_words_leave_a_mark_where_they_stood() -> None:
    found = form("type | name | label \n text | q | Is ${name} well?")
    assert items(found)[0]["text"] == "Is … well?"


def test_a_tick_keeps_its_code_and_has_the_words_of_every_language() -> None:
    found = form(
        "type | name | label | relevant \n acknowledge | ok | I agree | \n text | q | Why? | ${ok} = 'OK'"
    )
    tick, after = items(found)
    assert [option["shared"] for option in tick["options"]] == ["answers/yes-no/yes", "answers/yes-no/no"]
    assert after["show-when"] == [{"item": "ok", "is": ["ok"]}]


def test_routing_is_translated_to_keys_of_ours() -> None:
    found = form(
        """
        type                  | name     | label | relevant
        select_one yn         | Q_1      | One?  |
        select_multiple fruit | Fruit    | Two?  | ${Q_1} = 'yes'
        text                  | which    | Why?  | selected(${Fruit}, 'a') or selected(${Fruit}, 'b')
        text                  | both     | So?   | ${Q_1} != 'no' and ${age} > 3
        text                  | later    | And?  | ${end} = 'x'
        select_one yn         | end      | End?  |
        """,
        CHOICES,
    )
    assert [item.get("show-when") for item in items(found)] == [
        None, [{"item": "q-1", "is": ["yes"]}], [{"item": "fruit", "is": ["a", "b"]}],
        [{"item": "q-1", "is-not": ["no"]}],
        None, None,
    ]  # fmt: skip
    accounts = told(found.account)
    assert accounts["which"] == ("carried", "")
    assert "${age} > 3" in accounts["both"][1] and "${end}" in accounts["later"][1]


GROUPED = """
type          | name    | label          | relevant
note          | hello   | Welcome.       |
begin_group   | outer   | Outer          | ${gate} = 'yes'
select_one yn | gate    | Gate?          |
note          | between | Now for more.  |
begin group   | inner   | Inner          | ${gate} = 'yes'
note          | intro   | About inner.   |
text          | a       | A?             |
end group     |         |                |
text          | b       | B?             |
end_group     | outer   |                |
begin repeat  | each    | Each child     |
text          | child   | Name?          |
end repeat    |         |                |
note          | bye     | Goodbye.       |
"""


def test_groups_become_sections_and_nested_ones_are_made_flat() -> None:
    found = form(GROUPED, CHOICES)
    assert [(s["key"], s["title"], [i["key"] for i in s["items"]]) for s in found.definition["sections"]] == [
        ("outer", "Outer", ["gate"]), ("inner", "Inner", ["a"]), ("questions", "Outer", ["b"]),
        ("each", "Each child", ["child"]),
    ]  # fmt: skip
    accounts = told(found.account)
    assert accounts["each"][0] == "changed" and "asked once" in accounts["each"][1]
    assert "'outer'" in accounts["inner"][1]


def test_the_condition_of_a_group_holds_for_everything_in_it() -> None:
    found = form(GROUPED, CHOICES)
    when = {item["key"]: item.get("show-when") for item in items(found)}
    assert when["a"] == [{"item": "gate", "is": ["yes"]}]
    found = form(
        """
        type          | name | label | relevant
        integer       | age  | Age?  |
        begin group   | g    | G     | ${age} > 17
        text          | q    | Q?    |
        end group     |      |       |
        """
    )
    assert told(found.account)["q"][0] == told(found.account)["g"][0] == "changed"
    assert "${age} > 17" in told(found.account)["q"][1]


def test_notes_introduce_what_follows_or_help_with_it_or_are_dropped() -> None:
    found = form(GROUPED, CHOICES)
    assert found.definition["introduction"] == "Welcome."
    assert found.definition["sections"][1]["introduction"] == "Now for more.\nAbout inner."
    accounts = told(found.account)
    assert accounts["hello"] == ("changed", "Its words introduce the survey.")
    assert accounts["bye"][0] == "dropped"
    helped = form(
        "type | name | label | hint \n text | a | A? | \n note | n | Think. | \n text | b | B? | Slowly."
    )
    assert items(helped)[1]["help"] == "Think.\nSlowly."


def test_a_note_that_only_some_saw_is_not_shown_to_all() -> None:
    found = form(
        """
        type          | name | label   | relevant
        select_one yn | gate | Gate?   |
        note          | stop | Stop.   | ${gate} = 'no'
        text          | q    | Q?      |
        note          | hint | Here.   | ${gate} = 'yes'
        text          | r    | R?      | ${gate} = 'yes'
        """,
        CHOICES,
    )
    assert told(found.account)["stop"][0] == "dropped" and told(found.account)["hint"][0] == "changed"
    assert [item.get("help") for item in items(found)] == [None, None, "Here."]


def test_a_group_without_a_heading_inside_another_joins_it() -> None:
    found = form(
        "type | name | label \n begin group | a | A \n begin group | b | \n text | q | Q? \n end group | | \n"
        "end group | |"
    )
    assert [s["key"] for s in found.definition["sections"]] == ["a"]
    assert told(found.account)["b"][0] == "changed"


def test_a_group_of_groups_hands_its_heading_to_the_first_inside_it() -> None:
    found = form(
        """
        type        | name | label
        begin group | a    | The whole
        begin group | b    | Part one
        text        | q    | Q?
        end group   |      |
        begin group | c    | Part two
        text        | r    | R?
        end group   |      |
        end group   |      |
        """
    )
    assert [(s["title"], s.get("introduction")) for s in found.definition["sections"]] == [
        ("Part one", "The whole"), ("Part two", None),
    ]  # fmt: skip
    assert told(found.account)["a"][0] == "changed"


def test_ends_that_nothing_began_and_groups_that_never_end_are_told() -> None:
    found = form("type | name | label \n end group | | \n begin group | g | G \n text | q | Q?")
    assert [r for r in found.account.remarks if "Row 2" in r] and [
        r for r in found.account.remarks if "'g'" in r
    ]
    assert told(found.account)["q"][0] == "carried"


def test_rows_switched_off_and_rows_of_comment_are_dropped() -> None:
    found = form(
        """
        type | name | label | disabled | remarks
        text | q    | Q?    |          |
        text | off  | Off?  | yes      |
             |      |       |          | only a remark
        text |      | No name? |       |
        """
    )
    assert {name: said[0] for name, said in told(found.account).items()} == {
        "q": "carried", "off": "dropped", "row 4": "dropped", "row 5": "carried",
    }  # fmt: skip


LANGUAGES = """
type | name | label::English (en) | label::Polski | hint::Polish (pl) | label::Klingon (tlh) | label:ar
text | q    | Words?              | Słowa?        | Pomoc             | mu'mey               | كلمات
text | r    |                     | Tylko?        |                   |                      |
"""


def test_languages_are_known_by_code_or_by_name_and_others_are_told() -> None:
    found = form(LANGUAGES)
    assert found.texts["pl"] == {"item/q/text": "Słowa?", "item/q/help": "Pomoc", "item/r/text": "Tylko?"}
    assert found.texts["ar"] == {"item/q/text": "كلمات"}
    assert "Klingon (tlh) is not a language here: 1 text is left out." in found.account.remarks
    assert items(found)[1]["text"] == "Tylko?" and told(found.account)["r"][0] == "changed"


def test_words_without_a_language_are_those_of_the_form() -> None:
    english = form("type | name | label | label::Polish (pl) \n text | q | Words? | Słowa?")
    assert (items(english)[0]["text"], english.texts) == ("Words?", {"pl": {"item/q/text": "Słowa?"}})
    polish = form(
        "type | name | label | label::English (en) \n text | q | Słowa? | Words?",
        None,
        "default_language \n Polish (pl)",
    )
    assert (items(polish)[0]["text"], polish.texts) == ("Words?", {"pl": {"item/q/text": "Słowa?"}})


def test_a_form_in_a_language_that_is_none_of_ours_keeps_its_words_as_the_source() -> None:
    found = form("type | name | label::Français (fr) \n text | q | Des mots ?")
    assert items(found)[0]["text"] == "Des mots ?" and found.texts == {}
    assert any("Français (fr)" in remark for remark in found.account.remarks)
    assert not any("left out" in remark for remark in found.account.remarks)


def test_a_form_without_english_in_a_language_of_ours_keeps_both() -> None:
    found = form("type | name | label::Español (es) \n text | q | ¿Palabras?")
    assert items(found)[0]["text"] == "¿Palabras?" and found.texts == {"es": {"item/q/text": "¿Palabras?"}}


def test_easy_read_is_a_language_of_its_own() -> None:
    found = form("type | name | label | label::Easy Read (en-simple) \n text | q | Words? | Easy?")
    assert (items(found)[0]["text"], items(found)[0]["easy"], found.texts) == ("Words?", "Easy?", {})


@pytest.mark.parametrize("heads", [
    ["Type", "NAME", "Label"], ["type ", " name", "label::English"], ["command", "tag", "caption"],
    ["type", "name", "label:English (en)"], ["type", "name", "Label :: en"],
    ["type", "name", "label::English(en)"],
])  # fmt: skip
def test_heads_are_read_however_they_are_spelt(heads: list[str]) -> None:
    assert items(form([heads, ["text", "q", "Words?"]]))[0]["text"] == "Words?"


def test_sheets_are_found_however_they_are_spelt_and_one_alone_is_the_survey() -> None:
    spelt = packed(**{" Survey ": "type | name | label \n select_one yn | q | Q?", "CHOICES": CHOICES})
    assert len(items(read(spelt))[0]["options"]) == 2
    assert items(read(packed(Sheet1="type | name | label \n text | q | Q?")))[0]["key"] == "q"


@pytest.mark.parametrize(
    "heads", ["list_name | name | label", "list name | value | label::English", "List_Name | Name | Caption"]
)
def test_lists_of_answers_are_read_however_their_heads_are_spelt(heads: str) -> None:
    found = form("type | name | label \n select_one l | q | Q?", f"{heads} \n l | a | A \n l | b | B")
    assert [option["text"] for option in items(found)[0]["options"]] == ["A", "B"]


def test_the_title_and_the_key_come_from_the_settings_or_from_the_name_of_the_file() -> None:
    named = form("type | name | label \n text | q | Q?", None, "form_title | form_id \n My form | my_form_1")
    assert (named.definition["title"], named.definition["key"]) == ("My form", "my-form-1")
    nameless = form("type | name | label \n text | q | Q?")
    assert (nameless.definition["title"], nameless.definition["key"]) == ("a form", "a-form")


def test_numbers_and_yes_or_no_in_cells_are_what_a_person_sees() -> None:
    survey = [["type", "name", "label", "required"], ["select_one l", "q", 2024, True]]
    found = form(survey, [["list_name", "name", "label"], ["l", 1, 1.0], ["l", 2.0, 2.5]])
    item = items(found)[0]
    assert item["text"] == "2024" and [(o["key"], o["text"]) for o in item["options"]] == [
        ("1", "1"),
        ("2", "2.5"),
    ]


def test_names_that_stand_twice_in_a_group_are_refused_with_their_rows() -> None:
    with pytest.raises(BadFile) as refused:
        form("type | name | label \n text | q | Q? \n text | r | R? \n integer | q | Again?")
    assert "'q'" in str(refused.value) and "rows 2 and 4" in str(refused.value)


def test_a_name_may_stand_again_in_another_group() -> None:
    found = form(
        "type | name | label \n text | q | Q? \n begin group | g | G \n text | q | Q2? \n end group | |"
    )
    assert [item["key"] for item in items(found)] == ["q", "q-2"]


def test_codes_that_stand_twice_in_a_list_are_refused_with_their_rows_unless_the_form_allows_it() -> None:
    sheets = (
        "type | name | label \n select_one l | q | Q?",
        "list_name | name | label \n l | a | A \n l | a | B \n l | a | C",
    )
    with pytest.raises(BadFile) as refused:
        form(*sheets)
    assert "rows 2 and 3" in str(refused.value) and "'a'" in str(refused.value)
    allowed = form(*sheets, "allow_choice_duplicates \n yes")
    assert [option["key"] for option in items(allowed)[0]["options"]] == ["a", "a-2", "a-3"]


def test_the_account_is_in_the_order_of_the_file_and_every_definition_can_be_asked() -> None:
    found = form(GROUPED, CHOICES)
    for entries in (found.account.carried, found.account.changed, found.account.dropped):
        rows = [int(entry.where.removeprefix("row ")) for entry in entries]
        assert rows == sorted(rows)
    assert {item.kind for item in read_definition(found.definition).items()} == {Kind.ONE, Kind.SHORT_TEXT}


def test_nothing_to_ask_is_refused_with_the_reasons() -> None:
    with pytest.raises(BadFile) as refused:
        form("type | name | label \n calculate | c | \n geopoint | g | Where?")
    assert "c (row 2)" in str(refused.value) and "map" in str(refused.value)
