"""flask demo: the invented demonstration, in and out."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from feedback.cli import speaking
from feedback.reports import frame_files
from feedback.services.demonstration import loading

group = AppGroup("demo", help="The invented demonstration organisation.")


@group.command("load")
@click.option(
    "--responses",
    "number",
    default=600,
    show_default=True,
    type=click.IntRange(0, 5_000_000),
    help="How many.",
)
@click.option("--seed", default=2026, show_default=True, help="The same seed gives the same answers.")
@speaking.json_option
@speaking.plainly
def load(number: int, seed: int, as_json: bool) -> None:
    """Load the demonstration and print how to look around; the password is shown this once."""
    with speaking.writing() as session:
        loaded = loading.load(session, number=number, seed=seed, today=speaking.today(), now=speaking.now())
    base = speaking.config().base_url or f"http://127.0.0.1:{speaking.config().port}"
    first = f"{base}/s/{loaded.codes['my-care']}"
    data = {
        "surveys": {slug: f"{base}/s/{code}" for slug, code in loaded.codes.items()},
        "public": f"{base}/you-said-we-did/{loaded.organisation}/",
        "sign_in": f"{base}/staff/sign-in",
        "email": loaded.email,
        "password": loaded.password,
        "responses": loaded.responses,
    }
    speaking.tell(data, as_json, lambda: [
        f"The demonstration is loaded: {loaded.responses} invented responses.",
        f"  Survey:              {first}",
        f"  In Urdu:             {first}/ur",
        f"  You said, we did:    {data['public']}",
        f"  Staff sign-in:       {data['sign_in']}",
        f"    e-mail             {loaded.email}",
        f"    password           {loaded.password}   (shown this once)",
    ])  # fmt: skip


@group.command("remove")
@speaking.json_option
@speaking.plainly
def remove(as_json: bool) -> None:
    """Take the demonstration away, its people and its invented postcodes too."""
    with speaking.writing() as session:
        removed = loading.remove(session)
    frame_files.forget(speaking.config().frames)
    speaking.tell({"removed": removed}, as_json, lambda: [
        "The demonstration is removed." if removed else "There was no demonstration to remove."
    ])  # fmt: skip
