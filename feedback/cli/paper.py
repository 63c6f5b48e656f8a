"""flask paper: a survey as a form to print, in one language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from feedback.channels import links
from feedback.channels.paper import Unprintable
from feedback.cli import speaking
from feedback.services import collector_links, looks, papers, surveys
from feedback.vocabulary import SurveyState, canonical_language

if TYPE_CHECKING:
    from feedback.services.paper_routing import Form


@click.command("paper")
@click.argument("code")
@click.option("--lang", "language", default="en", show_default=True, help="The language of the form.")
@click.option(
    "-o", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF to write."
)
@speaking.json_option
@with_appcontext
@speaking.plainly
def group(code: str, language: str, file: Path, as_json: bool) -> None:
    """Print the survey behind the link CODE as a PDF to fill in with a pen."""
    wanted, base = form(code, language, as_json)
    try:
        made = papers.print_form(wanted, base)
        file.write_bytes(made)
    except (links.NoBaseAddress, Unprintable) as error:
        speaking.fail(str(error), as_json)
    except OSError as error:
        speaking.fail(f"{file} cannot be written: {error.strerror}", as_json)
    told = {"code": wanted.code, "language": wanted.words.language, "file": str(file), "bytes": len(made)}
    speaking.tell(told, as_json, lambda: [f"{file} is ready to print."])


def form(code: str, language: str, as_json: bool) -> tuple[Form, str | None]:
    """The form and the address to print on it; ends the command where there is no such link or language."""
    with speaking.reading() as session:
        link = collector_links.open_code(session, code)
        if link is None:
            speaking.fail(f"there is no link {code!r}", as_json)
        if link.revoked:
            speaking.fail(f"{link.code} is revoked: a form would lead nowhere", as_json)
        served = surveys.served(session, link.survey_id)
        if served is None or link.survey_state != SurveyState.PUBLISHED:
            speaking.fail("the survey is not open: publish it first", as_json)
        tag = canonical_language(language)
        if tag is None or tag not in served.languages:
            offered = ", ".join(served.languages)
            speaking.fail(f"this survey is not on offer in {language!r}; it is in: {offered}", as_json)
        config = speaking.config()
        demonstration = looks.of(session, link.organisation_id).demonstration
        base = links.base_address(
            config.base_url, demonstration=demonstration, opened_at=f"http://127.0.0.1:{config.port}"
        )
        return papers.form(session, link, served, tag), base
