"""Reads LimeSurvey's structure files: .lss, .lsg and .lsq (XML of tables, old and new layout), and .lsa around one."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from lxml import etree

from surveys.formats import opening, tags
from surveys.formats.accounting import BadFile, Brought
from surveys.formats.limesurvey import questions as questions
from surveys.formats.limesurvey.rows import (
    Answer,
    Condition,
    Group,
    Lime,
    Question,
    Words,
    number,
    say,
)

Row = Mapping[str, str]
_DOCUMENTS = ("Survey", "Group", "Question")
_SUFFIX = re.compile(r"\.(?:lss|lsq|lsg|lsa|xml|txt|tsv)$", re.IGNORECASE)
#: Characters that XML does not know; LimeSurvey takes them out itself before it reads a file.
_NOT_XML = bytes(each for each in range(0x20) if each not in (0x09, 0x0A, 0x0D))
#: What goes wrong inside an archive that somebody made by hand.
_UNPACKING = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError,
)  # fmt: skip
_SETTINGS = ("surveyls_title", "surveyls_description", "surveyls_welcometext", "surveyls_endtext", "surveyls_url",
             "surveyls_policy_notice")  # fmt: skip


def read(content: bytes, name: str, languages: tags.Languages) -> Brought:
    """The survey in a file of the name `name`. Raises BadFile and nothing else."""
    content = opening.bounded(content)
    if content.startswith(b"PK\x03\x04"):
        content = _from_archive(content)
    return questions.survey(_Tables(_root(content)).lime(), _SUFFIX.sub("", name), languages)


def _root(content: bytes) -> etree._Element:
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.removeprefix(b"\xef\xbb\xbf").translate(None, _NOT_XML).strip() or b" "
    root = opening.xml(content)
    kind = (root.findtext("LimeSurveyDocType") or "").strip()
    if kind and kind not in _DOCUMENTS:
        raise BadFile(
            f"This LimeSurvey file holds {kind[:60]!r} and no survey. Export the survey's structure (.lss)."
        )
    if not kind and root.find("questions") is None:
        raise BadFile("This is XML, but not of LimeSurvey. Export the survey's structure there (.lss).")
    return root


def _from_archive(content: bytes) -> bytes:
    """The structure file inside an archive of a survey with its answers. Raises BadFile."""
    try:
        with zipfile.ZipFile(opening.archive(content, "survey archive", ".lsa")) as found:
            inside = [entry for entry in found.infolist() if entry.filename.lower().endswith(".lss")]
            if len(inside) != 1:
                raise BadFile("The archive holds no survey, or several (.lss). Give the .lss file alone.")
            with found.open(inside[0]) as one:
                return opening.bounded(one.read(opening.MOST_BYTES + 1))
    except _UNPACKING as error:
        if isinstance(error, BadFile):
            raise
        raise BadFile("The archive cannot be unpacked. Give the .lss file alone.") from None


class _Tables:
    """The tables of a file. Old ones repeat a row for each language; new ones keep the words apart (`*_l10ns`)."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.groups: dict[str, Group] = {}
        self.found: dict[str, Question] = {}
        self.parents: dict[str, str] = {}

    def table(self, name: str) -> Iterable[Row]:
        """The rows of a table, each by column."""
        for row in self.root.iterfind(f"{name}/rows/row"):
            yield {str(cell.tag): "".join(str(part) for part in cell.itertext()) for cell in row
                   if isinstance(cell.tag, str)}  # fmt: skip

    def lime(self) -> Lime:
        """The whole file."""
        lime = Lime()
        self._settings(lime)
        self._groups()
        self._questions()
        self._answers()
        self._attributes()
        lime.groups = self._together(lime)
        lime.languages = self._languages(lime)
        return lime

    def _settings(self, lime: Lime) -> None:
        lime.settings = dict(next(iter(self.table("surveys")), {}))
        for row in self.table("surveys_languagesettings"):
            for name in _SETTINGS:
                say(lime.words.setdefault(name, {}), row.get("surveyls_language", ""), row.get(name))
        lime.quotas = sum(1 for _ in self.table("quota"))
        lime.assessments = sum(1 for _ in self.table("assessments"))

    def _languages(self, lime: Lime) -> list[str]:
        declared = [(each.text or "").strip() for each in self.root.iterfind("languages/language")]
        base = lime.settings.get("language", "").strip() or next(iter(declared), "")
        more = lime.settings.get("additional_languages", "").split()
        spoken = [language for words in self._all_words(lime) for language in words]
        return [each for each in dict.fromkeys([base, *declared, *more, *spoken]) if each]

    def _all_words(self, lime: Lime) -> Iterable[Words]:
        yield from lime.words.values()
        for group in lime.groups:
            yield from (group.words, group.description)
        for question in [q for top in lime.questions() for q in (top, *top.rows)]:
            yield from (question.words, question.help, *(answer.words for answer in question.answers))

    def _groups(self) -> None:
        for row in [*self.table("groups"), *self.table("group_l10ns")]:
            gid = row.get("gid", "").strip()
            if not gid:
                continue
            group = self.groups.setdefault(
                gid, Group(gid, f"group {gid}", order=number(row.get("group_order", "")))
            )
            language = row.get("language", "").strip()
            say(group.words, language, row.get("group_name"))
            say(group.description, language, row.get("description"))
            group.relevance = group.relevance or row.get("grelevance", "")
            group.random = group.random or row.get("randomization_group", "").strip()

    def _questions(self) -> None:
        for row in [*self.table("questions"), *self.table("subquestions")]:
            code = row.get("title", "").strip()
            if qid := row.get("qid", "").strip() or (code and f"called {code}"):
                self._question(qid, row)
        for row in self.table("question_l10ns"):
            if question := self.found.get(row.get("qid", "").strip()):
                self._words(question, row)
        for row in self.table("conditions"):
            if question := self.found.get(row.get("qid", "").strip()):
                columns = (
                    row.get(name, "") for name in ("scenario", "cqid", "cfieldname", "method", "value")
                )
                question.conditions.append(Condition(*columns))
        for row in self.table("defaultvalues"):
            if question := self.found.get(row.get("qid", "").strip()):
                question.filled_in = True

    def _question(self, qid: str, row: Row) -> None:
        question = self.found.get(qid)
        if question is None:
            question = Question(
                qid, row.get("title", "").strip(), f"question {qid}", row.get("type", "").strip(),
                relevance=row.get("relevance", ""), mandatory=row.get("mandatory", ""),
                other=row.get("other", "").strip() == "Y", validation=row.get("preg", ""),
                scale=row.get("scale_id", "").strip() or "0", order=number(row.get("question_order", "")),
            )  # fmt: skip
            self.found[qid] = question
            parent = row.get("parent_qid", "").strip()
            self.parents[qid] = f"q{parent}" if parent not in ("", "0") else f"g{row.get('gid', '').strip()}"
        self._words(question, row)

    def _words(self, question: Question, row: Row) -> None:
        language = row.get("language", "").strip()
        say(question.words, language, row.get("question"))
        say(question.help, language, row.get("help"))
        question.script = question.script or bool(row.get("script", "").strip())

    def _answers(self) -> None:
        numbered: dict[str, Answer] = {}
        known: dict[tuple[str, ...], Answer] = {}
        alone = len(self.found) == 1
        for row in self.table("answers"):
            question = self.found.get(row.get("qid", "").strip() or (next(iter(self.found)) if alone else ""))
            if question is None:
                continue
            code, scale = row.get("code", "").strip(), row.get("scale_id", "").strip() or "0"
            language, words = row.get("language", "").strip(), row.get("answer", "")
            aid = row.get("aid", "").strip()
            same = numbered.get(aid) if aid else known.get((question.id, scale, code))
            if same is None or (not aid and words and same.words.get(language, words) != words):
                same = Answer(code, {}, scale, number(row.get("sortorder", "")))
                question.answers.append(same)
                known[question.id, scale, code] = same
                numbered[aid] = same
            say(same.words, language, words)
        for row in self.table("answer_l10ns"):
            if answer := numbered.get(row.get("aid", "").strip()):
                say(answer.words, row.get("language", "").strip(), row.get("answer"))

    def _attributes(self) -> None:
        for row in self.table("question_attributes"):
            if question := self.found.get(row.get("qid", "").strip()):
                name = row.get("attribute", "").strip().lower()
                say(
                    question.attributes.setdefault(name, {}),
                    row.get("language", "").strip(),
                    row.get("value"),
                )

    def _together(self, lime: Lime) -> list[Group]:
        """Rows put into their questions and questions into their groups; what belongs nowhere comes last."""
        loose = Group("", "")
        rows: dict[str, list[Question]] = defaultdict(list)
        for qid, question in self.found.items():
            home = self.parents[qid]
            if home.startswith("q") and self.parents.get(home[1:], "q").startswith("g"):
                rows[home[1:]].append(question)
            elif home.startswith("q"):
                name = question.code or f"question {qid}"
                lime.lost.append((name, question.where, "It is a row of a question that is not in the file."))
            else:
                self.groups.get(home[1:], loose).questions.append(question)
        for qid, of_one in rows.items():
            self.found[qid].rows = of_one
        return [
            *sorted(self.groups.values(), key=lambda group: group.order),
            *([loose] if loose.questions else []),
        ]
