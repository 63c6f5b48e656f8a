"""The only reader of the environment: every setting, its default, and what production insists on."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class BadSetting(RuntimeError):
    """A setting that is missing or cannot be used; the message says what to set."""


@dataclass(frozen=True)
class Config:
    """What the environment decides. `production` is `make serve`: no demonstration, https only."""

    instance: Path
    database_url: str
    secret_key: str
    base_url: str | None
    trusted_proxies: int
    production: bool
    port: int = 8000

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
    kept = instance / "secret-key"
    if not kept.exists():
        # Written elsewhere and moved into place, so that two workers starting together agree on one key.
        fresh = instance / f"secret-key.{secrets.token_hex(4)}"
        fresh.write_text(secrets.token_urlsafe(48))
        fresh.chmod(0o600)
        try:
            os.link(fresh, kept)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return kept.read_text().strip()


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
    )
