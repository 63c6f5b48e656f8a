"""The only reader of the environment: every setting, its default, and what production insists on."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

#: An address of e-mail as a mail server takes it without asking for more than it may know.
_AN_ADDRESS = re.compile(r"[!-;=?A-~]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class BadSetting(RuntimeError):
    """A setting that is missing or cannot be used; the message says what to set."""


@dataclass(frozen=True)
class Keys:
    """The keys of an installation: `secret` seals what may be lost; `hashing` must never be, promises hang on it."""

    secret: str = field(repr=False)
    hashing: bytes = field(repr=False)


@dataclass(frozen=True)
class Sms:
    """How texts leave. `record` keeps them in the database and sends nothing: the demonstration and tests."""

    provider: str = "record"
    account_sid: str = ""
    auth_token: str = field(default="", repr=False)
    #: A number (+44...), a messaging service (MG...) or a name of up to 11 letters.
    sender: str = ""
    #: Another base for the provider's REST API.
    api_url: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Config:
    """What the environment decides. `production` is `make serve`: no demonstration, https only.

    What holds a secret, or may, is left out where the whole is written down, as an error or a log may do.
    """

    instance: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    base_url: str | None
    trusted_proxies: int
    production: bool
    port: int = 8000
    #: Where jobs wait (sqlite, postgresql or redis); None is a file of its own in the instance folder.
    queue_url: str | None = field(default=None, repr=False)
    #: What texts are counted and remembered by; kept in the instance folder and in every backup.
    hash_key: bytes = field(default=b"", repr=False)
    sms: Sms = Sms()
    smtp_url: str | None = field(default=None, repr=False)
    #: Whether the server starts a worker of its own; elsewhere `flask jobs run` is.
    worker_beside: bool = True

    @property
    def keys(self) -> Keys:
        """What seals rows and addresses, and what hashes numbers."""
        return Keys(self.secret_key, self.hash_key)

    @property
    def frames(self) -> Path:
        """Where reports keep columns of answers; nothing is lost when it is deleted."""
        return self.instance / "frames"

    @property
    def hosts(self) -> list[str] | None:
        """The host names requests may carry; None leaves loopback names only."""
        host = urlsplit(self.base_url).hostname if self.base_url else None
        return [host] if host else None


def _secret_key(environment: Mapping[str, str], instance: Path, production: bool) -> str:
    given = environment.get("FEEDBACK_SECRET_KEY", "")
    if given:
        if len(given) < 32:
            raise BadSetting("FEEDBACK_SECRET_KEY is too short: give at least 32 random characters")
        return given
    if production:
        raise BadSetting(
            "FEEDBACK_SECRET_KEY is not set: give at least 32 random characters and keep them safe"
        )
    return _kept_key(instance, "secret-key")


def _kept_key(instance: Path, name: str) -> str:
    """A key of the instance folder, made at random where there is none yet."""
    kept = instance / name
    if not kept.exists():
        # Written elsewhere and moved into place, so that two workers starting together agree on one key.
        fresh = instance / f"{name}.{secrets.token_hex(4)}"
        fresh.write_text(secrets.token_urlsafe(48))
        fresh.chmod(0o600)
        try:
            os.link(fresh, kept)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return kept.read_text().strip()


def _keeps_secrets(url: str) -> bool:
    """Whether what is sent to an address can be read by nobody on the way."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and here))


def _sms(environment: Mapping[str, str]) -> Sms:
    sid, token = (environment.get(f"FEEDBACK_TWILIO_{name}", "") for name in ("ACCOUNT_SID", "AUTH_TOKEN"))
    sender = environment.get("FEEDBACK_TWILIO_FROM", "")
    provider = environment.get("FEEDBACK_SMS", "") or ("twilio" if sid else "record")
    if provider not in ("twilio", "record"):
        raise BadSetting("FEEDBACK_SMS must be twilio, or record to keep texts and send none")
    missing = [
        f"FEEDBACK_TWILIO_{name}"
        for name, value in (("ACCOUNT_SID", sid), ("AUTH_TOKEN", token), ("FROM", sender))
        if provider == "twilio" and not value
    ]
    if missing:
        raise BadSetting(f"texts are to be sent by Twilio, and {' and '.join(missing)} is not set")
    api_url = environment.get("FEEDBACK_TWILIO_API_URL", "").rstrip("/") or None
    if api_url and not _keeps_secrets(api_url):
        raise BadSetting(
            "FEEDBACK_TWILIO_API_URL must begin with https://, or be on this machine: our token and everybody's "
            "number go there"
        )
    return Sms(provider, sid, token, sender, api_url)


