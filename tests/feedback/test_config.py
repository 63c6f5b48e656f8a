"""Promise of the settings: one reader of the environment, safe by itself, and clear about what is missing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from feedback.config import BadSetting, Config, read_config

KEY = "k" * 32


def read(tmp_path: Path, *, production: bool = False, **environment: str) -> Config:
    return read_config(
        {"FEEDBACK_INSTANCE": str(tmp_path / "instance"), **environment}, production=production
    )


def test_without_any_setting_everything_is_in_the_instance_folder(tmp_path: Path) -> None:
    config = read(tmp_path)
    folder = tmp_path / "instance"
    assert config.instance == folder and folder.is_dir()
    assert config.database_url == f"sqlite:///{folder / 'feedback.sqlite'}"
    assert (config.base_url, config.trusted_proxies, config.production, config.hosts) == (
        None,
        0,
        False,
        None,
    )


def test_the_secret_key_is_made_once_and_kept_where_only_its_owner_reads(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    kept = tmp_path / "instance" / "secret-key"
    assert first.secret_key == second.secret_key == kept.read_text() and len(first.secret_key) >= 48
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert sorted(path.name for path in kept.parent.iterdir()) == ["hash-key", "secret-key"]


def test_two_installations_have_two_keys(tmp_path: Path) -> None:
    assert read(tmp_path / "a").secret_key != read(tmp_path / "b").secret_key


@pytest.mark.parametrize(
    ("environment", "named"),
    [({}, "FEEDBACK_BASE_URL"), ({"FEEDBACK_BASE_URL": "http://a.example"}, "FEEDBACK_BASE_URL"),
     ({"FEEDBACK_BASE_URL": "https://a.example"}, "FEEDBACK_SECRET_KEY"),
     ({"FEEDBACK_BASE_URL": "https://a.example", "FEEDBACK_SECRET_KEY": "short"}, "FEEDBACK_SECRET_KEY"),
     ({"FEEDBACK_SECRET_KEY": KEY}, "FEEDBACK_BASE_URL")],
)  # fmt: skip
def test_real_use_refuses_to_start_and_says_what_to_set(
    tmp_path: Path, environment: dict[str, str], named: str
) -> None:
    with pytest.raises(BadSetting, match=named):
        read(tmp_path, production=True, **environment)


def test_real_use_starts_with_an_https_address_and_a_key(tmp_path: Path) -> None:
    environment = {"FEEDBACK_BASE_URL": "https://a.example/", "FEEDBACK_SECRET_KEY": KEY}
    config = read(tmp_path, production=True, **environment)
    assert (config.base_url, config.hosts, config.production) == ("https://a.example", ["a.example"], True)
    assert not (tmp_path / "instance" / "secret-key").exists()


@pytest.mark.parametrize(
    "address", ["feedback.example", "ftp://a.example", "https://", "javascript:alert(1)"]
)
def test_an_address_that_is_none_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(BadSetting, match="FEEDBACK_BASE_URL"):
        read(tmp_path, FEEDBACK_BASE_URL=address)


@pytest.mark.parametrize(("given", "number"), [("", 0), ("0", 0), ("2", 2)])
def test_proxies_are_a_number(tmp_path: Path, given: str, number: int) -> None:
    assert read(tmp_path, FEEDBACK_TRUSTED_PROXIES=given).trusted_proxies == number


@pytest.mark.parametrize("given", ["-1", "one", "1.5", "*", "²"])
def test_proxies_that_are_no_number_are_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(BadSetting, match="FEEDBACK_TRUSTED_PROXIES"):
        read(tmp_path, FEEDBACK_TRUSTED_PROXIES=given)


def test_a_database_of_its_own_is_taken_as_given(tmp_path: Path) -> None:
    assert read(tmp_path, FEEDBACK_DATABASE_URL="postgresql:///x").database_url == "postgresql:///x"


def test_a_mail_server_says_who_its_emails_are_from(tmp_path: Path) -> None:
    url = "smtp://name:p%40ss@mail.example.nhs.uk:587"
    whole = f"{url}?from=Feedback%20%3Cfeedback@example.nhs.uk%3E"
    read = {"FEEDBACK_INSTANCE": str(tmp_path), "FEEDBACK_SMTP_URL": whole}
    assert read_config(read).smtp_url == whole


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("smtp://mail.uk:587", r"\?from="), ("smtp://mail.uk?from=nobody", r"\?from="),
        ("smtp://mail.uk?from=%C5%BC@b.uk", r"\?from="), ("smtp://mail.uk?from=a+b@b.uk", "%2B"),
        ("smtp://mail.uk?from=Said & Done <a@b.uk>", "%26"), ("smtp://mail.uk?from=a%0d%0aBcc:x@b.uk", r"\?from="),
        ("https://mail.example.nhs.uk", "smtp://name"), ("mail.uk:25", "smtp://name"),
        ("smtp://ß:x@mail.uk?from=a@b.uk", "plain letters"),
        ("smtp://name@mail.uk?from=a@b.uk", "both or neither"), ("smtp://:word@mail.uk?from=a@b.uk", "both or neither"),
        ("smtp://mail.uk:x?from=a@b.uk", "port"), ("smtp://mail.uk:99999?from=a@b.uk", "port"),
        # Signs of a password that end an address where they stand.
        ("smtp://n:pa/ss@mail.uk?from=a@b.uk", "%2F"), ("smtp://n:pa#ss@mail.uk?from=a@b.uk", "%23"),
        ("smtp://n:pa?ss@mail.uk?from=a@b.uk", "%3F"), ("smtp://n:25/ss@mail.uk?from=a@b.uk", "%2F"),
    ],
)  # fmt: skip
def test_an_address_of_a_mail_server_that_cannot_be_used_is_refused_at_the_start(
    tmp_path: Path, url: str, why: str
) -> None:
    """Not by a worker at night: and the password is not repeated."""
    with pytest.raises(BadSetting, match=why) as refused:
        read_config({"FEEDBACK_INSTANCE": str(tmp_path), "FEEDBACK_SMTP_URL": url})
    assert str(refused.value).startswith("FEEDBACK_SMTP_URL ") and "ss@" not in str(refused.value)


def test_a_server_starts_a_worker_beside_it_unless_told_that_they_are_elsewhere(tmp_path: Path) -> None:
    here = {"FEEDBACK_INSTANCE": str(tmp_path)}
    assert read_config(here).worker_beside
    assert not read_config(here | {"FEEDBACK_WORKER": "elsewhere"}).worker_beside
    with pytest.raises(BadSetting, match="FEEDBACK_WORKER"):
        read_config(here | {"FEEDBACK_WORKER": "nowhere"})


def test_settings_written_down_as_a_whole_tell_no_secret(tmp_path: Path) -> None:
    config = read(
        tmp_path, FEEDBACK_SECRET_KEY=KEY, FEEDBACK_DATABASE_URL="postgresql://feedback:hush@db/feedback",
        FEEDBACK_QUEUE_URL="redis://:hush@queue/0", FEEDBACK_TWILIO_ACCOUNT_SID="AC1",
        FEEDBACK_TWILIO_AUTH_TOKEN="hush", FEEDBACK_TWILIO_FROM="+447700900999",
        FEEDBACK_TWILIO_API_URL="https://name:hush@api.example.org",
        FEEDBACK_SMTP_URL="smtp://name:hush@mail.example.org?from=a@example.org",
    )  # fmt: skip
    told = f"{config!r} {config} {config.sms!r} {config.keys!r}"
    assert "hush" not in told and KEY not in told and config.hash_key.decode() not in told
    assert "+447700900999" in told


@pytest.mark.parametrize("setting", ["FEEDBACK_SMTP_URL", "FEEDBACK_QUEUE_URL", "FEEDBACK_BASE_URL"])
@pytest.mark.parametrize("given", ["hush://name:hush@host", "smtp://name:hush@", "name:hush@host"])
def test_a_setting_that_is_refused_is_not_repeated(tmp_path: Path, setting: str, given: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read(tmp_path, **{setting: given})
    assert "hush" not in str(refused.value) and setting in str(refused.value)


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("https://api.example.org", True), ("http://127.0.0.1:9100", True), ("http://localhost:9100/", True),
        ("http://[::1]:9100", True), ("http://api.example.org", False), ("http://127.0.0.1.example.org", False),
        ("ftp://127.0.0.1", False), ("api.example.org", False), ("https://", False), ("http://[", False),
        ("http://hush@api.example.org", False),
    ],
)  # fmt: skip
def test_nobody_on_the_way_reads_our_token_and_the_numbers(tmp_path: Path, address: str, fine: bool) -> None:
    if fine:
        assert read(tmp_path, FEEDBACK_TWILIO_API_URL=address).sms.api_url == address.rstrip("/")
        return
    with pytest.raises(BadSetting) as refused:
        read(tmp_path, FEEDBACK_TWILIO_API_URL=address)
    assert "FEEDBACK_TWILIO_API_URL" in str(refused.value) and "hush" not in str(refused.value)
