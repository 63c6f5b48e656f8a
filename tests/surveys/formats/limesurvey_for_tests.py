"""Invented LimeSurvey surveys, written in the layout of old files, of new ones, and as tab-separated rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.formats.accounting import Brought, Entry
from surveys.formats.limesurvey import lss as limesurvey_lss
from surveys.formats.limesurvey import tsv as limesurvey_tsv
from surveys.reading import read

LANGUAGES: dict[str, tuple[str, ...]] = {
    "en": ("English",), "en-simple": ("Easy Read",), "pl": ("Polish", "Polski"), "es": ("Spanish", "Español"),
    "ar": ("Arabic",), "pt": ("Portuguese",),
}  # fmt: skip
#: Words in English, or by language.
Text = str | Mapping[str, str]


@dataclass
class Q:
    """One invented question; rows and answers are (code, words) or (code, words, scale)."""

    code: str
    type: str
    text: Text = "A question?"
    rows: Sequence[tuple[Any, ...]] = ()
    answers: Sequence[tuple[Any, ...]] = ()
    attributes: Mapping[str, Text] = field(default_factory=dict)
    relevance: str = "1"
    mandatory: str = "N"
    other: str = "N"
    help: Text = ""
    preg: str = ""
    default: str = ""
    #: Rows of the old table: (scenario, code of the question asked before, what follows it, method, value).
    conditions: Sequence[tuple[str, str, str, str, str]] = ()


@dataclass
class G:
    """One invented group."""

    name: Text
    questions: Sequence[Q]
    description: Text = ""
    relevance: str = ""
    random: str = ""


@dataclass
class S:
    """One invented survey."""

    groups: Sequence[G]
    languages: Sequence[str] = ("en",)
    title: Text = "An invented survey"
    welcome: Text = ""
    end: Text = ""


def one(*questions: Q, **more: Any) -> S:
    """A survey of one group."""
    return S([G("Only group", questions)], **more)


def _in(text: Text, language: str) -> str:
    return text if isinstance(text, str) else text.get(language, "")


def _table(name: str, rows: Iterable[Mapping[str, str]]) -> str:
    told = []
    for row in rows:
        cells = "".join(
            f"<{column}><![CDATA[{value}]]></{column}>" if value else f"<{column}/>"
            for column, value in row.items()
        )
        told.append(f"<row>{cells}</row>")
    return f"<{name}><fields/><rows>{''.join(told)}</rows></{name}>" if told else ""


class _Numbered:
    """The survey with the numbers that its tables bind rows by."""

    def __init__(self, survey: S) -> None:
        self.survey = survey
        self.qids: dict[int, str] = {}
        self.by_code: dict[str, tuple[str, str]] = {}
        number = 100
        self.questions: list[tuple[str, str, int, Q]] = []
        for g, group in enumerate(survey.groups, 1):
            for order, question in enumerate(group.questions):
                number += 1
                self.questions.append((str(g), str(number), order, question))
                self.by_code.setdefault(question.code, (str(g), str(number)))
                number += 20

    def conditions(self) -> Iterable[dict[str, str]]:
        for _, qid, _, question in self.questions:
            for scenario, code, suffix, method, value in question.conditions:
                gid, cqid = self.by_code[code]
                field_name = (
                    f"{'+' if suffix.startswith('+') else ''}1X{gid}X{cqid}{suffix.removeprefix('+')}"
                )
                yield {"cid": "1", "qid": qid, "cqid": cqid, "cfieldname": field_name, "method": method,
                       "value": value, "scenario": scenario}  # fmt: skip

    def attributes(self) -> Iterable[dict[str, str]]:
        for _, qid, _, question in self.questions:
            for name, value in question.attributes.items():
                words = {"": value} if isinstance(value, str) else value
                for language, said in words.items():
                    yield {"qid": qid, "attribute": name, "value": said, "language": language}

    def defaults(self) -> Iterable[dict[str, str]]:
        for _, qid, _, question in self.questions:
            if question.default:
                yield {"qid": qid, "sqid": "0", "defaultvalue": question.default}

    def around(self) -> str:
        survey = self.survey
        surveys = [
            {
                "sid": "1",
                "language": survey.languages[0],
                "additional_languages": " ".join(survey.languages[1:]),
            }
        ]
        words = [
            {"surveyls_language": language, "surveyls_title": _in(survey.title, language),
             "surveyls_welcometext": _in(survey.welcome, language), "surveyls_endtext": _in(survey.end, language)}
            for language in survey.languages
        ]  # fmt: skip
        return _table("surveys", surveys) + _table("surveys_languagesettings", words)


def _columns(gid: str, qid: str, order: int, question: Q) -> dict[str, str]:
    return {
        "qid": qid, "parent_qid": "0", "gid": gid, "type": question.type, "title": question.code,
        "preg": question.preg, "other": question.other, "mandatory": question.mandatory,
        "question_order": str(order), "scale_id": "0", "relevance": question.relevance,
    }  # fmt: skip


def _row(qid: str, number: int, question: Q, row: tuple[Any, ...]) -> dict[str, str]:
    return {
        "qid": str(int(qid) + number), "parent_qid": qid, "type": question.type, "title": row[0],
        "question_order": str(number), "scale_id": row[2] if len(row) > 2 else "0",
        "relevance": row[3] if len(row) > 3 else "",
    }  # fmt: skip


def _document(version: int, survey: S, *tables: str) -> bytes:
    languages = "".join(f"<language>{language}</language>" for language in survey.languages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<document>\n <LimeSurveyDocType>Survey</LimeSurveyDocType>\n'
        f" <DBVersion>{version}</DBVersion>\n <languages>{languages}</languages>\n{''.join(tables)}</document>"
    ).encode()


def old(survey: S) -> bytes:
    """The layout of LimeSurvey 1.9 to 3: a row a language, with its words."""
    numbered = _Numbered(survey)
    groups, questions, rows, answers = [], [], [], []
    for language in survey.languages:
        for g, group in enumerate(survey.groups, 1):
            groups.append({"gid": str(g), "group_name": _in(group.name, language), "group_order": str(g),
                           "description": _in(group.description, language), "language": language,
                           "randomization_group": group.random, "grelevance": group.relevance})  # fmt: skip
        for gid, qid, order, question in numbered.questions:
            words = {"question": _in(question.text, language), "help": _in(question.help, language)}
            questions.append({**_columns(gid, qid, order, question), **words, "language": language})
            for number, row in enumerate(question.rows, 1):
                said = {"question": _in(row[1], language), "language": language}
                rows.append({**_row(qid, number, question, row), **said})
            for number, answer in enumerate(question.answers):
                answers.append({"qid": qid, "code": answer[0], "answer": _in(answer[1], language),
                                "sortorder": str(number), "language": language,
                                "scale_id": answer[2] if len(answer) > 2 else "0"})  # fmt: skip
    return _document(
        178, survey, _table("answers", answers), _table("conditions", numbered.conditions()),
        _table("groups", groups), _table("questions", questions), _table("subquestions", rows),
        _table("question_attributes", numbered.attributes()), _table("defaultvalues", numbered.defaults()),
        numbered.around(),
    )  # fmt: skip


def new(survey: S) -> bytes:
    """The layout of LimeSurvey 4 and later: words stand in tables of their own."""
    numbered = _Numbered(survey)
    groups = [
        {
            "gid": str(g),
            "group_order": str(g),
            "randomization_group": group.random,
            "grelevance": group.relevance,
        }
        for g, group in enumerate(survey.groups, 1)
    ]
    group_words = [
        {"gid": str(g), "group_name": _in(group.name, language), "description": _in(group.description, language),
         "language": language}
        for language in survey.languages for g, group in enumerate(survey.groups, 1)
    ]  # fmt: skip
    questions, rows, words, answers, answer_words = [], [], [], [], []
    for gid, qid, order, question in numbered.questions:
        questions.append(_columns(gid, qid, order, question))
        said: list[tuple[str, Text, Text]] = [(qid, question.text, question.help)]
        for number, row in enumerate(question.rows, 1):
            rows.append(_row(qid, number, question, row))
            said.append((str(int(qid) + number), row[1], ""))
        for language in survey.languages:
            words += [{"qid": i, "question": _in(text, language), "help": _in(helped, language), "script": "",
                       "language": language} for i, text, helped in said]  # fmt: skip
        for answer in question.answers:
            aid = str(len(answers) + 1)
            answers.append({"aid": aid, "qid": qid, "code": answer[0], "sortorder": aid,
                            "scale_id": answer[2] if len(answer) > 2 else "0"})  # fmt: skip
            answer_words += [
                {"aid": aid, "answer": _in(answer[1], language), "language": language}
                for language in survey.languages
            ]
    return _document(
        495, survey, _table("answers", answers), _table("answer_l10ns", answer_words),
        _table("conditions", numbered.conditions()), _table("groups", groups), _table("group_l10ns", group_words),
        _table("questions", questions), _table("subquestions", rows), _table("question_l10ns", words),
        _table("question_attributes", numbered.attributes()), _table("defaultvalues", numbered.defaults()),
        numbered.around(),
    )  # fmt: skip


def tsv(survey: S) -> bytes:
    """Tab-separated rows: every group with its questions in the first language, then in the next."""
    numbered = _Numbered(survey)
    rows: list[dict[str, str]] = [
        {"class": "S", "name": "language", "text": survey.languages[0]},
        {"class": "S", "name": "additional_languages", "text": " ".join(survey.languages[1:])},
    ]
    for language in survey.languages:
        for name, text in (("title", survey.title), ("welcometext", survey.welcome), ("endtext", survey.end)):
            rows.append(
                {"class": "SL", "name": f"surveyls_{name}", "text": _in(text, language), "language": language}
            )
    for language in survey.languages:
        for g, group in enumerate(survey.groups, 1):
            rows.append({"id": str(g), "class": "G", "type/scale": str(g), "name": _in(group.name, language),
                         "relevance": group.relevance, "text": _in(group.description, language),
                         "random_group": group.random, "language": language})  # fmt: skip
            for gid, qid, _, question in numbered.questions:
                if gid == str(g):
                    rows += _told(qid, question, language, first=language == survey.languages[0])
    columns = list(dict.fromkeys([*_COLUMNS, *(name for row in rows for name in row)]))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", dialect="excel-tab")
    writer.writeheader()
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


_COLUMNS = ("id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation",
            "mandatory", "encrypted", "other", "default", "same_default")  # fmt: skip


def _told(qid: str, question: Q, language: str, *, first: bool) -> Iterable[dict[str, str]]:
    row = {"id": qid, "class": "Q", "type/scale": question.type, "name": question.code,
           "relevance": question.relevance, "text": _in(question.text, language),
           "help": _in(question.help, language), "language": language, "validation": question.preg,
           "mandatory": question.mandatory, "other": question.other, "default": question.default}  # fmt: skip
    if first:
        row |= {name: _in(value, language) for name, value in question.attributes.items()}
    else:
        row |= {
            name: _in(value, language)
            for name, value in question.attributes.items()
            if not isinstance(value, str)
        }
    yield row
    for number, sub in enumerate(question.rows, 1):
        yield {"id": str(int(qid) + number), "related_id": qid, "class": "SQ", "name": sub[0],
               "type/scale": sub[2] if len(sub) > 2 else "0", "text": _in(sub[1], language),
               "relevance": sub[3] if len(sub) > 3 else "", "language": language}  # fmt: skip
    for answer in question.answers:
        yield {"id": qid, "class": "A", "name": answer[0], "type/scale": answer[2] if len(answer) > 2 else "0",
               "text": _in(answer[1], language), "language": language}  # fmt: skip


def lss(content: bytes, name: str = "invented.lss") -> Brought:
    """What an XML file becomes."""
    return limesurvey_lss.read(content, name, LANGUAGES)


def tabs(content: bytes, name: str = "invented.txt") -> Brought:
    """What a tab-separated file becomes."""
    return limesurvey_tsv.read(content, name, LANGUAGES)


#: Every layout: a way to write a survey down and to bring it in again.
LAYOUTS: dict[str, Callable[[S], Brought]] = {
    "old": lambda survey: lss(old(survey)),
    "new": lambda survey: lss(new(survey)),
    "tabs": lambda survey: tabs(tsv(survey)),
}


def items(brought: Brought) -> dict[str, dict[str, Any]]:
    """The items of what a file became, by key; what was read is checked on the way."""
    definition = read(brought.definition)
    assert len({item.key for item in definition.items()}) == len(list(definition.items()))
    return {item["key"]: item for section in brought.definition["sections"] for item in section["items"]}


def entry(brought: Brought, name: str) -> Entry:
    """The one entry of the account for a name of the file."""
    found = [each for each in entries(brought) if each.item == name]
    assert len(found) == 1, (name, found)
    return found[0]


def entries(brought: Brought) -> list[Entry]:
    """Every entry of the account."""
    account = brought.account
    return [*account.carried, *account.changed, *account.dropped]


def options(item: Mapping[str, Any]) -> dict[str, str]:
    """The answers of an item: key to words."""
    return {option["key"]: option["text"] for option in item.get("options", [])}
