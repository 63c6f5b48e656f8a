"""The roles in words, for whoever gives or holds one."""

from __future__ import annotations

from feedback.i18n import marked
from feedback.vocabulary import Role

NAMES: dict[Role, str] = {
    Role.STAFF: marked("Staff"),
    Role.WARD_LEAD: marked("Ward lead"),
    Role.ANALYST: marked("Analyst"),
    Role.TRANSLATOR: marked("Translator"),
    Role.MODERATOR: marked("Moderator"),
    Role.COMMISSIONER: marked("Commissioner"),
    Role.SAFEGUARDING_LEAD: marked("Safeguarding lead"),
    Role.ADMINISTRATOR: marked("Administrator"),
}
PURPOSES: dict[Role, str] = {
    Role.STAFF: marked("Makes links and sees results"),
    Role.WARD_LEAD: marked("Makes links, sees results and drafts You said, we did, for their own place"),
    Role.ANALYST: marked("Sees and publishes results, drafts You said, we did"),
    Role.TRANSLATOR: marked("Signs off languages"),
    Role.MODERATOR: marked("Reads what people wrote"),
    Role.COMMISSIONER: marked("Publishes results, reviews and publishes You said, we did"),
    Role.SAFEGUARDING_LEAD: marked("Reads what people wrote, and sees who did what"),
    Role.ADMINISTRATOR: marked("Sets up the organisation, places, surveys and colleagues"),
}
