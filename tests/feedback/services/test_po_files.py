"""Promise of PO files: any editor can open what goes out, and what it saves is understood or explained."""

from __future__ import annotations

import io

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings

from feedback.services import po_files
from surveys.formats.accounting import BadFile
from surveys.formats.lines import Returned
from tests.surveys.formats.lines_for_tests import LINES, TRANSLATIONS, WORDS, filled, sheet

HEADER = 'msgid ""\nmsgstr ""\n"Language: pl\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
TITLE = 'msgctxt "title"\nmsgid "Your care"\nmsgstr "Twoja opieka"\n'
TAKEN = [("title", "Twoja opieka")]


def back(text: str, *, header: str = HEADER) -> Returned:
    return po_files.read((header + text).encode(), sheet())


@settings(max_examples=80, deadline=None)
@given(words=TRANSLATIONS)
def test_what_is_written_is_read_again(words: dict[str, str]) -> None:
    content = po_files.write(filled(words))
    result = po_files.read(content, sheet())
    assert not result.rejected
    assert dict(result.accepted) == {key: text for key, text in words.items() if text}
    assert set(result.missing) == {key for key, text in words.items() if not text}


def test_the_file_is_what_an_editor_expects() -> None:
    content = po_files.write(filled(WORDS), provenance="draft, by\nnobody")
    catalogue = read_po(io.BytesIO(content), abort_invalid=True)
    messages = {message.context: message for message in catalogue if message.id}
    assert list(messages) == [line.key for line in LINES]
    heard = messages["item/heard/text"]
    assert heard.id == LINES[1].english and heard.string == WORDS["item/heard/text"]
    assert heard.auto_comments == ["A question.", "Easy Read: Staff listened."]
    text = content.decode()
    assert '"Language: pl\\n"' in text and '"X-Provenance: draft, by nobody\\n"' in text
    assert po_files.read(content, sheet()).provenance == "draft, by nobody"


def test_a_per_cent_sign_is_no_format_of_a_programming_language() -> None:
    blank = sheet()
    half = type(blank)(blank.title, "pl", "Polish", (type(LINES[0])("k", "50% of people"),))
    assert b"python-format" not in po_files.write(half)


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n\n"])
def test_line_ends_of_any_system_are_read(ending: str) -> None:
    assert back(TITLE.replace("\n", ending), header=HEADER.replace("\n", ending)).accepted == TAKEN


@pytest.mark.parametrize(
    "header", ["", "# Only a comment\n\n", "\ufeff", 'msgid ""\nmsgstr "Language: \\n"\n\n']
)
def test_a_header_may_be_gone(header: str) -> None:
    assert back(TITLE, header=header).accepted == TAKEN


def test_comments_places_and_what_is_obsolete_are_passed_over() -> None:
    text = (
        "# A translator\n#. A note\n#: file.py:1 \u2068a b.py\u2069:2\n#| msgid \"Before\"\n" + TITLE
        + '\n#~ msgctxt "title"\n#~ msgid "Your care"\n#~ msgstr "Stara opieka"\n#~ nonsense\n'
    )  # fmt: skip
    result = back(text)
    assert result.accepted == TAKEN and not result.rejected


def test_a_fuzzy_entry_is_rejected_with_its_words_and_an_empty_one_is_missing() -> None:
    result = back(
        "#, fuzzy, python-brace-format\n"
        + TITLE
        + '\n#, fuzzy\nmsgctxt "option/age/16-24"\nmsgid "16"\nmsgstr ""\n'
    )
    (rejected,) = result.rejected
    assert "fuzzy" in rejected.why and (rejected.key, rejected.text) == ("title", "Twoja opieka")
    assert rejected.where.startswith("line ") and "option/age/16-24" in result.missing


def test_an_entry_with_plural_forms_is_rejected_and_the_rest_is_taken() -> None:
    forms = "".join(f'msgstr[{number}] "{form}"\n' for number, form in enumerate("abcd"))
    plural = f'msgctxt "option/age/16-24"\nmsgid "16"\nmsgid_plural "16s"\n{forms}'
    result = back(TITLE + "\n" + plural)
    assert (
        result.accepted == TAKEN
        and "msgid_plural" in result.rejected[0].why
        and result.rejected[0].text == "a"
    )


