"""flask campaign: campaigns by text and e-mail, listed, started, paused and cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click
from flask.cli import AppGroup

from feedback import db
from feedback.cli import speaking
from feedback.services import campaign_figures, campaigns, organisations

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.models.campaign import Campaign

group = AppGroup("campaign", help="Campaigns by text and e-mail: list, start, pause, resume, cancel.")


@group.command("list")
@speaking.json_option
@speaking.plainly
def list_campaigns(as_json: bool) -> None:
    """List every campaign of the installation with its numbers; below ten, how many answered is null."""
    with speaking.reading() as session:
        found = [
            _told(session, campaign, slug)
            for organisation_id, slug in _organisations(session)
            for campaign in _of(session, organisation_id)
        ]
    speaking.tell(
        found, as_json,
        lambda: [f"{one['id']}  {one['state']}  {one['organisation']}  {one['name']}" for one in found]
        or ["There is no campaign yet."],
    )  # fmt: skip


def _organisations(session: Session) -> list[tuple[int, str]]:
    return [(one.id, one.slug) for one in organisations.every(session)]


def _of(session: Session, organisation_id: int) -> list[Campaign]:
    db.set_scope(session, organisation_id)
    return campaigns.listed(session)


def _told(session: Session, campaign: Campaign, organisation: str) -> dict[str, Any]:
    figures = campaign_figures.of(session, campaign)
    return {
        "id": campaign.id, "organisation": organisation, "name": campaign.name,
        "channel": campaign.channel, "state": campaign.state,
        "paused_because": campaign.paused_because or None, "ready": figures.ready,
        "invited": figures.invitations.sent, "delivered": figures.invitations.delivered,
        "held": figures.invitations.held + figures.reminders.held, "reminded": figures.reminders.sent,
        "answered": figures.answered, "cost_pence": campaign.committed / 10,
        "budget_pence": campaign.budget_pence,
    }  # fmt: skip


def _act(campaign_id: int, act: Callable[[Session, Campaign], None], as_json: bool) -> None:
    with speaking.writing() as session:
        campaign = None
        for organisation_id, _ in _organisations(session):
            db.set_scope(session, organisation_id)
            if campaign := campaigns.locked(session, campaign_id):
                break
        if campaign is None:
            speaking.fail(f"there is no campaign {campaign_id}", as_json)
        act(session, campaign)
        state, name = campaign.state, campaign.name
    speaking.tell({"id": campaign_id, "state": state}, as_json, lambda: [f"{name}: {state}."])


@group.command("start")
@click.argument("campaign_id", metavar="ID", type=int)
@speaking.json_option
@speaking.plainly
def start(campaign_id: int, as_json: bool) -> None:
    """Start the campaign ID: from here on it runs by itself, within the hours and the budget."""
    config = speaking.config()
    _act(
        campaign_id,
        lambda session, campaign: campaigns.start(
            session, campaign, base_url=config.base_url, sender=config.sms.sender,
            emails=bool(config.smtp_url), by=speaking.by(), now=speaking.now(),
        ),
        as_json,
    )  # fmt: skip


@group.command("pause")
@click.argument("campaign_id", metavar="ID", type=int)
@speaking.json_option
@speaking.plainly
def pause(campaign_id: int, as_json: bool) -> None:
    """Pause the campaign ID: nothing more leaves until it is resumed."""
    _act(campaign_id, lambda session, campaign: campaigns.pause(session, campaign, by=speaking.by()), as_json)


@group.command("resume")
@click.argument("campaign_id", metavar="ID", type=int)
@speaking.json_option
@speaking.plainly
def resume(campaign_id: int, as_json: bool) -> None:
    """Let the campaign ID go on where it was paused."""
    _act(
        campaign_id,
        lambda session, campaign: campaigns.resume(session, campaign, by=speaking.by(), now=speaking.now()),
        as_json,
    )


@group.command("cancel")
@click.argument("campaign_id", metavar="ID", type=int)
@speaking.json_option
@speaking.plainly
def cancel(campaign_id: int, as_json: bool) -> None:
    """Cancel the campaign ID for good: what waits does not leave."""
    _act(
        campaign_id,
        lambda session, campaign: campaigns.cancel(session, campaign, by=speaking.by(), now=speaking.now()),
        as_json,
    )
