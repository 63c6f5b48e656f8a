"""The first day of a real organisation: from nothing, in production, to the first code on a wall that opens."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zxingcpp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from passlib.totp import TOTP
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.journeys.browsing import Phone, phone
from tests.journeys.conftest import FLAGS, Served
from tests.journeys.staff import PASSWORD, sign_in, with_password
from tests.soak.serving import Instance

pytestmark = pytest.mark.browser

EMAIL = "first@oakfield.example.org"
NAME = "Oakfield Community Trust (invented)"


class Production(Served):
    """`make serve` with a certificate in place of the web server that stands in front of it."""

    scheme, host = "https", "localhost"

    def __init__(self, instance: Instance, certificate: tuple[Path, Path]) -> None:
        key, chain = certificate
        flags = (*FLAGS, "--keyfile", str(key), "--certfile", str(chain))
        secret = {"FEEDBACK_SECRET_KEY": "for this journey only, and as long as a real one"}
        super().__init__("wsgi:production()", {**instance.environment, **secret}, flags=flags)
        self._environment["FEEDBACK_BASE_URL"] = self.address


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate for this machine, good for a day."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    paths = folder / "key.pem", folder / "certificate.pem"
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    paths[0].write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    paths[1].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return paths


@dataclass(frozen=True)
class FirstDay:
    """An administrator at their phone, and the address of the service."""

    phone: Phone
    address: str

    def press(self, name: str) -> None:
        """Presses a button, waits for the page after it, and asks axe about that page."""
        self.phone.follow(self.phone.page.get_by_role("button", name=name, exact=True))
        assert self.phone.axe_finds() == []

    def take(self, step: str) -> None:
        """From the home page to the step that is marked as next."""
        self.phone.open(f"{self.address}/staff/")
        following = self.phone.page.locator(".steps [aria-current=step]")
        expect(following).to_contain_text(step)
        self.phone.follow(following.locator("a"))
        assert self.phone.axe_finds() == []

    def told(self, words: str) -> None:
        """Whether the page says that it worked."""
        expect(self.phone.page.get_by_role("status").first).to_contain_text(words)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Production]:
    """An installation with one organisation, one administrator, and nothing else."""
    instance = Instance(tmp_path, f"sqlite:///{tmp_path / 'feedback.sqlite'}", "")
    instance.flask("db", "upgrade")
    instance.flask("organisation", "add", "oakfield", "Oakfield")
    with_password(instance, "staff", "add", EMAIL, "--organisation", "oakfield", "--role", "administrator")
    server = Production(instance, self_signed(tmp_path))
    server.start()
    yield server
    server.stop()


def test_an_empty_organisation_comes_to_its_first_printed_code_in_a_day(
    chromium: Browser, service: Production
) -> None:
    with phone(chromium) as held:
        day = FirstDay(held, service.address)
        sign_in_with_a_second_step(day)
        say_who_you_are(day)
        add_a_place(day)
        open_a_survey(day)
        code = make_a_link(day)
        printed = scan_the_poster(day)
        assert printed == f"{service.address}/s/{code}".upper()
        day.phone.open(f"{service.address}/staff/")
        expect(day.phone.page.get_by_text("First steps")).to_have_count(0)
        assert day.phone.axe_finds() == []
    with phone(chromium, language="ur") as patient:
        patient.open(printed)
        expect(patient.page.locator("h1#title")).to_have_text("Your care")
        expect(patient.page.locator("button.language")).to_have_text(["English", "Easy Read"])
        expect(patient.page.locator("header .who")).to_have_text(NAME)
        assert patient.axe_finds() == []
        assert patient.context.cookies() == []


def sign_in_with_a_second_step(day: FirstDay) -> None:
    """In production nobody comes in without one: the page shows a key, a phone makes six digits of it."""
    page = day.phone.page
    sign_in(page, day.address, EMAIL, PASSWORD, lands="/staff/second-step")
    assert day.phone.axe_finds() == []
    day.phone.open(f"{day.address}/staff/surveys/")
    assert "/staff/sign-in" in page.url, "half signed in is not signed in"
    sign_in(page, day.address, EMAIL, PASSWORD, lands="/staff/second-step")
    day.press("Set up my phone")
    key = page.locator("strong.address").inner_text()
    [read] = zxingcpp.read_barcodes(picture(day, "img[src^='data:']"))
    assert key.replace("-", "") in read.text
    page.get_by_label("Six digits").fill(TOTP(key=key).generate(int(time.time())).token)
    day.press("Check the code")
    cookie = next(one for one in day.phone.context.cookies() if one["name"] == "staff")
    assert cookie["secure"] and cookie["httpOnly"]


def picture(day: FirstDay, selector: str) -> Image.Image:
    """What a camera held before the screen sees."""
    return Image.open(io.BytesIO(day.phone.page.locator(selector).screenshot())).convert("L")


def say_who_you_are(day: FirstDay) -> None:
    """Name, colour, help number, privacy contact."""
    day.take("Say who you are")
    for label, words in (("Name", NAME), ("Colour", "#ffcc00"), ("Help number", "01632 960 002"),
                         ("Privacy contact", "privacy@oakfield.example.org")):  # fmt: skip
        day.phone.page.get_by_label(label, exact=True).fill(words)
    day.press("Save")
    day.told("Saved.")


def add_a_place(day: FirstDay) -> None:
    """A ward."""
    day.take("Add a place")
    day.phone.page.get_by_label("Name", exact=True).fill("Willow Ward")
    day.press("Add the place")
    day.told("Willow Ward is added.")


def open_a_survey(day: FirstDay) -> None:
    """A shipped survey, taken with the short block as it is offered."""
    day.take("Choose a survey and publish it")
    day.phone.follow(day.phone.page.locator('a[href="/staff/surveys/adopt/my-care"]'))
    assert day.phone.axe_finds() == []
    day.press("Make the draft")
    day.press("Publish this survey")
    day.told("It is open.")


def make_a_link(day: FirstDay) -> str:
    """A link for the only place there is; returns its code."""
    day.take("Make a link and print its QR code")
    day.phone.follow(day.phone.page.get_by_role("main").get_by_role("link", name="Make a link").first)
    assert day.phone.axe_finds() == []
    day.phone.page.get_by_label("Survey", exact=True).select_option("my-care")
    day.phone.page.get_by_label("Where exactly?").fill("By the door")
    day.press("Make the link")
    return day.phone.page.url.split("/")[-2]


def scan_the_poster(day: FirstDay) -> str:
    """What a phone reads from the finished poster, which is there as soon as its link is made."""
    assert day.phone.axe_finds() == []
    expect(day.phone.page.get_by_role("button", name="Download the PDF")).to_be_visible()
    [found] = zxingcpp.read_barcodes(picture(day, "img[src^='data:']"))
    return found.text
