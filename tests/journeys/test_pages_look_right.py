"""Every page as wide as a small phone, a phone and a desk: nothing sticks out, all can be tapped, axe is silent."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browsing import DESK, PHONE, too_small, too_wide, violations
from tests.journeys.conftest import FLAGS, Served, Site
from tests.journeys.staff import PASSWORD, add_staff, sign_in
from tests.soak.serving import Phone as Sender
from tests.soak.serving import read_page

#: One language of each kind: plain, with pictures, and the two scripts that run from the right.
LANGUAGES = ("en", "en-simple", "ur", "ar")
#: Where the contrast of colours is looked at: one from each side; a style for a language alone would be an error.
COLOURED = ("en", "ur")
WIDTHS = (320, 360, 1280)
ORGANISATION = "invented-place"
PUBLIC = (
    "/you-said-we-did/", f"/you-said-we-did/{ORGANISATION}/",
    f"/you-said-we-did/{ORGANISATION}/quieter-nights-on-willow-ward",
    f"/results/{ORGANISATION}/my-care", f"/results/{ORGANISATION}/my-care?by=ethnic-group",
    f"/results/{ORGANISATION}/friends-and-family?by=age-band", "/privacy", f"/privacy/{ORGANISATION}", "/accessibility",
    "/texts", "/texts/stop", "/email/stop/nothing-here", "/i/this-is-a-test-of-ours", "/i/thanks", "/nothing-here",
)  # fmt: skip
#: What an administrator meets; {code} is a link, {gone} a revoked one.
STAFF = (
    "/staff/", "/staff/account", "/staff/account/password", "/staff/account/confirm", "/staff/account/recovery-codes",
    "/staff/second-step", "/staff/style", "/staff/links/", "/staff/links/new", "/staff/links/{code}",
    "/staff/links/{code}/print?also=ur&also=pl", "/staff/you-said-we-did/print?what=card", "/staff/links/{gone}",
    "/staff/placements/", "/staff/placements/?code=none", "/staff/placements/walk?which=all",
    "/staff/placements/{code}", "/staff/placements/{gone}", "/staff/texts/", "/staff/texts/new", "/staff/texts/1",
    "/staff/texts/1/contacts", "/staff/texts/1/contacts/another-way", "/staff/texts/1/messages",
    "/staff/texts/1/plan", "/staff/texts/1/check", "/staff/texts/rules", "/staff/texts/exclusions",
    "/staff/opt-outs", "/staff/jobs/", "/staff/monday/", "/staff/monday/riverside-hospital",
    "/staff/surveys/my-care/by-text", "/staff/surveys/my-care/by-text?lang=ur", "/staff/answers/",
    "/staff/answers/doubtful/",
    "/staff/answers/interview/my-care/riverside-hospital/ur",
    "/staff/answers/interview/my-care/riverside-hospital/en/saved",
    "/staff/answers/paper/my-care/riverside-hospital/en", "/staff/answers/paper/my-care/riverside-hospital/ur",
    "/staff/results/", "/staff/results/my-care?by=ethnic-group", "/staff/surveys/",
    "/staff/results/my-care/representation", "/staff/results/my-care/weighted?by=sex&by=age-band",
    "/staff/results/friends-and-family/weighted", "/staff/reference/", "/staff/reference/1", "/staff/reference/new",
    "/staff/reference/new?group=age-band",
    "/staff/results/my-care?by=sex&and=age-band&place=riverside-hospital", "/staff/results/friends-and-family?by=place",
    "/staff/results/my-care/time", "/staff/results/my-care/time/help-i-need?by=sex&target=60",
    "/staff/results/my-care/inequality",
    "/staff/results/my-care/export", "/staff/fft/",
    "/staff/fft/links/{code}",
    "/staff/surveys/my-care", "/staff/surveys/carers", "/staff/surveys/my-care/languages",
    "/staff/surveys/my-care/languages/ur", "/staff/you-said-we-did/", "/staff/you-said-we-did/new",
    "/staff/you-said-we-did/new?survey=my-care", "/staff/you-said-we-did/new?survey=my-care&item=help-to-decide",
    "/staff/you-said-we-did/new?survey=my-care&item=help-to-decide&figure=yes",
    "/staff/you-said-we-did/change/quieter-nights-on-willow-ward",
    "/staff/you-said-we-did/change/quieter-nights-on-willow-ward/edit",
    "/staff/you-said-we-did/change/quieter-nights-on-willow-ward/languages/ur", "/admin/", "/admin/organisation",
    "/admin/places/", "/admin/places/new", "/admin/places/riverside-hospital", "/admin/colleagues/",
    "/admin/colleagues/new", "/admin/colleagues/1", "/admin/audit", "/staff/nothing-here",
)  # fmt: skip
#: Where a survey is built, translated, published, brought in and taken out.
BUILDING = (
    "/staff/surveys/new", "/staff/surveys/bring", "/staff/surveys/my-care/build",
    "/staff/surveys/my-care/build/bank", "/staff/surveys/my-care/build/bank?find=plan",
    "/staff/surveys/my-care/build/new", "/staff/surveys/my-care/build/help-to-decide",
    "/staff/surveys/friends-and-family/build/overall-experience", "/staff/surveys/my-care/build/words",
    "/staff/surveys/my-care/build/about-you", "/staff/surveys/my-care/preview?lang=ur",
    "/staff/surveys/my-care/publish", "/staff/surveys/my-care/times", "/staff/surveys/friends-and-family/times",
    "/staff/surveys/my-care/take", "/staff/surveys/my-care/languages/ur/edit",
    "/staff/surveys/my-care/languages/ur/files",
)  # fmt: skip
#: What only other roles open.
OTHERS = {
    "moderator": (
        "/staff/",
        "/staff/comments/",
        "/staff/comments/words",
        "/staff/comments/words?lang=ur",
        "/staff/results/my-care/themes",
        "/staff/results/my-care/themes/proposals",
    ),
    "translator": ("/staff/surveys/my-care/languages", "/staff/surveys/my-care/languages/ar"),
}

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A window in which axe can run."""
    context = chromium.new_context(viewport=PHONE, locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def gone(chromium: Browser, site: Site) -> str:
    """The code of a revoked link to the Friends and Family Test; the carers' survey is closed."""
    code = next(one for one in site.codes("friends-and-family") if one != site.code("friends-and-family"))
    site.instance.flask("link", "revoke", code)
    context = chromium.new_context()
    window = context.new_page()
    sign_in(window, site.address, site.loaded["email"], site.loaded["password"])
    window.goto(f"{site.address}/staff/surveys/carers")
    window.get_by_role("button", name="Close it").click()
    window.wait_for_load_state()
    context.close()
    return code


@pytest.fixture(scope="module")
def outage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose database is not there."""
    folder = tmp_path_factory.mktemp("outage")
    server = Served("wsgi:app", {"FEEDBACK_INSTANCE": str(folder), "PATH": "/usr/bin:/bin"}, flags=FLAGS)
    server.start()
    yield server
    server.stop()


class Findings:
    """What is wrong with the pages that were looked at, by page and width; their colours at the first width of axe."""

    def __init__(
        self, page: Page, widths: tuple[int, ...], *, axe_at: tuple[int, ...], colours: bool = True
    ) -> None:
        self.page, self.widths, self.axe_at = page, widths, axe_at
        self.colours_at = axe_at[0] if colours else None
        self.found: list[str] = []

    def look(self, name: str) -> None:
        """Looks at the page that is open."""
        for width in self.widths:
            self.page.set_viewport_size(
                {"width": width, "height": (DESK if width > 1000 else PHONE)["height"]}
            )
            wrong = {"too wide": too_wide(self.page), "too small": too_small(self.page)}
            if width in self.axe_at:
                wrong["axe"] = violations(self.page, colours=width == self.colours_at)
            self.found += [
                f"{name} at {width}: {kind}: {each}" for kind, several in wrong.items() for each in several
            ]

    def open(self, address: str) -> None:
        """Opens an address and looks at it."""
        answer = self.page.goto(address)
        assert answer is not None and (answer.status < 400 or re.search("nothing|/s/", address)), (
            f"{address}: {answer}"
        )
        self.look(address.partition("//")[2].partition("/")[2])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_public_page_fits_every_window(page: Page, site: Site, language: str) -> None:
    findings = Findings(page, WIDTHS, axe_at=(360,), colours=language in COLOURED)
    for path in PUBLIC:
        findings.open(f"{site.address}{path}{'&' if '?' in path else '?'}lang={language}")
    assert "\n".join(findings.found) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_on_which_somebody_answers_fits_every_window(
    page: Page, site: Site, gone: str, outage: Served, language: str
) -> None:
    findings = Findings(page, WIDTHS, axe_at=(360,), colours=language in COLOURED)
    path = f"/s/{site.code('my-care')}/{language}"
    findings.open(site.address + path)
    press_send(page)
    findings.look("nothing answered")
    submission = answer(page, site.address + path, "yes")
    findings.look("thank you")
    answer(page, site.address + path, "no", submission=submission)
    findings.look("whose answers")
    answer(
        page,
        f"{site.address}/s/{site.code('friends-and-family')}/{language}",
        "myself",
        instead=f"/s/{gone}/{language}",
    )
    findings.look("revoked, with answers")
    for code in (gone, "NOTHING", site.code("carers")):
        findings.open(f"{site.address}/s/{code}/{language}")
    show_held(page, site, outage, path)
    findings.look("answers held in an outage")
    assert "\n".join(findings.found) == ""


def press_send(page: Page) -> None:
    """Sends the form as a browser without scripts does, to see the pages that the server answers with."""
    with page.expect_navigation():
        page.locator("form#survey").evaluate("form => HTMLFormElement.prototype.submit.call(form)")


def answer(page: Page, address: str, key: str, *, submission: str = "", instead: str = "") -> str:
    """Answers one question and sends; as an earlier page, or to another address, where one is named."""
    page.goto(address)
    page.locator(f'form#survey input[value="{key}"]:not([form])').first.evaluate(
        "one => { one.checked = true; }"
    )
    if submission:
        page.locator('[name="submission"]').evaluate("(field, text) => { field.value = text; }", submission)
    if instead:
        page.locator("form#survey").evaluate("(form, path) => { form.action = path; }", instead)
    sent = page.locator('[name="submission"]').input_value()
    press_send(page)
    return sent


def show_held(page: Page, site: Site, outage: Served, path: str) -> None:
    """The page of a server that cannot reach its database, as it was answered to these answers."""
    there, away = Sender(site.port), Sender(outage.port)
    held = away.post(path, {**read_page(there.get(path).body).hidden, "help-to-decide": "no"})
    for sender in (there, away):
        sender.close()
    assert held.status == 503 and 'name="help-to-decide" value="no"' in held.body
    page.route(
        "**/held", lambda route: route.fulfill(body=held.body, content_type="text/html; charset=utf-8")
    )
    page.goto(f"{site.address}/held")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_staff_page_fits_a_phone_and_a_desk(page: Page, site: Site, gone: str, width: int) -> None:
    findings = Findings(page, (width,), axe_at=(width,), colours=width == 360)
    findings.open(f"{site.address}/staff/sign-in")
    sign_in(page, site.address, site.loaded["email"], site.loaded["password"])
    for path in STAFF:
        findings.open(site.address + path.format(code=site.code("my-care"), gone=gone))
    assert "\n".join(findings.found) == ""


def test_the_pages_where_a_survey_is_made_fit_two_phones_and_a_desk(page: Page, site: Site) -> None:
    findings = Findings(page, (320, 390, 1280), axe_at=(390, 1280))
    sign_in(page, site.address, site.loaded["email"], site.loaded["password"])
    for path in BUILDING:
        findings.open(site.address + path)
    # A draft with a question of one's own says what stands in its way.
    page.goto(f"{site.address}/staff/surveys/my-care/build/new")
    page.get_by_label("Question", exact=True).first.fill("Did you utilise the ramp?")
    page.locator('[name=kind][value="one"]').check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    findings.look("a draft with something to mend")
    for path in ("publish", "languages", "languages/ur/edit?show=missing"):
        findings.open(f"{site.address}/staff/surveys/my-care/{path}")
    page.goto(f"{site.address}/staff/surveys/my-care/publish")
    page.get_by_text("Throw this draft away").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Throw the draft away").click()
    assert "\n".join(findings.found) == ""


@pytest.mark.parametrize("role", OTHERS)
def test_what_one_role_alone_opens_fits_too(page: Page, site: Site, role: str) -> None:
    findings = Findings(page, (360, 1280), axe_at=(360, 1280))
    sign_in(page, site.address, add_staff(site, role, role), PASSWORD)
    for path in OTHERS[role]:
        findings.open(site.address + path)
    assert "\n".join(findings.found) == ""


def test_the_same_pages_can_be_read_in_the_dark(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(viewport=PHONE, locale="en-GB", color_scheme="dark")
    findings = Findings(context.new_page(), (360,), axe_at=(360,))
    for path in (*PUBLIC[1:6], f"/s/{site.code('my-care')}/en", f"/s/{site.code('my-care')}/en/thanks"):
        findings.open(site.address + path)
    sign_in(findings.page, site.address, site.loaded["email"], site.loaded["password"])
    for path in ("/staff/", "/staff/style", "/staff/results/my-care?by=ethnic-group", "/admin/colleagues/"):
        findings.open(site.address + path)
    context.close()
    assert "\n".join(findings.found) == ""
