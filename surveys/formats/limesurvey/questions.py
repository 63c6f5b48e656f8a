"""From a LimeSurvey file, whichever layout it had, to a survey of ours with every question and group accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from surveys.formats import assembling, tags, wording
from surveys.formats.accounting import BadFile, Brought
from surveys.formats.found import FoundCondition, FoundItem, FoundSection, FoundSurvey
from surveys.formats.limesurvey import attributes as attributes
from surveys.formats.limesurvey.asked import Asked, Mapped, askable
from surveys.formats.limesurvey.displays import Display, Displays
from surveys.formats.limesurvey.grids import GRIDS, ask
from surveys.formats.limesurvey.kinds import NOT_ASKED, SINGLE
from surveys.formats.limesurvey.names import Names
from surveys.formats.limesurvey.routing import Routing, routed
from surveys.formats.limesurvey.rows import Group, Lime, Question
from surveys.formats.limesurvey.words import Tongues, plain, runs, stacked

_NEVER = "Its condition is never met, so nobody is asked it."
_BY_ROW = "It is asked row by row."
_SCRIPT = "Its words hold a script."
_ENDINGS = {
    "surveyls_endtext": "The closing words of the survey are left out.",
    "surveyls_url": "The address that people are sent to at the end is left out.",
    "surveyls_policy_notice": "The notice on data in the file is left out; this site has its own.",
}


def survey(lime: Lime, name: str, languages: tags.Languages) -> Brought:
    """The whole file. Raises BadFile when nothing of it can be asked, or it holds too much."""
    try:
        return _Reading(lime.ordered().bounded(), languages).result(name)
    except BadFile as refusal:
        raise refusal.with_items(_named(lime)) from None


def _named(lime: Lime) -> Iterable[tuple[str, str]]:
    for group in lime.groups:
        if group.id:
            yield next(iter(group.words.values()), "") or f"group {group.id}", group.where
        yield from (
            (question.code or f"question {question.id}", question.where) for question in group.questions
        )


class _Reading:
    """One file on its way: its languages, and what the names in its conditions mean."""

    def __init__(self, lime: Lime, languages: tags.Languages) -> None:
        self.lime = lime
        self.tongues = Tongues(lime.base(), lime.languages, languages)
        self.names = Names()
        self.seen: Counter[str] = Counter()
        #: Texts at the end of a group that everybody sees: they open the next one that everybody is asked.
        self.waiting: list[Display] = []

    def result(self, name: str) -> Brought:
        mapped = {id(question): self._mapped(question) for question in self.lime.questions()}
        named = Counter(item.name for each in mapped.values() for item in each.items)
        self.names.several = {called for called, times in named.items() if times > 1}
        found = FoundSurvey(name, {}, default_language=self.tongues.default)
        found.sections = [
            self._section(number, group, [mapped[id(question)] for question in group.questions])
            for number, group in enumerate(self.lime.groups, 1)
        ]
        if found.sections:
            Displays(found.sections[-1], self.waiting).end(go_on=False)
        self._around(found)
        return assembling.assemble(found)

    def _mapped(self, question: Question) -> Mapped:
        """What a question becomes, before it is known when it is asked."""
        asked = Asked(question, self.tongues, self.names)
        if attributes.hidden(question):
            return asked.dropped("It is hidden in LimeSurvey: nobody is asked it.")
        if question.type in NOT_ASKED:
            return asked.dropped(NOT_ASKED[question.type])
        if runs(asked.said, asked.help):
            return asked.dropped(_SCRIPT)
        if question.type == "X":
            asked.item(None)
            asked.mapped.shown = True
            return asked.mapped
        if question.type in SINGLE:
            SINGLE[question.type](asked)
        elif question.type in GRIDS:
            ask(asked)
        else:
            return asked.dropped(f"Questions of the kind {question.type[:20]!r} are not known here.")
        lost = [*asked.why, *attributes.lost(question)]
        if asked.mapped.by_row:
            asked.mapped.why = lost
        elif asked.mapped.items[0].kind is not None:
            asked.mapped.items[0].why = lost
        return asked.mapped

    def _section(self, number: int, group: Group, questions: list[Mapped]) -> FoundSection:
        why: list[str] = []
        said = self.tongues.said(group.words, why)
        introduction = self.tongues.said(group.description, why)
        shown = plain(said)
        called = (
            shown.get(self.tongues.source) or next(iter(shown.values()), "") or f"group {group.id or number}"
        )
        section = FoundSection(called if group.id else "", group.where, said, introduction, why=why)
        if runs(said, introduction):
            why.append("A script in its words is taken out.")
        if group.random:
            why.append("Groups stood in random order.")
        routing = routed(group.relevance, [], self.names)
        why.extend(routing.lost)
        alone = bool(routing.clauses) or routing.never
        displays = Displays(section, () if alone else self.waiting)
        for mapped in questions:
            self._placed(mapped, routing, displays)
        left = displays.end(go_on=not alone)
        self.waiting = self.waiting if alone else left
        return section

    def _placed(self, mapped: Mapped, group: Routing, displays: Displays) -> None:
        question = mapped.question
        own = routed(question.relevance, question.conditions, self.names)
        first = mapped.items[0]
        if first.kind is None and not mapped.shown:
            first.along += mapped.along
            displays.add([self._told(item) for item in mapped.items])
            return
        if own.never or group.never:
            rows = [(item.name, item.where, "") for item in mapped.items if mapped.by_row]
            never = FoundItem(first_name(mapped), question.where, None, why=[_NEVER])
            never.along += [*rows, *mapped.along]
            displays.add([never])
            return
        if mapped.shown:
            displays.wait(Display(self._told(first), own.clauses, own.lost))
            return
        items = list(self._routed(mapped, group.clauses, own))
        host = next((item for item in items if askable(item)), items[0])
        host.along += mapped.along
        if mapped.by_row:
            why = " ".join(dict.fromkeys([_BY_ROW, *mapped.why, *own.lost]))
            host.along.append((first_name(mapped), question.where, why))
        displays.add(items, own.clauses)

    def _routed(self, mapped: Mapped, group: list[FoundCondition], own: Routing) -> Iterable[FoundItem]:
        """The items of a question with all they are asked under: the group's clauses, its own, its row's."""
        for item, relevance in zip(mapped.items, mapped.relevances, strict=True):
            of_row = routed(relevance, [], self.names)
            item.conditions = [*group, *own.clauses, *of_row.clauses]
            item.why = [*item.why, *own.lost, *of_row.lost]
            if of_row.never:
                item.kind, item.why = None, [_NEVER]
            yield self._told(item)

    def _told(self, item: FoundItem) -> FoundItem:
        """The item; where its code stood in the file before, that is told."""
        self.seen[item.name] += 1
        if self.seen[item.name] > 1:
            item.why = [*item.why, "Another question of the file has the same code; its key here is its own."]
        return item

    def _around(self, found: FoundSurvey) -> None:
        """The title, the welcome, and what of the whole file is left out."""
        why: list[str] = []
        words = {
            name: self.tongues.said(said, why)
            for name, said in self.lime.words.items()
            if name not in _ENDINGS
        }
        found.said = words.get("surveyls_title", {})
        before, welcome = (words.get(f"surveyls_{name}", {}) for name in ("description", "welcometext"))
        if runs(found.said, before, welcome):
            found.remarks.append("A script in the title or welcome is taken out.")
        found.introduction = stacked(before, welcome, 10_000)
        found.remarks += [f"Of the title or welcome: {sentence}" for sentence in dict.fromkeys(why)]
        for name, sentence in _ENDINGS.items():
            if any(wording.plain(text) for text in self.lime.words.get(name, {}).values()):
                found.remarks.append(sentence)
        if self.lime.quotas:
            found.remarks.append(f"Its quotas ({self.lime.quotas}) are left out: everybody may answer.")
        if self.lime.assessments:
            found.remarks.append("Its scores (assessments) are left out.")
        english = "en" in found.said or any(
            "en" in item.said for section in found.sections for item in section.items
        )
        found.remarks += self.tongues.remarks(english)
        found.dropped += self.lime.lost
        for kind, rows in sorted(self.lime.strange.items()):
            found.remarks.append(f"Rows of the class {kind[:40]!r} are not known here; {rows} left out.")


def first_name(mapped: Mapped) -> str:
    """The name a question goes by in the account."""
    return mapped.question.code or f"question {mapped.question.id}"
