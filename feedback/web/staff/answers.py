"""Type in answers: the choice of how somebody answered, to which survey, where, and in which language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import abort, redirect, render_template, request
from markupsafe import Markup
from wtforms.validators import AnyOf, InputRequired

from feedback.i18n import Words, marked
from feedback.services import comment_readers, keying, surveys, translations
from feedback.services.refusals import Refused
from feedback.services.surveys import Served
from feedback.vocabulary import (
    BSL,
    EASY_READ,
    ENGLISH,
    ENGLISH_NAMES,
    LANGUAGES,
    Permission,
    SurveyState,
    canonical_language,
    direction,
    html_language,
)
from feedback.web import answered, asking, reading_out, templating, transactions
from feedback.web.asking import Asking
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import Member, current_member, requires
from feedback.web.staff import blueprint, reach
from surveys.answers import Problem

if TYPE_CHECKING:
    from feedback.models.place import Place
    from feedback.models.survey import Survey

Sent = Sequence[tuple[str, str]]
INTERVIEW, PAPER = "interview", "paper"
_WAYS = {
    INTERVIEW: (
        marked("Interview by phone"),
        marked("You ring somebody, read the questions out, and tick what they say"),
    ),
    PAPER: (marked("Type in paper forms"), marked("One sheet after another, each of them once")),
}


class ChooseForm(StaffForm):
    """What will be typed in; it changes nothing, so it is sent as part of the address."""

    class Meta:
        """Nothing to forge."""

        csrf = False

    way = Line("How did they answer?", [AnyOf(list(_WAYS), "Choose how people answer.")])
    survey = Line("Survey", [InputRequired("Choose a survey.")])
    place = Line("Place", [InputRequired("Choose a place.")])
    language = Line("Language", [AnyOf(list(LANGUAGES), "Choose a language.")])


@blueprint.get("/answers/")
@requires(Permission.ENTER_ANSWERS)
def answers() -> Any:
    """The choice; once it is whole, the form it leads to."""
    member, said = current_member(), templating.words()
    form = ChooseForm(formdata=request.args if "way" in request.args else None)
    offered, places = _surveys(), reach.place_choices(member)
    if "way" not in request.args:
        form.survey.data = offered[0].slug if len(offered) == 1 else request.args.get("survey", "")
        form.place.data = places[0][0] if len(places) == 1 else ""
        form.language.data = ENGLISH
    elif form.validate():
        try:
            return redirect(_address(form, member), 303)
        except Refused as refused:
            form.refuse(refused)
    page = render_template(
        "staff/answers.html",
        form=form,
        ways=[{"key": key, "text": said(text), "hint": said(hint)} for key, (text, hint) in _WAYS.items()],
        surveys=[(one.slug, _title(one)) for one in offered],
        places=places,
        languages=[(tag, ENGLISH_NAMES[tag]) for tag in LANGUAGES if tag != BSL],
        waiting=len(keying.waiting(transactions.session(), reach.place_ids(member))),
    )
    return page, form.answer_code()


def _surveys() -> list[Survey]:
    """Those people answer now, then those that are closed, whose sheets may still lie on a desk."""
    states = (SurveyState.PUBLISHED, SurveyState.CLOSED)
    found = [one for one in surveys.everything(transactions.session()) if one.state in states]
    return sorted(found, key=lambda one: (states.index(SurveyState(one.state)), one.title))


def _title(survey: Survey) -> str:
    closed = survey.state == SurveyState.CLOSED
    return templating.words()("{survey} (closed)", survey=survey.title) if closed else survey.title


def _address(form: ChooseForm, member: Member) -> str:
    survey = surveys.find(transactions.session(), form.survey.data or "")
    if survey is None or survey.state == SurveyState.DRAFT:
        raise Refused("Choose a survey from the list.", "survey")
    place = reach.place(member, form.place.data or "")
    if place is None:
        raise Refused("Choose a place from the list.", "place")
    way, language = form.way.data or "", form.language.data or ""
    if way == INTERVIEW:
        if survey.state == SurveyState.CLOSED:
            raise Refused("This survey is closed. Only its paper forms can still be typed in.", "survey")
        served = surveys.served(transactions.session(), survey.id)
        if served is None or language not in served.languages:
            names = ", ".join(ENGLISH_NAMES[tag] for tag in (served.languages if served else ()))
            name = ENGLISH_NAMES[language]
            raise Refused(f"This survey is not on offer in {name} yet. It is in: {names}.", "language")
    return f"/staff/answers/{way}/{survey.slug}/{place.slug}/{language}"


@dataclass(frozen=True)
class Chosen:
    """What an address under `/staff/answers/` names, with the questions in its language and the English beside."""

    survey: Survey
    place: Place
    language: str
    served: Served
    speaking: Words
    page: Asking
    beside: dict[str, str]
    #: The page showed questions of a revision that is not ours.
    problems: list[Problem] = field(default_factory=list)

    @property
    def closed_on(self) -> date | None:
        """The day the survey closed, where it did."""
        closed = self.survey.closed_at if self.survey.state == SurveyState.CLOSED else None
        return closed.date() if closed else None

    def again(self, sent: Sent, problems: Sequence[Problem]) -> Asking:
        """The questions with what was typed still in them; problems are told in English, to whoever types."""
        return answered.with_answers(self.page, self.served.definition, sent, problems, templating.words())

    def question(self, key: str) -> str:
        """A question as a list of problems names it, in English."""
        item = self.served.definition.item(key)
        return item.text if item else key

    def context(self) -> dict[str, Any]:
        """What every page of these shows."""
        return {
            "survey": self.survey,
            "place": self.place,
            "served": self.served,
            "speaking": self.speaking,
            "beside": self.beside,
            "asked_in": self.language,
            "asked_in_html": html_language(self.language),
            "asked_in_direction": direction(self.language),
            "language_name": ENGLISH_NAMES[self.language],
            "easy": self.language == EASY_READ,
            "routing_css": Markup(self.page.routing_css),
        }


def chosen(slug: str, place_slug: str, tag: str, *, way: str) -> Chosen:
    """What an address names; 404 for what is not there, not within reach, or not open to be answered in this way."""
    survey = reach.survey(slug)
    place = reach.place(current_member(), place_slug) or abort(404)
    language = canonical_language(tag) or abort(404)
    served, problems = _shown(survey)
    open_now = survey.state == SurveyState.PUBLISHED or (way == PAPER and survey.state == SurveyState.CLOSED)
    # A sheet may be in a language that was taken back since it was printed.
    if not open_now or (way == INTERVIEW and language not in served.languages):
        abort(404)
    # On the phone nobody is asked for words that nobody would read; a sheet is typed in as it was filled in.
    silent = way == INTERVIEW and comment_readers.without(transactions.session(), survey.id, [language])
    return of_revision(survey, place, language, served, problems, comments=not silent)


def of_revision(
    survey: Survey,
    place: Place,
    language: str,
    served: Served,
    problems: list[Problem] | None = None,
    *,
    comments: bool = True,
) -> Chosen:
    """The questions of a revision in a language, English where it has none."""
    version = served.languages.get(language, 1)
    words, interface = translations.frozen(transactions.session(), served.revision_id, language, version)
    return Chosen(
        survey, place, language, served, Words(language, interface),
        asking.build(served.definition, words, language, comments=comments),
        reading_out.beside(served.definition, language), problems or [],
    )  # fmt: skip


def _shown(survey: Survey) -> tuple[Served, list[Problem]]:
    """The revision that a form says it showed; the current one, and a problem, where it names none of ours."""
    session = transactions.session()
    current = surveys.served(session, survey.id) or abort(404)
    named = request.form.get("revision", "")
    if not named or named == str(current.number):
        return current, []
    number = int(named) if named.isdecimal() and len(named) < 9 else 0
    earlier = surveys.served_revision(session, survey.id, number)
    return (earlier, []) if earlier else (current, [Problem(None, "out-of-date")])


def sent(form: StaffForm) -> list[tuple[str, str]]:
    """What was typed in answer to the questions: without the fields that are ours."""
    ours = {one.name for one in form} | {"csrf_token"}
    return [(name, value) for name, value in request.form.items(multi=True) if name not in ours]
