"""Promise of XLIFF: what goes out is what the standard says, and whatever a program returns is understood."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from lxml import etree

from surveys.formats.accounting import BadFile
from surveys.formats.lines import Returned
from surveys.formats.lines_xliff import NAMESPACE, read, unit_id, write
from tests.surveys.formats.lines_for_tests import LINES, TRANSLATIONS, WORDS, filled, sheet

#: The part of "XLIFF Version 2.0" (OASIS, 5 August 2014) that we write: what may stand in what, in which order, and
#: which attributes each has (those with a star are required).
STRUCTURE = {
    "xliff": ("file+", {"version*", "srcLang*", "trgLang"}),
    "file": ("notes? unit+", {"id*", "original"}),
    "unit": ("notes? segment+", {"id*", "name", "xml:space"}),
    "notes": ("note+", set()),
    "note": ("", {"category", "id"}),
    "segment": ("source target?", {"id", "state"}),
    "source": ("", {"xml:space"}),
    "target": ("", {"xml:space"}),
}
HOLDS_WORDS = {"note", "source", "target"}
NMTOKEN = re.compile(r"[\w.:-]+", re.ASCII)


def faults(content: bytes) -> list[str]:
    """Where a document of ours is not what the standard says."""
    root = etree.fromstring(content)
    found = [] if root.tag == f"{{{NAMESPACE}}}xliff" and root.get("version") == "2.0" else ["root"]
    for element in root.iter():
        name = etree.QName(element).localname
        children, attributes = STRUCTURE[name]
        order = " ".join(etree.QName(child).localname for child in element)
        wanted = re.sub(r"(\w+)([?+]?) ?", r"(?:\1(?: |$))\2", children)
        found += [] if re.fullmatch(wanted, order) else [f"{name} holds {order}"]
        has = {key.replace("{http://www.w3.org/XML/1998/namespace}", "xml:") for key in element.attrib}
        required = {key.rstrip("*") for key in attributes if key.endswith("*")}
        found += (
            [f"{name} has {has}"] if has - {key.rstrip("*") for key in attributes} or required - has else []
        )
        found += [] if name in HOLDS_WORDS or not (element.text or "").strip() else [f"{name} holds words"]
        found += [] if name == "unit" or not (element.tail or "").strip() else [f"words after {name}"]
    ids = [unit.get("id", "") for unit in root.iter(f"{{{NAMESPACE}}}unit")]
    found += [] if len(ids) == len(set(ids)) and all(NMTOKEN.fullmatch(one) for one in ids) else ["ids"]
    states = {segment.get("state") for segment in root.iter(f"{{{NAMESPACE}}}segment")}
    return found + ([] if states <= {"initial", "translated", "reviewed", "final"} else ["states"])


@settings(max_examples=80, deadline=None)
@given(words=TRANSLATIONS)
def test_what_is_written_is_valid_and_is_read_again(words: dict[str, str]) -> None:
    content = write(filled(words))
    assert faults(content) == []
    result = read(content, sheet())
    assert not result.rejected
    # A line that says what its English says and that nobody has begun would count as missing; ours are begun.
    assert dict(result.accepted) == {key: text for key, text in words.items() if text}
    assert set(result.missing) == {key for key, text in words.items() if not text}


def test_the_check_of_the_structure_can_fail() -> None:
    good = write(sheet())
    assert faults(good) == []
    assert faults(good.replace(b'id="title"', b'id="ti tle"'))
    assert faults(good.replace(b' srcLang="en"', b""))
    assert faults(
        good.replace(b"<source>Your care</source>", b"<target>x</target><source>Your care</source>")
    )


def test_the_file_says_what_a_translator_needs() -> None:
    root = etree.fromstring(write(filled({"title": "آپ کی دیکھ بھال"}, "ur")))
    assert (root.get("srcLang"), root.get("trgLang")) == ("en", "ur")
    units = {unit.get("name"): unit for unit in root.iter(f"{{{NAMESPACE}}}unit")}
    assert list(units) == [line.key for line in LINES]
    notes = {
        note.get("category"): note.text for note in units["item/heard/text"].iter(f"{{{NAMESPACE}}}note")
    }
    assert notes == {"context": "A question.", "easy-read": "Staff listened."}


def test_no_two_keys_share_an_id() -> None:
    keys = ["a/b", "a-b", "a.b", "a_b", "a/b_2f_", "ab", "é"]
    ids = [unit_id(key) for key in keys]
    assert len(set(ids)) == len(keys) and all(NMTOKEN.fullmatch(one) for one in ids)


def two(body: str, *, root: str = 'version="2.0" srcLang="en" trgLang="pl"', version: str = "2.0") -> bytes:
    namespace = f"urn:oasis:names:tc:xliff:document:{version}"
    return f'<xliff xmlns="{namespace}" {root}><file id="f">{body}</file></xliff>'.encode()


def unit(inside: str, key: str = 'id="title" name="title"') -> str:
    return f"<unit {key}>{inside}</unit>"


def title(target: str, *, more: str = "", attributes: str = "") -> Returned:
    segment = f"<segment {attributes}><source>Your care</source><target>{target}</target></segment>"
    return read(two(unit(more + segment)), sheet())


TAKEN = [("title", "Twoja opieka")]


@pytest.mark.parametrize("state", ["", 'state="final"', 'state="reviewed" subState="x:y"', 'state="initial"'])
def test_any_state_is_taken(state: str) -> None:
    assert title("Twoja opieka", attributes=state).accepted == TAKEN


def test_a_line_that_nobody_has_begun_is_missing_though_its_target_holds_the_english() -> None:
    assert "title" in title("Your care", attributes='state="initial"').missing
    assert title("Your care", attributes='state="final"').accepted == [("title", "Your care")]


@pytest.mark.parametrize(
    "target",
    [
        '<pc id="1">Twoja</pc> opieka',
        '<mrk id="1" type="term">Twoja</mrk> <pc id="2"><pc id="3">opieka</pc></pc>',
        'Twoja<sm id="m1" type="comment"/> opieka<em startRef="m1"/>',
        '<cp hex="0001"/>Twoja opieka',
        'Twoja opieka<x:note xmlns:x="urn:other">not ours</x:note>',
        "<!-- c -->Twoja opieka<?pi x?>",
    ],
)
def test_what_a_program_puts_between_words_is_taken_out(target: str) -> None:
    assert title(target).accepted == TAKEN


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("", '<ph id="1" equiv="{number}"/>'),
        ("", '<ph id="1" disp="{number}"/>'),
        ('<originalData><data id="d1">{number}</data></originalData>', '<ph id="1" dataRef="d1"/>'),
    ],
)
def test_a_placeholder_that_a_program_guards_comes_back(more: str, code: str) -> None:
    segment = (
        f"<segment><source>How many of {code} visits?</source><target>Ile z {code} wizyt?</target></segment>"
    )
    content = two(unit(more + segment, 'id="x" name="item/visits/text"'))
    assert read(content, sheet()).accepted == [("item/visits/text", "Ile z {number} wizyt?")]


def test_segments_of_one_unit_are_joined_in_the_order_of_the_translation() -> None:
    joined = unit(
        "<segment><source>Your</source><target>Twoja</target></segment>"
        "<ignorable><source> </source></ignorable><segment><source>care</source><target>opieka</target></segment>"
    )
    assert read(two(joined), sheet()).accepted == TAKEN
    turned = unit(
        '<segment><source>Your</source><target order="3">opieka</target></segment>'
        "<ignorable><source> </source></ignorable>"
        '<segment><source>care</source><target order="1">Twoja</target></segment>'
    )
    assert read(two(turned), sheet()).accepted == TAKEN


def test_a_unit_of_which_only_a_part_is_translated_is_rejected() -> None:
    half = unit(
        "<segment><source>Your</source><target>Twoja</target></segment>"
        "<ignorable><source> </source></ignorable><segment><source>care</source></segment>"
    )
    (rejected,) = read(two(half), sheet()).rejected
    assert "Only a part" in rejected.why and "Twoja" in rejected.text


def test_units_in_groups_and_things_of_other_namespaces_are_no_trouble() -> None:
    matches = (
        '<m:matches xmlns:m="urn:oasis:names:tc:xliff:matches:2.0"><m:match ref="#1"><source>Your care</source>'
        "<target>Coś innego</target></m:match></m:matches>"
    )
    segment = "<segment><source>Your care</source><target>Twoja opieka</target></segment>"
    grouped = f'<group id="g"><group id="h">{unit(matches + segment)}</group></group>'
    assert read(two(grouped), sheet()).accepted == TAKEN


@pytest.mark.parametrize("key", ['id="title"', 'id="u1" name="title"', 'id="1"', 'id="title" name="changed"'])
def test_a_unit_is_known_by_its_name_its_id_or_its_english(key: str) -> None:
    segment = "<segment><source>Your care</source><target>Twoja opieka</target></segment>"
    assert read(two(unit(segment, key)), sheet()).accepted == TAKEN


@pytest.mark.parametrize("version", ["2.1", "2.2"])
def test_later_versions_are_read(version: str) -> None:
    content = write(filled(WORDS)).replace(b"document:2.0", f"document:{version}".encode())
    assert dict(read(content, sheet()).accepted) == WORDS


ONE_POINT_TWO = """<?xml version="1.0"?>
<xliff version="1.2"{namespace}><file original="x" source-language="en-GB" target-language="pl-PL">
<header><phase-group><phase phase-name="t" process-name="x" contact-name="Jan Przykład"/></phase-group></header>
<body><group><trans-unit id="title" resname="title" approved="no"><source>Your care</source>
<seg-source><mrk mtype="seg" mid="1">Your care</mrk></seg-source>
<target state="needs-review-translation"><mrk mtype="seg" mid="1">Twoja <g id="1">opieka</g></mrk></target>
<alt-trans><source>Your care</source><target>Coś innego</target></alt-trans></trans-unit>
<trans-unit id="item/visits/text"><source>How many of <x id="1" equiv-text="{{number}}"/> visits?</source>
<target>Ile z <ph id="1">{{number}}</ph> wizyt?</target></trans-unit>
<trans-unit id="option.age.16-24"><source>16</source><target state="new">16</target></trans-unit>
</group></body></file></xliff>"""


@pytest.mark.parametrize("namespace", ["", ' xmlns="urn:oasis:names:tc:xliff:document:1.2"'])
def test_version_one_point_two_is_read(namespace: str) -> None:
    result = read(ONE_POINT_TWO.format(namespace=namespace).encode(), sheet())
    assert result.accepted == [("title", "Twoja opieka"), ("item/visits/text", "Ile z {number} wizyt?")]
    assert (
        "option/age/16-24" in result.missing and result.translator == "Jan Przykład" and not result.rejected
    )


def test_words_that_changed_and_code_are_rejected_with_their_place() -> None:
    body = unit("<segment><source>Your health</source><target>Zdrowie</target></segment>") + unit(
        "<segment><source>16</source><target>&lt;b>16&lt;/b></target></segment>", 'id="option.age.16-24"'
    )
    changed, code = read(two(body), sheet()).rejected
    assert "English changed" in changed.why and changed.text == "Zdrowie" and "“title”" in changed.where
    assert "code" in code.why and code.key == "option/age/16-24"


@pytest.mark.parametrize(
    ("root", "named"),
    [
        ('version="2.0" srcLang="en" trgLang="ur"', r"Urdu \(ur\).*Polish \(pl\)"),
        ('version="2.0" srcLang="de" trgLang="pl"', "“de”"),
    ],
)
def test_other_languages_are_refused(root: str, named: str) -> None:
    with pytest.raises(BadFile, match=named):
        read(two(unit("<segment><source>Your care</source></segment>"), root=root), sheet())


def test_a_target_in_another_language_is_refused() -> None:
    inside = '<segment><source>Your care</source><target xml:lang="ur">x</target></segment>'
    with pytest.raises(BadFile, match="Urdu"):
        read(two(unit(inside), root='version="2.0" srcLang="en"'), sheet())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"<xliff", "not XML"),
        (b"<tmx/>", "not an XLIFF file"),
        (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff>&a;</xliff>', "document type"),
        (two(""), "no lines"),
        (two(unit("<segment><source>Other</source><target>x</target></segment>", 'id="z"')), "belongs to the survey"),
        (b"<xliff>" * 400, "not XML"),
        (write(sheet())[:-30], "not XML"),
        (b"\xff\xfe\x00<\x00x", "not XML"),
    ],
    ids=range(9),
)  # fmt: skip
def test_a_broken_or_hostile_file_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        read(content, sheet())
