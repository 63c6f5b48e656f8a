"""flask translations: is every language complete, and who answers for it."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from feedback.cli import speaking
from feedback.services import completeness, sign_offs
from feedback.services.refusals import Refused
from feedback.vocabulary import LANGUAGES, Provenance

group = AppGroup("translations", help="Translations: check, sign off, out to a translator and back.")
_PROVENANCES = click.Choice([one.value for one in Provenance])


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
@click.option("--provenance", type=_PROVENANCES, help="Where the words come from; as it is where none is given.")
@click.option("--second", "second_name", default="", help="Who has read it a second time: somebody else.")
@click.option("--second-role", default="", help="What the second reader is.")
@click.option("--may-travel", is_flag=True, help="Other organisations here may use it under these two names.")
@speaking.json_option
@speaking.plainly
def sign_off(
    survey: str, language: str, name: str, role: str, qualification: str, provenance: str | None,
    second_name: str, second_role: str, may_travel: bool, as_json: bool,
) -> None:  # fmt: skip
    """Sign the newest words of SURVEY in a language, so that the public can choose it.

    Where a draft of the survey is being worked on, its words are signed, and people can choose them once it is
    published.
    """
    if bool(second_name.strip()) != bool(second_role.strip()):
        raise click.UsageError("--second and --second-role go together.")
    with speaking.writing() as session:
        found = speaking.find_survey(session, survey, as_json)
        row = sign_offs.sign(
            session, found, language, name=name, role=role, qualification=qualification or role,
            provenance=Provenance(provenance) if provenance else None, travels=may_travel,
            by=speaking.by(), today=speaking.today(),
        )  # fmt: skip
        if second_name:
            sign_offs.second(
                session, found, language, name=second_name, role=second_role,
                by=speaking.by(), today=speaking.today(),
            )  # fmt: skip
        draft = row.revision_id != found.current_revision_id
        data = {"survey": found.slug, "language": language, "version": row.version, "signed_by": name,
                "second": row.second_name, "on_offer": row.on_offer, "draft": draft}  # fmt: skip
    native = LANGUAGES[language]
    state = (
        "on offer" if row.on_offer and not draft
        else "on offer once the draft is published" if row.on_offer
        else "waits for a second reader"
    )  # fmt: skip
    speaking.tell(data, as_json, lambda: [f"{survey} in {native} is signed by {name} and {state}."])
