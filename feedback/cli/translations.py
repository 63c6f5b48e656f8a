"""flask translations: is every language complete, to a translator and back, and who answers for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from feedback.cli import speaking
from feedback.services import completeness, sign_offs, surveys, translation_files, translations
from feedback.services.line_files import Format
from feedback.vocabulary import LANGUAGES, Provenance

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.models.survey import Survey

group = AppGroup("translations", help="Translations: check, sign off, out to a translator and back.")
_TRANSLATED = click.Choice(list(translations.TRANSLATED))
_FORMATS = {"xlsx": Format.XLSX, "po": Format.PO, "xlf": Format.XLIFF, "xliff": Format.XLIFF}
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
@click.option(
    "--provenance", type=_PROVENANCES, help="Where the words come from; as it is where none is given."
)
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


@group.command("export")
@click.argument("survey")
@click.option("--lang", "language", required=True, type=_TRANSLATED, help="The language.")
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file."
)
@click.option(
    "--format",
    "ending",
    type=click.Choice(list(_FORMATS)),
    help="What kind of file; as its name ends otherwise.",
)
@speaking.json_option
@speaking.plainly
def export(survey: str, language: str, output: Path, ending: str | None, as_json: bool) -> None:
    """Write the words of SURVEY in a language to a file for a translator: .xlsx, .po, .xlf or .xliff."""
    format = _FORMATS.get(ending or output.suffix.lstrip(".").lower())
    if format is None:
        raise click.UsageError(
            f"{output.name}: give it a name that ends in .xlsx, .po, .xlf or .xliff, or --format."
        )
    with speaking.reading() as session:
        found = speaking.find_survey(session, survey, as_json)
        revision = translations.workplace(session, found)
        content = translation_files.write(session, revision, language, format)
        lines = len(translation_files.sheet(session, revision, language).lines)
        number = revision.number
    try:
        output.write_bytes(content)
    except OSError as error:
        speaking.fail(f"{output} cannot be written: {error.strerror}", as_json)
    data = {"survey": survey, "language": language, "revision": number, "lines": lines, "file": str(output)}
    speaking.tell(
        data, as_json, lambda: [f"{output}: {lines} lines of revision {number} in {LANGUAGES[language]}."]
    )


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--survey", help="The survey; the one that its lines are of where none is given.")
@click.option(
    "--lang", "language", type=_TRANSLATED, help="The language; the one that the file names otherwise."
)
@click.option(
    "--provenance", type=_PROVENANCES, default=Provenance.PROFESSIONAL.value, show_default=True,
    help="Where the words come from.",
)  # fmt: skip
@speaking.json_option
@speaking.plainly
def bring(file: Path, survey: str | None, language: str | None, provenance: str, as_json: bool) -> None:
    """Take the lines of a file that came back from a translator, and say what became of each.

    Nothing is on offer by that: somebody signs the words afterwards. Exits 1 when a line was not taken.
    """
    # One byte more than may be is read, so that a larger file is refused and never held whole.
    with file.open("rb") as opened:
        content = opened.read(translation_files.LARGEST + 1)
    with speaking.writing() as session:
        found, meant = _meant(session, content, survey, language, as_json)
        revision = translations.workplace(session, found)
        report = translation_files.bring(
            session, found, revision, meant, content, provenance=Provenance(provenance),
            by=speaking.by(), now=speaking.now(),
        )  # fmt: skip
        data = {"survey": found.slug, "language": meant, "revision": revision.number} | report.as_data()
    speaking.tell(data, as_json, lambda: [
        *(f"{one.where}: {one.english or one.key}: {one.text}: {one.why}" for one in report.rejected),
        f"{data['survey']} in {LANGUAGES[meant]}: {len(report.accepted)} lines taken, {report.unchanged} unchanged, "
        f"{len(report.rejected)} not taken, {len(report.missing)} still missing.",
    ])  # fmt: skip
    if report.rejected:
        raise SystemExit(1)


def _meant(
    session: Session, content: bytes, survey: str | None, language: str | None, as_json: bool
) -> tuple[Survey, str]:
    """The survey and the language that were given or that the file is plainly of; ends the command otherwise."""
    given = speaking.find_survey(session, survey, as_json) if survey else None
    if given is not None and language:
        return given, language
    tags = [language] if language else list(translations.TRANSLATED)
    fits: dict[tuple[str, str, str], tuple[int, int]] = {}
    homes = [survey.rpartition("/")[0]] if survey else sorted({org for org, _ in surveys.everywhere(session)})
    for organisation in homes:
        if organisation:
            speaking.scope_to(session, organisation, as_json)
        for (slug, tag), fit in translation_files.fits(session, content, tags).items():
            if given is None or slug == given.slug:
                fits[organisation, slug, tag] = fit
    best = [one for one, fit in fits.items() if fit == max(fits.values())]
    if not best:
        speaking.fail(
            "the file is of no survey here, or in none of its languages: give --survey and --lang", as_json
        )
    if len(best) > 1:
        told = ", ".join(f"{org}/{slug} --lang {tag}".lstrip("/") for org, slug, tag in best[:10])
        speaking.fail(f"the file could be of several: {told}. Give --survey and --lang", as_json, code=2)
    organisation, slug, tag = best[0]
    return speaking.find_survey(session, f"{organisation}/{slug}".lstrip("/"), as_json), tag
