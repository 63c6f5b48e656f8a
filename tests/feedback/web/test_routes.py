"""Every route by every method and role: who may open it, and that another organisation's row is as good as none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.db import Database
from feedback.models.doubtful_sheet import DoubtfulSheet
from feedback.models.improvement import Improvement
from feedback.models.organisation import Organisation
from feedback.models.publication import Publication
from feedback.models.survey import Survey
from feedback.services import (
    collector_links,
    enrolments,
    improvements,
    places,
    reference_populations,
    reviews,
    sealing,
    snapshots,
    surveys,
)
from feedback.services.reference_populations import Description, Numbers
from feedback.services.reviews import Reader, Show, Wanted
from feedback.vocabulary import PERMISSIONS, Channel, Permission, Role
from feedback.web.staff import comments as queue
from feedback.web.staff import quoting
from tests.feedback import invented_campaigns
from tests.feedback.conftest import SECRET_KEY
from tests.feedback.invented_campaign import drafted
from tests.feedback.open_survey import BY, NOW, TODAY, answer, open_survey
from tests.feedback.web.conftest import Browser

if TYPE_CHECKING:
    from tests.feedback.web.conftest import Account

#: Who may open what: "public" needs no sign-in, "member" any account, anything else that permission.
#: A route that appears or disappears has to be written or struck out here.
TABLE = """
GET      /                                                          public
GET      /.well-known/security.txt                                  public
GET      /S/<code>                                                  public
GET POST /S/<code>/<lang>                                           public
GET      /S/<code>/<lang>/thanks                                    public
GET      /YOU-SAID-WE-DID/<organisation>/                           public
GET      /accessibility                                             public
GET      /answer-worker.js                                          public
GET POST /email/stop/<sealed>                                       public
GET      /healthz                                                   public
GET      /left.svg                                                  public
GET      /left                                                      public
GET      /i/<token>                                                 public
GET      /i/<token>/<lang>                                          public
GET POST /i/<token>/not-me                                          public
GET      /i/thanks                                                  public
GET      /i/this-is-a-test-of-ours                                  public
GET      /logo/<organisation>.png                                   public
GET      /media/<name>                                              public
GET      /privacy                                                   public
GET      /privacy/<organisation>                                    public
GET      /q/<code>.png                                              public
GET      /q/<code>.svg                                              public
GET      /readyz                                                    public
GET POST /receipt                                                   public
GET      /receipt/<ticket>                                          public
POST     /receipt/change                                            public
POST     /receipt/withdraw                                          public
GET      /results/<organisation>/<survey>                           public
GET      /results/<organisation>/<survey>/report.pdf                public
GET      /results/<organisation>/<survey>/table.csv                 public
GET      /s/<code>                                                  public
GET POST /s/<code>/<lang>                                           public
POST     /s/<code>/<lang>/reached                                   public
GET      /s/<code>/<lang>/thanks                                    public
POST     /sms/incoming                                              public
POST     /sms/status                                                public
GET      /texts                                                     public
GET POST /texts/stop                                                public
GET      /you-said-we-did/                                          public
GET      /you-said-we-did/<organisation>/                           public
GET      /you-said-we-did/<organisation>/<slug>                     public
GET      /you-said-we-did/<organisation>/feed.xml                   public
GET POST /staff/sign-in                                             public
GET POST /staff/second-step                                         public
GET POST /staff/second-step-code                                    public
GET POST /staff/recovery-code                                       public
GET POST /staff/second-step-choice                                  public
GET POST /staff/second-step-help                                    public
GET POST /staff/welcome/<token>                                     public
GET      /staff/                                                    member
GET      /staff/account                                             member
GET POST /staff/account/confirm                                     member
GET POST /staff/account/password                                    member
GET POST /staff/account/recovery-codes                              member
POST     /staff/second-step/<token>                                 member
POST     /staff/sign-out                                            member
GET      /staff/style                                               member
GET      /staff/answers/                                            enter-answers
GET POST /staff/answers/interview/<slug>/<place>/<language>         enter-answers
POST     /staff/answers/interview/<slug>/<place>/<language>/refused enter-answers
GET      /staff/answers/interview/<slug>/<place>/<language>/saved   enter-answers
GET POST /staff/answers/paper/<slug>/<place>/<language>             enter-answers
GET      /staff/answers/doubtful/                                   enter-answers
GET POST /staff/answers/doubtful/<int(max=2147483647):sheet_id>     enter-answers
POST     /staff/answers/doubtful/<int(max=2147483647):sheet_id>/set-aside enter-answers
GET      /staff/comments/                                           read-comments
GET POST /staff/comments/<string(minlength=40):ref>                                      read-comments
POST     /staff/comments/<string(minlength=40):ref>/dealt-with                           read-comments
POST     /staff/comments/<string(minlength=40):ref>/owner                                read-comments
POST     /staff/comments/<string(minlength=40):ref>/release                              read-comments
GET      /staff/comments/overview                                   oversee-comments
GET      /staff/comments/released                                   see-released-comments
GET POST /staff/comments/rota                                       read-comments
POST     /staff/comments/read                                       read-comments
POST     /staff/comments/rota/back                                  read-comments
GET POST /staff/comments/quote/<comment>                            approve-quotes
GET POST /staff/comments/redact/<comment>                           read-comments
GET POST /staff/comments/translation/<comment>                      read-comments
GET      /staff/comments/words                                      read-comments
POST     /staff/comments/words/phrases                              review-risk-words
POST     /staff/comments/words/phrases/remove                       review-risk-words
POST     /staff/comments/words/sign                                 review-risk-words
POST     /staff/comments/quote/<comment>/remove                     approve-quotes
GET      /staff/jobs/                                               tend-jobs
POST     /staff/jobs/ask                                            tend-jobs
POST     /staff/jobs/decide                                         tend-jobs
GET      /staff/jobs/recorded                                       tend-jobs
GET      /staff/links/                                              make-links
GET      /staff/links/<code>                                        make-links
GET      /staff/links/<code>/paper                                  make-links
GET      /staff/links/<code>/paper/<language>.pdf                   make-links
GET      /staff/links/<code>/print                                  make-links
GET      /staff/links/<code>/print.pdf                              make-links
POST     /staff/links/<code>/revoke                                 make-links
GET POST /staff/links/new                                           make-links
GET      /staff/links/print                                         make-links
GET      /staff/links/print.pdf                                     make-links
GET      /staff/placements/                                         make-links
GET      /staff/placements/<code>                                   make-links
POST     /staff/placements/<code>/details                           make-links
POST     /staff/placements/<code>/replace                           make-links
POST     /staff/placements/<code>/said                              make-links
GET      /staff/placements/walk                                     make-links
GET      /staff/texts/                                              send-invitations
GET POST /staff/texts/new                                           send-invitations
GET POST /staff/texts/rules                                         manage-organisation
GET      /staff/texts/<int(max=2147483647):campaign_id>             send-invitations
GET POST /staff/texts/<int(max=2147483647):campaign_id>/messages    send-invitations
POST     /staff/texts/<int(max=2147483647):campaign_id>/test        send-invitations
GET POST /staff/texts/<int(max=2147483647):campaign_id>/plan        send-invitations
GET      /staff/texts/<int(max=2147483647):campaign_id>/check       send-invitations
POST     /staff/texts/<int(max=2147483647):campaign_id>/start       send-invitations
POST     /staff/texts/<int(max=2147483647):campaign_id>/pause       send-invitations
POST     /staff/texts/<int(max=2147483647):campaign_id>/resume      send-invitations
POST     /staff/texts/<int(max=2147483647):campaign_id>/cancel      send-invitations
POST     /staff/texts/<int(max=2147483647):campaign_id>/delete      send-invitations
GET      /staff/results/                                            see-results
GET      /staff/results/<slug>                                      see-results
GET      /staff/results/<slug>/report.pdf                           see-results
GET      /staff/results/<slug>/table.csv                            see-results
GET      /staff/results/<slug>/inequality                           see-results
GET      /staff/results/<slug>/time                                 see-results
GET      /staff/results/<slug>/time/<item>                          see-results
POST     /staff/results/<slug>/time/<item>                          publish-results
GET POST /staff/results/<slug>/themes                               read-comments
GET      /staff/results/<slug>/themes/proposals                     read-comments
POST     /staff/results/<slug>/publish                              publish-results
GET      /staff/results/<slug>/publishing/<int(max=2147483647):run_id>      publish-results
GET      /staff/results/<slug>/representation                       see-results
GET      /staff/results/<slug>/representation.csv                   see-results
GET      /staff/results/<slug>/weighted.csv                         see-results
GET      /staff/results/<slug>/weighted                             see-results
GET      /staff/reference/                                          see-results
GET POST /staff/reference/new                                       publish-results
GET      /staff/reference/<int(max=2147483647):reference_id>        see-results
POST     /staff/reference/<int(max=2147483647):reference_id>/remove publish-results
GET POST /staff/results/<slug>/export                               export-answers
GET      /staff/results/<slug>/export/codebook                      export-answers
GET POST /staff/fft/                                                submit-fft
GET POST /staff/fft/links/<code>                                    submit-fft
GET POST /staff/opt-outs                                            send-invitations
GET      /staff/monday/                                             see-results
GET POST /staff/monday/<place>                                      see-results
GET      /staff/surveys/                                            see-surveys
GET      /staff/surveys/<slug>                                      see-surveys
POST     /staff/surveys/<slug>/close                                adopt-surveys
GET POST /staff/surveys/<slug>/publish                              adopt-surveys
GET POST /staff/surveys/<slug>/readers                              adopt-surveys
POST     /staff/surveys/<slug>/rota                                 adopt-surveys
GET POST /staff/surveys/<slug>/review                               review-surveys
POST     /staff/surveys/<slug>/review/ask                           adopt-surveys
POST     /staff/surveys/<slug>/discard                              adopt-surveys
GET POST /staff/surveys/<slug>/edition                              adopt-surveys
GET POST /staff/surveys/<slug>/times                                adopt-surveys
POST     /staff/surveys/<slug>/archive                              adopt-surveys
GET POST /staff/surveys/bring                                       adopt-surveys
GET      /staff/surveys/<slug>/take                                 see-surveys
GET      /staff/surveys/<slug>/take/<format>                        see-surveys
GET POST /staff/surveys/adopt/<slug>                                adopt-surveys
GET      /staff/surveys/<slug>/languages                            see-surveys
GET      /staff/surveys/<slug>/languages/<language>                 see-surveys
POST     /staff/surveys/<slug>/languages/<language>                 sign-off-translations
POST     /staff/surveys/<slug>/languages/<language>/take-back       sign-off-translations
POST     /staff/surveys/<slug>/languages/<language>/second          sign-off-translations
POST     /staff/surveys/<slug>/languages/<language>/take-over       translate
GET POST /staff/surveys/<slug>/languages/<language>/edit            translate
GET      /staff/surveys/<slug>/languages/<language>/file            translate
GET POST /staff/surveys/<slug>/languages/<language>/files           translate
GET POST /staff/surveys/new                                         adopt-surveys
GET POST /staff/surveys/<slug>/build                                adopt-surveys
GET POST /staff/surveys/<slug>/build/<key>                          adopt-surveys
GET POST /staff/surveys/<slug>/build/about-you                      adopt-surveys
GET POST /staff/surveys/<slug>/build/bank                           adopt-surveys
GET POST /staff/surveys/<slug>/build/new                            adopt-surveys
GET POST /staff/surveys/<slug>/build/question/<key>                 adopt-surveys
GET POST /staff/surveys/<slug>/build/words                          adopt-surveys
GET      /staff/surveys/<slug>/by-text                              see-surveys
GET      /staff/surveys/<slug>/preview                              see-surveys
POST     /staff/surveys/<slug>/preview                              adopt-surveys
POST     /staff/surveys/<slug>/words                                adopt-surveys
GET      /staff/surveys/<slug>/media/                               manage-media
GET      /staff/surveys/<slug>/media/<language>                     manage-media
GET POST /staff/surveys/<slug>/media/<language>/put-up              manage-media
POST     /staff/surveys/<slug>/media/<language>/remove              manage-media
POST     /staff/surveys/<slug>/media/bfi/sign                       manage-media
POST     /staff/surveys/<slug>/media/bfi/take-down                  manage-media
GET POST /staff/texts/exclusions                                    send-invitations
POST     /staff/texts/exclusions/take-out                           send-invitations
GET POST /staff/texts/<int(max=2147483647):campaign_id>/contacts send-invitations
GET POST /staff/texts/<int(max=2147483647):campaign_id>/contacts/another-way send-invitations
GET      /staff/texts/<int(max=2147483647):campaign_id>/contacts/another-way.csv send-invitations
GET      /staff/texts/<int(max=2147483647):campaign_id>/contacts/<int(max=2147483647):upload_id> send-invitations
GET /staff/texts/<int(max=2147483647):campaign_id>/contacts/<int(max=2147483647):upload_id>/lines.csv send-invitations
POST     /staff/texts/<int(max=2147483647):campaign_id>/contacts/<int(max=2147483647):upload_id>/remove send-invitations
GET      /staff/you-said-we-did/                                    draft-improvements
GET POST /staff/you-said-we-did/new                                 draft-improvements
GET      /staff/you-said-we-did/print                               draft-improvements
GET      /staff/you-said-we-did/print.pdf                           draft-improvements
GET      /staff/you-said-we-did/change/<slug>                       draft-improvements
GET POST /staff/you-said-we-did/change/<slug>/edit                  draft-improvements
GET POST /staff/you-said-we-did/change/<slug>/languages/<language>  draft-improvements
POST     /staff/you-said-we-did/change/<slug>/review                draft-improvements
POST     /staff/you-said-we-did/change/<slug>/publish               publish-improvements
POST     /staff/you-said-we-did/change/<slug>/send-back             publish-improvements
GET      /admin/                                                    member
GET      /admin/audit                                               see-audit
GET POST /admin/organisation                                        manage-organisation
POST     /admin/organisation/logo/remove                            manage-organisation
GET      /admin/places/                                             manage-organisation
GET POST /admin/places/<slug>                                       manage-organisation
POST     /admin/places/<slug>/sensitive                             manage-organisation
GET POST /admin/places/new                                          manage-organisation
GET      /admin/colleagues/                                         manage-staff
GET POST /admin/colleagues/<int(max=2147483647):staff_id>           manage-staff
POST     /admin/colleagues/<int(max=2147483647):staff_id>/deactivate        manage-staff
POST     /admin/colleagues/<int(max=2147483647):staff_id>/reactivate        manage-staff
POST     /admin/colleagues/<int(max=2147483647):staff_id>/reset             manage-staff
POST     /admin/colleagues/<int(max=2147483647):staff_id>/reset-second-step manage-staff
GET POST /admin/colleagues/new                                      manage-staff
"""
#: Views of Flask-Security that we have no use for: there is nothing behind them, for anybody.
NOTHING_BEHIND = ("/staff/second-step-choice", "/staff/second-step-help")
#: What leaves nothing behind for the next one who asks.
GONE = (
    "/set-aside",
    "/<int(max=2147483647):reference_id>/remove",
    "/<int(max=2147483647):upload_id>/remove",
    ":campaign_id>/delete",
)
#: The rows that an address can name, in this organisation, in another one, and nowhere.
OWN, OTHER, ABSENT = "own", "other", "absent"


@dataclass(frozen=True)
class Route:
    """One method of one address."""

    method: str
    rule: str
    access: str

    def may(self, role: Role) -> bool:
        """Whether the table lets a role in."""
        return self.access in ("public", "member") or Permission(self.access) in PERMISSIONS[role]


def _routes() -> list[Route]:
    lines = [line.split() for line in TABLE.strip().splitlines()]
    return [Route(method, line[-2], line[-1]) for line in lines for method in line[:-2]]


ROUTES = _routes()
FOR_STAFF = [route for route in ROUTES if route.access != "public"]
WITH_A_ROW = [route for route in FOR_STAFF if "<" in route.rule and "<token>" not in route.rule]


_KINDS = (
    "/adopt",
    "/comments/<string",
    "/comments",
    "/change",
    "/links",
    "/placements",
    "/places",
    "/colleagues",
    "/doubtful",
    "/reference",
    "/texts",
)


@dataclass(frozen=True)
class World:
    """Two organisations with a row of every kind in each, and a member of each role in the first."""

    app: Flask
    names: dict[str, dict[str, str]]

    def address(self, rule: str, whose: str = OWN) -> str:
        """An address with the name of a row put in; which kind of row, the first words of the rule say."""
        kind = next(one for one in (*_KINDS, "") if one in rule)
        rule = rule.replace("<int(max=2147483647):run_id>", self.names[whose]["/publishing"])
        rule = rule.replace("<int(max=2147483647):upload_id>", self.names[whose]["/upload"])
        # What a translator takes back on the way, nobody can be asked in any more.
        language = "en" if "/answers/" in rule else "ur"
        filled = (
            rule.replace("<language>", language)
            .replace("<token>", "nothing")
            .replace("<format>", "json")
            .replace("<key>", "help-to-decide")
            .replace("<item>", "help-to-decide")
        )
        filled = filled.replace("<place>", "ward-7" if whose == OWN else self.names[whose]["/places"])
        return re.sub(r"<[^>]+>", self.names[whose][kind], filled)

    def browser(self, role: Role) -> Browser:
        """Somebody of a role, signed in."""
        browser = Browser(self.app)
        browser.sign_in(f"{role.value}@oakfield.example.org")
        assert browser.signed_in
        return browser


def _rows_of(database: Database, organisation_id: int, slug: str, author: int, name: str) -> dict[str, str]:
    """A survey, its link, a snapshot, a change and a place; returns what addresses call them."""
    opened = open_survey(database, organisation_id, slug, signed=("ur",))
    with database.transaction(organisation_id) as session:
        survey = session.get_one(Survey, opened.survey_id)
        snapshot = snapshots.publish(session, survey, ["age-band"], by=BY, today=TODAY)
        ward = places.by_slug(session, "ward-7")
        extra = places.add(session, f"Corner of {name}", slug=f"corner-{name}", by=BY)
        assert ward is not None
        change = Improvement(
            organisation_id=organisation_id, slug=f"change-{name}", survey_id=survey.id, place_id=ward.id,
            title="Change", said="Said", did="Did", status="done", item_key="role", snapshot_id=snapshot.id,
            state="draft", drafted_by=author, updated_at=NOW, figure={"item": "role", "option": "patient",
            "group": None, "value": None, "count": 30, "percent": 50, "low": 40, "high": 60, "base": 60, "snapshot": 1},
        )  # fmt: skip
        session.add(change)
        sheet = DoubtfulSheet(
            organisation_id=organisation_id, survey_id=survey.id, revision_id=survey.current_revision_id,
            place_id=ward.id, number="12", language="ur", answered_on=TODAY, form=[["role", "patient"]],
            doubts=[["almost-empty", []]], keyed_by=author, keyed_on=TODAY,
        )  # fmt: skip
        session.add(sheet)
        run = Publication(
            organisation_id=organisation_id, survey_id=survey.id, groups=["age-band"], state="done", started_by=BY,
            started_at=NOW, beat_at=NOW, finished_at=NOW,
        )  # fmt: skip
        session.add(run)
        session.flush()
        population = reference_populations.keep(
            session, reference_populations.groups(session)["sex"], Numbers({"female": 5, "male": 5}),
            Description("People", "A list"), place=None, by=BY, today=TODAY,
        )  # fmt: skip
        campaign = drafted(session, opened, ["en"])
        upload = invented_campaigns.upload(session, campaign, "mobile\n07700 900001")
        answer(session, opened, "a page", one_thing_better={"text": "Quieter nights", "share": True})
        enrolments.catch_up(session, today=TODAY)
        [read] = reviews.page(session, Reader(0, False), Wanted(Show.ALL), start=0, number=1, today=TODAY)
        content = f"{organisation_id}/{read.comment.response_id}/{read.comment.item_key}"
        quote = sealing.seal(SECRET_KEY, quoting.PURPOSE, content.encode())
        place = sealing.seal(SECRET_KEY, queue.PURPOSE, f"{organisation_id}/{read.review.id}".encode())
        return {"": slug, "/change": change.slug, "/links": opened.code, "/placements": opened.code,
                "/places": extra.slug, "/doubtful": str(sheet.id), "/comments": quote, "/comments/<string": place,
                "/publishing": str(run.id), "/texts": str(campaign.id), "/upload": str(upload.id),
                "/reference": str(population.id)}  # fmt: skip


@pytest.fixture
def world(
    app: Flask, database: Database, organisation: Organisation, elsewhere: int, account: Account
) -> World:
    """Everything that an address can lead to, twice."""
    for role in Role:
        place = "Ward 7" if role is Role.WARD_LEAD else ""
        account(f"{role.value}@oakfield.example.org", role, place=place)
    spare = account("spare@oakfield.example.org", Role.STAFF)
    stranger = account("stranger@elsewhere.example.org", organisation_id=elsewhere)
    own = _rows_of(database, organisation.id, "my-care", spare, "oakfield")
    other = _rows_of(database, elsewhere, "being-heard", stranger, "elsewhere")
    return World(app, {
        OWN: {**own, "/colleagues": str(spare), "/adopt": "carers"},
        OTHER: {**other, "/colleagues": str(stranger), "/adopt": "no-such-survey"},
        ABSENT: {"": "no-such-survey", "/change": "no-such-change", "/links": "ZZZZZZZZZ",
                 "/placements": "ZZZZZZZZZ", "/places": "no-such-place",
                 "/comments": "no-such-comment", "/comments/<string": "no-such-comment-" * 4,
                 "/colleagues": "999999", "/doubtful": "999999", "/publishing": "999999", "/reference": "999999",
                 "/texts": "999999", "/upload": "999999",
                 "/adopt": "no-such-survey"},
    })  # fmt: skip


def ask(browser: Browser, route: Route, address: str) -> TestResponse:
    """The request of a route, with the token of a page that is open."""
    return browser.get(address) if route.method == "GET" else browser.post(address)


def to_sign_in(answer: TestResponse) -> bool:
    """Whether somebody is sent to sign in first."""
    return answer.status_code in (302, 303) and "/staff/sign-in" in str(answer.location)


def test_every_route_says_who_may_open_it_and_it_is_who_this_table_says(app: Flask) -> None:
    found, silent = set(), []
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", None)
        if access is None:
            silent.append(rule.rule)
            continue
        who = "public" if access.public else access.permission.value if access.permission else "member"
        found |= {Route(method, rule.rule, who) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    assert silent == []
    assert found - set(ROUTES) == set(), "new routes: write them into the table"
    assert set(ROUTES) - found == set(), "routes of the table that are gone"


def test_each_role_opens_what_it_may_and_finds_nothing_at_the_rest(world: World) -> None:
    wrong = []
    for role in Role:
        browser = world.browser(role)
        for route in FOR_STAFF:
            # Whoever sets a sheet aside, or takes a population away, leaves nothing there for the next role.
            gone = route.rule.endswith(GONE) and route.may(role)
            if route.rule == "/staff/sign-out" or gone:
                continue
            answer = ask(browser, route, world.address(route.rule))
            let_in = answer.status_code not in (401, 403, 404, 405, 500) and not to_sign_in(answer)
            if let_in != route.may(role) or (not let_in and answer.status_code != 404):
                wrong.append(f"{role}: {route.method} {route.rule}: {answer.status}")
        if role is Role.ADMINISTRATOR:
            aside = world.address("/staff/answers/doubtful/<sheet_id>/set-aside")
            assert browser.post(aside).status_code == 303
            away = world.address("/staff/reference/<reference_id>/remove")
            assert browser.post(away).status_code == 303
            back = world.address("/staff/texts/<campaign_id>/contacts/<int(max=2147483647):upload_id>/remove")
            assert browser.post(back).status_code == 303
            draft = world.address("/staff/texts/<campaign_id>/delete")
            assert browser.post(draft).location == "/staff/texts/"
        assert to_sign_in(browser.post("/staff/sign-out"))
    assert wrong == []


def test_whoever_is_not_signed_in_is_sent_to_sign_in_from_every_staff_page(world: World) -> None:
    browser, wrong = Browser(world.app), []
    browser.get("/staff/sign-in")
    for route in FOR_STAFF:
        if not to_sign_in(ask(browser, route, world.address(route.rule))):
            wrong.append(f"{route.method} {route.rule}")
    assert wrong == []


def test_the_row_of_another_organisation_is_as_absent_as_one_that_never_was(world: World) -> None:
    browsers: dict[Role, Browser] = {}
    wrong = []
    for route in WITH_A_ROW:
        role = next(one for one in Role if route.may(one) and one is not Role.WARD_LEAD)
        browser = browsers.setdefault(role, world.browser(role)) if role not in browsers else browsers[role]
        other = ask(browser, route, world.address(route.rule, OTHER))
        absent = ask(browser, route, world.address(route.rule, ABSENT))
        if (other.status_code, absent.status_code) != (404, 404) or other.data != absent.data:
            wrong.append(f"{route.method} {route.rule}: {other.status}, {absent.status}")
    assert wrong == []


def test_a_public_address_never_mixes_two_organisations(world: World, client: FlaskClient) -> None:
    own, other = world.names[OWN], world.names[OTHER]
    assert client.get(f"/results/oakfield/{own['']}").status_code == 200
    for mixed, absent in (
        (f"/results/oakfield/{other['']}", "/results/oakfield/no-such-survey"),
        (f"/you-said-we-did/oakfield/{other['/change']}", "/you-said-we-did/oakfield/no-such-change"),
    ):
        pages = [client.get(address) for address in (mixed, absent)]
        assert [page.status_code for page in pages] == [404, 404]
        assert pages[0].data == pages[1].data


def test_a_form_without_its_token_changes_nothing(world: World) -> None:
    browsers = {
        role: world.browser(role) for role in (Role.ADMINISTRATOR, Role.TRANSLATOR, Role.SAFEGUARDING_LEAD)
    }
    wrong = []
    for route in FOR_STAFF:
        if route.method != "POST":
            continue
        role = next(one for one in browsers if route.may(one))
        browser = browsers[role]
        forged = browser.client.post(world.address(route.rule), data={"email": "x", "csrf_token": "made-up"})
        if forged.status_code != 400:
            wrong.append(f"{route.rule}: {forged.status}")
        elsewhere = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
        if browser.post(world.address(route.rule), headers=elsewhere).status_code != 403:
            wrong.append(f"{route.rule}: from another site")
    assert wrong == []
    assert all(browser.signed_in for browser in browsers.values())


def test_a_method_that_a_route_does_not_know_is_refused(world: World) -> None:
    browser, wrong = world.browser(Role.ADMINISTRATOR), []
    known = {
        rule: {route.method for route in ROUTES if route.rule == rule} for rule in {r.rule for r in ROUTES}
    }
    for rule, methods in known.items():
        for method in {"POST", "PUT", "PATCH", "DELETE"} - methods:
            headers = {"X-CSRFToken": browser.token}
            answer = browser.client.open(world.address(rule), method=method, headers=headers)
            if answer.status_code != 405:
                wrong.append(f"{method} {rule}: {answer.status}")
    assert wrong == []


def test_what_we_have_no_use_for_has_nothing_behind_it(world: World) -> None:
    browser = world.browser(Role.ADMINISTRATOR)
    for address in NOTHING_BEHIND:
        assert browser.get(address).status_code == 404
        assert browser.post(address).status_code == 404


def test_a_ward_lead_finds_nothing_beyond_their_own_place(
    world: World, database: Database, organisation: Organisation
) -> None:
    with database.transaction(organisation.id) as session:
        survey, yard = surveys.find(session, "my-care"), places.by_slug(session, "corner-oakfield")
        change = improvements.find(session, "change-oakfield")
        assert survey and yard and change
        link = collector_links.make(session, survey, yard, channel=Channel.QR, label="", by=BY, today=TODAY)
        code, change.place_id = link.code, yard.id
    lead = world.browser(Role.WARD_LEAD)
    theirs = [world.address("/staff/links/<code>"), "/staff/results/my-care?place=ward-7"]
    beyond = [f"/staff/links/{code}", f"/staff/links/{code}/paper", f"/staff/links/{code}/paper/en.pdf",
              f"/staff/links/{code}/print", f"/staff/links/{code}/print.pdf",
              "/staff/results/my-care?place=corner-oakfield",
              "/staff/results/my-care/table.csv?place=corner-oakfield", "/staff/you-said-we-did/change/change-oakfield",
              "/staff/you-said-we-did/change/change-oakfield/edit"]  # fmt: skip
    assert [lead.get(address).status_code for address in theirs] == [200, 200]
    assert {lead.get(address).data for address in beyond} == {lead.get("/staff/links/ZZZZZZZZZ").data}
    assert code not in lead.get("/staff/links/").text
    refused = lead.post("/staff/links/new", survey="my-care", place="corner-oakfield", channel="qr")
    assert refused.status_code == 400
    assert lead.post(f"/staff/links/{code}/revoke").status_code == 404
