"""How far a member reaches: the surveys of their organisation and, for a ward lead, their place and those below."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import abort, current_app, request

from feedback.channels import links
from feedback.config import Config
from feedback.reports import frames
from feedback.services import audit, looks, places, responses, surveys
from feedback.services.refusals import Refused
from feedback.services.reviews import Reader
from feedback.vocabulary import Role
from feedback.web import transactions
from feedback.web.guard import Member

if TYPE_CHECKING:
    from feedback.models.place import Place
    from feedback.models.survey import Survey


def today() -> date:
    """The day this request falls on."""
    return audit.now().date()


def survey(slug: str) -> Survey:
    """The survey that an address names; 404 when this organisation has none of that name."""
    return surveys.find(transactions.session(), slug) or abort(404)


def place_ids(member: Member) -> list[int] | None:
    """The places a member is bounded to; None when they work for the whole organisation."""
    if member.place_id is None:
        return None
    return places.within(transactions.session(), member.place_id)


def viewer(member: Member) -> Reader:
    """How far a member sees into what people wrote."""
    return Reader(member.staff_id, member.role is Role.SAFEGUARDING_LEAD, place_ids(member))


def reaches(member: Member, place_id: int | None) -> bool:
    """Whether something at this place (None: of the whole organisation) is theirs to open."""
    bounds = place_ids(member)
    return bounds is None or place_id in bounds


def place(member: Member, slug: str) -> Place | None:
    """A place within their reach by its slug."""
    found = places.by_slug(transactions.session(), slug) if slug else None
    return found if found is not None and reaches(member, found.id) else None


def place_choices(member: Member) -> list[tuple[str, str]]:
    """The places within their reach as (slug, name), each indented under its parent."""
    tree = places.tree(transactions.session(), member.place_id)
    return [(branch.place.slug, "– " * branch.depth + branch.place.name) for branch in tree]


def place_names() -> dict[int, str]:
    """The name of every place of the organisation by its id."""
    return {branch.place.id: branch.place.name for branch in places.tree(transactions.session())}


def responses_to(member: Member, survey_id: int) -> int:
    """How many responses count, within their places where they are bounded."""
    bounds = place_ids(member)
    if bounds is None:
        return responses.count(transactions.session(), survey_id)
    return len(frames.Part(places=bounds).of(frames.load(transactions.session(), survey_id)))


def base_address(member: Member) -> str | None:
    """What absolute addresses begin with: the configured base; the demonstration may use where it is opened."""
    config: Config = current_app.extensions["config"]
    session = transactions.session()
    demonstration = config.base_url is None and looks.of(session, member.organisation_id).demonstration
    return links.base_address(config.base_url, demonstration=demonstration, opened_at=request.host_url)


def sentence(refused: Refused) -> Refused:
    """A refusal as it stands on a page: with a capital letter and a full stop."""
    message = refused.message
    return Refused(
        f"{message[:1].upper()}{message[1:]}{'' if message.endswith(('.', '?')) else '.'}", refused.field
    )


def no_base_address(member: Member) -> str:
    """Why no link can be shown yet, in the words of the channel that needs it; empty when it can."""
    try:
        links.survey_address(base_address(member), "")
    except links.NoBaseAddress as error:
        return str(error)
    return ""