def _queue_url(environment: Mapping[str, str]) -> str | None:
    url = environment.get("FEEDBACK_QUEUE_URL", "") or None
    if url and urlsplit(url).scheme.partition("+")[0] not in ("sqlite", "postgresql", "redis", "rediss"):
        raise BadSetting("FEEDBACK_QUEUE_URL must begin with sqlite:///, postgresql:// or redis://")
    return url


def _worker_beside(environment: Mapping[str, str]) -> bool:
    where = environment.get("FEEDBACK_WORKER", "") or "beside"
    if where not in ("beside", "elsewhere"):
        raise BadSetting(
            "FEEDBACK_WORKER must be beside, or elsewhere where `flask jobs run` is started apart"
        )
    return where == "beside"


def _smtp_url(environment: Mapping[str, str]) -> str | None:
    url = environment.get("FEEDBACK_SMTP_URL", "").strip() or None
    wrong = _wrong_with_smtp(url) if url else ""
    if wrong:
        # The address is not repeated: it holds a password.
        raise BadSetting(f"FEEDBACK_SMTP_URL {wrong}")
    return url


_AN_SMTP_URL = "smtp://name:password@mail.example.nhs.uk:587?from=Feedback%20%3Cfeedback@example.nhs.uk%3E"


def _wrong_with_smtp(url: str) -> str:
    """What has to be mended in the address of a mail server; empty where it can be used."""
    parts = urlsplit(url)
    try:
        port_is_right = parts.port != 0
    except ValueError:
        port_is_right = False
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        return f"must be an address such as {_AN_SMTP_URL}"
    if not port_is_right or parts.path not in ("", "/") or parts.fragment:
        return (
            "cannot be read: its port must be a number, and in a name or password these signs are written otherwise: "
            "/ as %2F, ? as %3F, # as %23, @ as %40, : as %3A, % as %25"
        )
    if bool(parts.username) != bool(parts.password):
        return "holds a name or a password alone: a mail server wants both or neither"
    if not unquote(f"{parts.username}{parts.password}").isascii():
        return "cannot be used: mail servers know names and passwords of plain letters and signs only"
    # Who an e-mail is from stands beside the server that sends it for them: the one is nothing without the other.
    given = parse_qs(parts.query).get("from", [""])[0]
    if not given.isprintable() or not _AN_ADDRESS.fullmatch(parseaddr(given)[1]):
        return (
            "does not say who e-mails are from: put ?from= and the address behind it (+ as %2B, & as %26), such as "
            f"{_AN_SMTP_URL}"
        )
    return ""


def read_config(environment: Mapping[str, str] | None = None, *, production: bool = False) -> Config:
    """The settings of this process; makes the instance folder. Raises BadSetting, naming what to set."""
    env = os.environ if environment is None else environment
    instance = Path(env.get("FEEDBACK_INSTANCE", "") or Path(__file__).parent.parent / "instance").resolve()
    instance.mkdir(parents=True, exist_ok=True)
    base_url = env.get("FEEDBACK_BASE_URL", "").rstrip("/") or None
    if base_url and (urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname):
        raise BadSetting("FEEDBACK_BASE_URL must be an address such as https://feedback.example.nhs.uk")
    if production and not (base_url or "").startswith("https://"):
        raise BadSetting(
            "FEEDBACK_BASE_URL is not set to an https address: it is what QR codes and links carry"
        )
    proxies = env.get("FEEDBACK_TRUSTED_PROXIES", "0") or "0"
    if not proxies.isdecimal():
        raise BadSetting("FEEDBACK_TRUSTED_PROXIES must be a whole number, such as 1")
    return Config(
        instance=instance,
        database_url=env.get("FEEDBACK_DATABASE_URL", "") or f"sqlite:///{instance / 'feedback.sqlite'}",
        secret_key=_secret_key(env, instance, production),
        base_url=base_url,
        trusted_proxies=int(proxies),
        production=production,
        port=int(env["PORT"]) if env.get("PORT", "").isdecimal() else 8000,
        queue_url=_queue_url(env),
        hash_key=_kept_key(instance, "hash-key").encode(),
        sms=_sms(env),
        smtp_url=_smtp_url(env),
        worker_beside=_worker_beside(env),
    )
