"""The queue that wakes workers: huey over a SQLite file, PostgreSQL or Redis, whichever the settings name.

It is only a bell. Huey hands out a task at most once and loses it with a killed worker; what must not be lost stands
in the outbox. Tasks are signed JSON: whoever can write to the queue and has no key can have nothing run.
"""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from feedback import sparing

if TYPE_CHECKING:
    from huey import Huey

    from feedback.config import Config

NAME = "feedback"
#: How long a page waits for a queue on another machine, in seconds; the sweep finds what nobody was woken for.
PATIENCE = 2


class Forged(ValueError):
    """A task that was not signed with the key of this installation, or holds more than plain data."""


class SignedJson:
    """What huey stores: JSON and its HMAC-SHA256, and nothing that could be a program (pickle can)."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"tasks of the queue", "sha256")

    def serialize(self, data: Any) -> bytes:
        """A message of huey's, or a plain value; raises TypeError for anything else."""
        body = json.dumps(data, ensure_ascii=False).encode()
        return hmac.new(self._key, body, "sha256").hexdigest().encode() + body

    def deserialize(self, data: bytes) -> Any:
        """The same again; raises Forged."""
        from huey.registry import Message

        signature, body = bytes(data[:64]), bytes(data[64:])
        if not hmac.compare_digest(hmac.new(self._key, body, "sha256").hexdigest().encode(), signature):
            raise Forged("a task in the queue carries no signature of this installation")
        found = json.loads(body)
        # A named tuple is a list in JSON; of all that is stored only a message is a list of so many.
        if not isinstance(found, list) or len(found) != len(Message._fields):
            return found
        message = Message(*found)
        return message._replace(args=tuple(message.args or ()))


def make(config: Config) -> Huey:
    """The queue of the settings; of a file of its own in the instance folder where they name none."""
    url = config.queue_url or f"sqlite:///{config.instance / 'queue.sqlite'}"
    scheme = urlsplit(url).scheme.partition("+")[0]
    shared: dict[str, Any] = {"results": False, "serializer": SignedJson(config.secret_key)}
    # Huey imports the client of Redis wherever it finds one, which costs each web process 18 MB for nothing.
    with sparing.without(*(() if scheme.startswith("redis") else ("redis",))):
        import huey
    if scheme == "sqlite":
        path = url.partition(":///")[2]
        # What wakes a worker may be lost with the power; the outbox knows what waits.
        return huey.SqliteHuey(NAME, filename=path, cache_mb=1, timeout=PATIENCE, fsync=False, **shared)
    if scheme == "postgresql":
        plain = url.replace(urlsplit(url).scheme, "postgresql", 1)
        return huey.PostgresHuey(NAME, dsn=plain, connect_timeout=PATIENCE, **shared)
    import redis
    from huey import storage

    # Where this process had another kind of queue before, huey was told that there is no client of Redis.
    storage.Redis = storage.RedisStorage.redis_client = redis.Redis
    storage.ConnectionError, storage.TimeoutError = redis.ConnectionError, redis.TimeoutError
    # A worker waits a second for a task, so an answer may take longer than that.
    pool = redis.ConnectionPool.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE + 3)
    return huey.RedisHuey(NAME, connection_pool=pool, **shared)