def test_of_two_entries_for_one_line_neither_is_dropped_in_silence() -> None:
    result = back(TITLE + "\n" + TITLE.replace("opieka", "pomoc"))
    assert sorted(one.text for one in result.rejected) == ["Twoja opieka", "Twoja pomoc"]
    assert "more than once" in result.rejected[0].why and "line " in result.rejected[0].why


@pytest.mark.parametrize("context", ["", 'msgctxt "item.titel"\n'])
def test_an_entry_without_its_key_is_found_by_an_english_that_stands_once(context: str) -> None:
    assert back(TITLE.replace('msgctxt "title"\n', context)).accepted == TAKEN


def test_english_that_changed_and_code_are_rejected() -> None:
    changed = back(TITLE.replace("Your care", "Your health")).rejected[0]
    assert "English changed" in changed.why and changed.text == "Twoja opieka"
    assert "code" in back(TITLE.replace("opieka", "<script>x</script>")).rejected[0].why


def test_words_over_several_lines_with_escapes_are_put_together() -> None:
    text = 'msgctxt "title"\nmsgid ""\n"Your "\n"care"\nmsgstr ""\n"Twoja\\n"\n"\\"opieka\\"\\t\\\\"\n'
    assert back(text).accepted == [("title", 'Twoja\n"opieka"\t\\')]


@pytest.mark.parametrize(
    ("said", "named"), [("ur", "Urdu (ur)"), ("de_DE", "“de_DE”"), ("en", "English (en)")]
)
def test_a_file_that_says_another_language_is_refused_and_both_are_named(said: str, named: str) -> None:
    with pytest.raises(BadFile) as refused:
        back(TITLE, header=HEADER.replace("pl", said, 1))
    assert named in str(refused.value) and "Polish (pl)" in str(refused.value)


@pytest.mark.parametrize("said", ["pl_PL", "PL", "Polish"])
def test_a_language_may_be_said_in_other_ways(said: str) -> None:
    assert back(TITLE, header=HEADER.replace("Language: pl", f"Language: {said}")).accepted == TAKEN


@pytest.mark.parametrize(
    ("said", "told"),
    [("Jan Przykład <jan@x.example>", "Jan Przykład <jan@x.example>"), ("FULL NAME <EMAIL@ADDRESS>", "")],
)
def test_the_translator_is_told_when_the_file_names_one(said: str, told: str) -> None:
    header = HEADER.replace('"Language', f'"Last-Translator: {said}\\n"\n"Language')
    assert back(TITLE, header=header).translator == told


def test_an_older_coding_is_read_when_the_header_says_so() -> None:
    text = (HEADER.replace("utf-8", "iso-8859-2") + TITLE.replace("opieka", "pomoc łóżko")).encode(
        "iso-8859-2"
    )
    assert po_files.read(text, sheet()).accepted == [("title", "Twoja pomoc łóżko")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "line 1"),
        (b"\xff\x00\xff", "UTF-8"),
        (b'msgid "a\xff"\n"charset=idna"', "UTF-8"),
        (b'msgctxt "title"\nmsgid "Your care\nmsgstr "x"', "line 2"),
        (b'msgctxt "title"\nmsgid "Your care"\n', "missing msgstr"),
        (b'msgctxt "title"\nmsgid Your care\nmsgstr "x"', "line 2"),
        (b'msgstr "x"\nmsgid "Your care"\nmsgstr "y"', "line 1 has .msgstr. out of place"),
        (b'msgid "a"\nmsgid "b"\nmsgstr "c"', "line 2"),
        (b'"loose words"', "not a PO file"),
        (b"# nothing but a comment\n", "no lines"),
        (b'msgid "Other"\nmsgstr "x"\n', "belongs to the survey"),
        (b'msgid "a"\nmsgid_plural "b"\nmsgstr[999] "x"\n', "line 3"),
        (b"\0" * 40, "line 1"),
    ],
    ids=range(14),
)
def test_a_broken_or_hostile_file_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        po_files.read(content, sheet())


def test_nothing_is_printed_by_the_reader(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadFile):
        back('msgctxt "title"\nmsgid "Your care"\n')
    assert capsys.readouterr().out == ""
