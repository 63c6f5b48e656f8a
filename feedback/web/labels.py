"""The words of a survey's questions and answers for pages that speak about results, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from feedback.i18n import Words, marked
from feedback.reports import results
from feedback.services import surveys, translations
from feedback.services.tellings import Told
from feedback.web import transactions
from surveys.definition import Definition

#: The words that results add to a survey's own.
_ADDED = {
    "merged/positive": marked("Positive"),
    "merged/neither": marked("Neither"),
    "merged/negative": marked("Negative"),
    "value/not-answered": marked("Did not answer"),
    "value/not-found": marked("Postcode not known"),
    "value/1": marked("1, the most deprived fifth"),
    "value/5": marked("5, the least deprived fifth"),
    "words/nearly-all": marked("Nearly all"),
    "words/most": marked("Most"),
    "words/about-half": marked("About half"),
    "words/some": marked("Some"),
    "words/few": marked("Few"),
    "words/hardly-any": marked("Hardly any"),
    "channel/web": marked("On the web"),
    "channel/qr": marked("By QR code"),
    "channel/sms": marked("By text message"),
    "channel/kiosk": marked("On a shared screen"),
    "channel/paper": marked("On paper"),
    "channel/phone": marked("By telephone"),
}


#: Short names of the about-you groups, for tabs and headings where the whole question is too long.
_GROUPS = {
    "role": marked("Role"),
    "answered-by": marked("Who answered"),
    "helper": marked("Who helped"),
    "age-band": marked("Age"),
    "sex": marked("Sex"),
    "gender-identity": marked("Gender identity"),
    "ethnic-group": marked("Ethnic group"),
    "ethnic-group-detail": marked("Ethnic group in detail"),
    "disability": marked("Disability"),
    "impairment": marked("Kind of condition"),
    "religion": marked("Religion"),
    "sexual-orientation": marked("Sexual orientation"),
    "pregnancy": marked("Pregnancy"),
    "carer": marked("Unpaid carers"),
    "main-language": marked("Main language"),
    "english-proficiency": marked("How well people speak English"),
    "health-literacy": marked("Help with reading about health"),
    "inclusion": marked("Life experiences"),
    "deprivation-quintile": marked("How well off the area is"),
    "place": marked("Place"),
    "period": marked("Month"),
    "channel": marked("Way of answering"),
    "language": marked("Language"),
}


def group_name(definition: Definition, key: str, texts: Mapping[str, str], words: Words) -> str:
    """A group's short name; the whole question where an organisation made its own. Two crossed have both names."""
    if "*" in key:
        return ", ".join(group_name(definition, part, texts, words) for part in key.split("*"))
    if key in _GROUPS:
        return words(_GROUPS[key])
    item = definition.item(key)
    return texts.get(f"item/{key}/text", item.text if item else key)


def value_name(definition: Definition, group: str, value: str, texts: Mapping[str, str], words: Words) -> str:
    """A group's value outside its table, where "Yes, a lot" alone would not say of what."""
    label = results.value_label(definition, group, value, texts)
    return f"{group_name(definition, group, texts, words)} – {label}"


def short_name(key: str, words: Words) -> str:
    """A group's short name where no survey is at hand: the key in words where an organisation made its own.

    Two crossed have both names.
    """
    if "*" in key:
        return ", ".join(short_name(part, words) for part in key.split("*"))
    return words(_GROUPS[key]) if key in _GROUPS else key.replace("-", " ").capitalize()


def of_revision(survey_id: int, revision_id: int, words: Words) -> tuple[Definition | None, dict[str, str]]:
    """The definition of a revision, and text key to text in the reader's language where that is served."""
    session = transactions.session()
    served = surveys.served(session, survey_id, revision_id)
    if served is None:
        return None, {}
    version = served.languages.get(words.language)
    texts: Mapping[str, str] = {}
    if version is not None:
        texts, _ = translations.frozen(session, revision_id, words.language, version)
    added = {key: words(text) for key, text in _ADDED.items()}
    months = {f"month/{month}": words.month(month) for month in range(1, 13)}
    return served.definition, {**texts, **added, **months, **results.place_names(session)}


def of_figure(told: Told, words: Words) -> dict[str, str]:
    """The answer and the group value that an improvement's figure speaks of."""
    session = transactions.session()
    survey = surveys.find(session, told.survey_slug)
    if survey is None or survey.current_revision_id is None:
        return {}
    definition, texts = of_revision(survey.id, survey.current_revision_id, words)
    if definition is None:
        return {}
    figure = told.figure
    asked = definition.item(figure["item"])
    found = {
        "option": results.option_label(definition, figure["item"], figure["option"], texts),
        "item": texts.get(f"item/{figure['item']}/text", asked.text if asked else figure["item"]),
    }
    if figure.get("group"):
        found["value"] = results.value_label(definition, figure["group"], figure["value"], texts)
    return found
