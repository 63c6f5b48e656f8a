"""What staff are told of contacts: why a line was left out, why somebody is asked another way, and what to do."""

from __future__ import annotations

from feedback.i18n import marked
from feedback.services.contact_needs import UNKNOWN_LANGUAGE, Reason
from feedback.vocabulary import ENGLISH_NAMES, ContactNeed

#: Why a line of a file stands for nobody, and what staff can do.
LEFT_OUT: dict[str, tuple[str, str]] = {
    "no-number": (marked("No number"), marked("Look up their mobile number, or ask them another way.")),
    "landline": (
        marked("A landline"),
        marked("A landline gets no texts. Ring, or look for a mobile number."),
    ),
    "not-uk": (
        marked("Not a UK number"),
        marked("Texts go to UK mobiles only. Ask them another way."),
    ),
    "islands": (
        marked("A number of Jersey, Guernsey or the Isle of Man"),
        marked("These are other networks at other prices, so nothing is sent. Ask them another way."),
    ),
    "costly": (
        marked("A premium, freephone or 070 number"),
        marked("It gets no texts, or costs people money. Look for a mobile number."),
    ),
    "pager": (marked("A pager"), marked("Look for a mobile number.")),
    "nhs-number": (
        marked("This looks like an NHS number"),
        marked("It is not kept. Export the mobile number instead, and look at the whole column."),
    ),
    "shortened": (
        marked("A spreadsheet shortened the number, such as 4.477E+11"),
        marked("Its last digits are gone. Make the column text in the spreadsheet, and export it again."),
    ),
    "several-numbers": (
        marked("More than one number"),
        marked("Leave one number in the cell: the one that they gave for texts."),
    ),
    "words": (
        marked("Words beside the number, or no number"),
        marked("It may be somebody else's. Leave only a number that is theirs."),
    ),
    "unusable": (
        marked("Too short, too long, or a number that nobody has"),
        marked("Look it up again. UK mobiles begin with 07 and have 11 digits."),
    ),
    "no-address": (marked("No e-mail address"), marked("Look it up, or ask them another way.")),
    "bad-address": (marked("Not an e-mail address"), marked("Look for a typing mistake.")),
    "duplicate": (
        marked("The same number or address as another line"),
        marked("One message goes to it. Where the names differ it holds no name."),
    ),
    "in-campaign": (
        marked("In this campaign already, from an earlier list"),
        marked("One message goes to it. There is nothing to do."),
    ),
    Reason.ON_THE_LIST.value: (
        marked("On your organisation's list of numbers never to ask"),
        marked("Nobody of this number is asked."),
    ),
}
#: Why somebody whose number can be used is not asked.
EXCLUDED = {
    Reason.OPTED_OUT.value: marked("They said STOP. Nothing is sent to them until they say START."),
    Reason.ASKED_LATELY.value: marked("They were asked lately."),
    Reason.ON_THE_LIST.value: marked("They are on your organisation's list of numbers never to ask."),
}
ANOTHER_WAY = {
    Reason.PAPER.value: marked("They need paper"),
    Reason.PHONE.value: marked("They need a telephone call"),
    Reason.BSL.value: marked("They use British Sign Language, and the survey is not on offer in it"),
    Reason.LARGE_PRINT.value: marked("They need large print"),
    Reason.EASY_READ.value: marked("They need Easy Read, and the survey is not on offer in it for them"),
    Reason.NEED_UNKNOWN.value: marked("Their record says a need that we do not know, or several"),
    Reason.LANGUAGE.value: marked("The survey is not on offer in their language"),
    Reason.NO_ADDRESS.value: marked("They have no number or address for this campaign"),
}
NEEDS = {
    ContactNeed.NONE.value: "",
    ContactNeed.BSL.value: marked("British Sign Language"),
    ContactNeed.EASY_READ.value: marked("Easy Read"),
    ContactNeed.LARGE_PRINT.value: marked("Large print"),
    ContactNeed.PAPER.value: marked("Paper"),
    ContactNeed.PHONE.value: marked("Telephone"),
    ContactNeed.OTHER.value: "",
}
DECLARED = {
    "deaths": marked("People who have died were taken out."),
    "under-16s": marked("Everybody under 16 was taken out."),
    "safeguarding": marked(
        "People with a safeguarding flag, or for whom a message could be a risk, were taken out."
    ),
    "objections": marked(
        "People who objected to being asked, or to their details being used, were taken out."
    ),
}


def left_out(reason: str) -> tuple[str, str]:
    """Why a line is left out and what to do; the word itself for one that we forgot."""
    return LEFT_OUT.get(reason, (reason, ""))


def language(tag: str, said: str = "") -> str:
    """A language for staff; one that we do not know, as the record says it, spelt as a name however it was typed."""
    if said:
        words = " ".join(said.split())
        return words.capitalize() if words.islower() or words.isupper() else words
    return ENGLISH_NAMES.get(tag, marked("Another language") if tag == UNKNOWN_LANGUAGE else tag)
