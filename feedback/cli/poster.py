"""flask poster: a poster or another print of a link, in one to six languages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from feedback.channels import links, sms
from feedback.channels import prints as channel
from feedback.channels.prints import Format, Unprintable
from feedback.cli import speaking
from feedback.services import collector_links, looks, prints
from feedback.services.prints import Wanted
from feedback.vocabulary import ENGLISH, canonical_language

if TYPE_CHECKING:
    from feedback.channels.prints import Print


@click.command("poster")
@click.argument("code")
@click.option(
    "--lang", "languages", multiple=True, default=[ENGLISH], show_default=True,
    help="A language; the first is the largest. Up to six.",
)  # fmt: skip
@click.option(
    "--paper", type=click.Choice([channel.A4, channel.A5]), default=channel.A4, show_default=True,
    help="The paper of a poster.",
)  # fmt: skip
@click.option(
    "--format", "wanted", type=click.Choice([each.value for each in Format]), default=Format.POSTER.value,
    show_default=True, help="What to print.",
)  # fmt: skip
@click.option(
    "-o", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF to write."
)
@speaking.json_option
@with_appcontext
@speaking.plainly
def group(code: str, languages: tuple[str, ...], paper: str, wanted: str, file: Path, as_json: bool) -> None:
    """Print a poster of the link CODE as a PDF, its QR code read back before the file is written."""
    # A tag that nobody knows goes on as it is, to be named in the refusal.
    tags = [canonical_language(tag) or tag for tag in languages]
    try:
        number = sms.own_number(speaking.config().sms)
        sheet = _sheet(code, Wanted(Format(wanted), paper, tags, number), as_json)
        made = channel.pdf(sheet)
        file.write_bytes(made)
    except (links.NoBaseAddress, Unprintable) as error:
        speaking.fail(str(error), as_json)
    except OSError as error:
        speaking.fail(f"{file} cannot be written: {error.strerror}", as_json)
    told = {
        "code": code.upper(), "address": sheet.address, "format": wanted, "paper": paper, "languages": tags,
        "file": str(file), "bytes": len(made),
    }  # fmt: skip
    speaking.tell(told, as_json, lambda: [f"{file} is ready to print. Its code says {sheet.address}"])


def _sheet(code: str, wanted: Wanted, as_json: bool) -> Print:
    """What is printed; ends the command where there is no such link."""
    with speaking.reading() as session:
        opened = collector_links.open_code(session, code)
        link = collector_links.find(session, code) if opened else None
        if link is None:
            speaking.fail(f"there is no link {code!r}", as_json)
        config = speaking.config()
        base = links.base_address(
            config.base_url, demonstration=looks.of(session, link.organisation_id).demonstration,
            opened_at=f"http://127.0.0.1:{config.port}",
        )  # fmt: skip
        return prints.of_link(session, link, wanted, base)
