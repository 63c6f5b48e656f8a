"""flask translations: is every language complete, and who answers for it."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from feedback.cli import speaking
from feedback.services import completeness, translations
from feedback.vocabulary import LANGUAGES

group = AppGroup("translations", help="Translations: check, sign off.")


@group.command("check")
@speaking.json_option
@speaking.plainly
def check(as_json: bool) -> None:
    """Say what is missing, changed or has other placeholders in every shipped language; exit 1 when anything is."""
    found = completeness.problems()
    speaking.tell(found, as_json, lambda: [
        *(f"{one['catalogue']} {one['language']}: {one['problem']}: {one['text']}" for one in found),
        f"{len(found)} problems." if found else "Every shipped language is complete.",
    ])  # fmt: skip
    if found:
        raise SystemExit(1)


@group.command("sign-off")
@click.argument("survey")
@click.option("--lang", "language", required=True, type=click.Choice(list(LANGUAGES)), help="The language.")
@click.option("--by", "name", required=True, help="Who checked it: an e-mail address or a name.")
@click.option("--role", required=True, help="What they are, such as “Translator”.")
@click.option("--qualification", default="", help="What qualifies them; the role where none is given.")
@speaking.json_option
@speaking.plainly
def sign_off(survey: str, language: str, name: str, role: str, qualification: str, as_json: bool) -> None:
    """Sign the newest words of SURVEY in a language, so that the public can choose it."""
    with speaking.writing() as session:
        found = speaking.find_survey(session, survey, as_json)
        row = translations.sign_off(
            session, found, language, name=name, role=role, qualification=qualification or role,
            by=speaking.by(), today=speaking.today(),
        )  # fmt: skip
        data = {"survey": found.slug, "language": language, "version": row.version, "signed_by": name}
    speaking.tell(
        data, as_json, lambda: [f"{survey} in {LANGUAGES[language]} is signed by {name} and on offer."]
    )
