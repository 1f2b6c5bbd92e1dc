"""Sends what a Python program logs to a channel of logbrook: a handler of `logging`, and a processor of structlog.

    import logging
    from logbrook_handler import LogbrookHandler
    logging.basicConfig(level=logging.INFO, handlers=[LogbrookHandler("http://127.0.0.1:7474", "tasks/42")])
    logging.getLogger("worker").info("begun", extra={"step": 1})

    import structlog
    from logbrook_handler import LogbrookProcessor
    structlog.configure(processors=[
        structlog.stdlib.add_log_level, structlog.processors.format_exc_info,
        LogbrookProcessor("http://127.0.0.1:7474", "tasks/42"), structlog.dev.ConsoleRenderer(),
    ])
    structlog.get_logger(source="worker").info("begun", step=1)

It needs Python 3.8 and its standard library. Nothing that logs ever waits: a thread sends batches, each again and again until the
server has it, and under a key, so that none is written twice. While nothing gets through, some messages are held; further ones
are dropped, counted, and told of in the channel as soon as something gets through. At the end of the program what is held is sent.
"""

import atexit
import collections
import datetime
import json
import logging
import os
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

MOST_HELD = 10_000  # messages
MOST_IN_BATCH = 500  # messages
MOST_BYTES = 1 << 20  # of a batch
LINGER = 0.1  # seconds that a batch waits for more
LONGEST_WAIT = 10  # seconds between two tries


class Sender:
    """Holds entries and sends them to one channel. `dropped` counts those that are lost."""

    def __init__(self, url, channel, token=None, capacity=MOST_HELD, timeout=5):
        self.address = f"{url.rstrip('/')}/api/channels/{urllib.parse.quote(channel)}/logs"
        self.token = token or os.environ.get("LOGBROOK_TOKEN")
        self.capacity, self.timeout = capacity, timeout
        self.dropped = 0
        self._untold = 0
        self._held = collections.deque()
        self._changed = threading.Condition()
        self._thread = None
        self._end = None  # When it gives up, once it is closed.
        atexit.register(self.close)

    def put(self, level, message, source=None, context=None, timestamp=None):
        """Adds an entry; never waits for the server."""
        moment = timestamp or datetime.datetime.now(datetime.timezone.utc).isoformat()
        entry = {"timestamp": moment, "level": level, "message": str(message), "context": context or {}}
        if source:
            entry["source"] = str(source)
        line = encode(entry)
        with self._changed:
            if len(self._held) >= self.capacity or self._end is not None:
                self.dropped += 1
                self._untold += 1
                return
            self._held.append(line)
            # After a fork there is no thread in the child.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="logbrook", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self, timeout=None):
        """Sends what is held, for `timeout` seconds at most; what is left then is dropped."""
        patience = self.timeout if timeout is None else timeout
        with self._changed:
            self._end = time.monotonic() + patience
            thread = self._thread
            self._changed.notify_all()
        if thread is not None:
            thread.join(patience + 1)

    def _run(self):
        while True:
            batch = self._take()
            if not batch:
                return
            self._send(batch)
            with self._changed:
                untold, self._untold = self._untold, 0
            if untold:
                note = "1 message was dropped" if untold == 1 else f"{untold} messages were dropped"
                self._send([encode({"level": "warning", "message": f"{note} before this one"})], counts=False)

    def _take(self):
        """Waits for entries; returns none once it is closed and all are sent."""
        with self._changed:
            self._changed.wait_for(lambda: self._held or self._end is not None)
            self._changed.wait_for(lambda: len(self._held) >= MOST_IN_BATCH or self._end is not None, LINGER)
            batch, size = [], 0
            while self._held and len(batch) < MOST_IN_BATCH and size < MOST_BYTES:
                batch.append(self._held.popleft())
                size += len(batch[-1])
            return batch

    def _send(self, batch, counts=True):
        """Posts a batch until it is acknowledged; of one that is refused as a whole, each half."""
        key, wait = str(uuid.uuid4()), 0.2
        while True:
            status, seconds = self._post(batch, key)
            if status == 202:
                return
            if status in (400, 413) and len(batch) > 1:
                middle = len(batch) // 2
                self._send(batch[:middle])
                self._send(batch[middle:])
                return
            if status in (400, 403, 413) or not self._rest(seconds or wait):
                with self._changed:
                    self.dropped += len(batch) if counts else 0
                    self._untold += len(batch) if counts else 0
                return
            wait = min(wait * 2, LONGEST_WAIT)

    def _post(self, batch, key):
        """Returns the status, None where there is no answer, and how long the server asks to wait."""
        headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.address, b"\n".join(batch), headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                return answer.status, None
        except urllib.error.HTTPError as error:
            seconds = error.headers.get("Retry-After", "")
            return error.code, int(seconds) if seconds.isdigit() else None
        except (OSError, ValueError, urllib.error.URLError):
            return None, None

    def _rest(self, seconds):
        """Waits before the next try; false where there is none, because it is closed and the time is up."""
        with self._changed:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                if self._end is not None:
                    if time.monotonic() >= self._end:
                        return False
                    until = min(until, time.monotonic() + 0.2)
                    self._changed.wait(until - time.monotonic())
                    break
                self._changed.wait(until - time.monotonic())
            return True


def encode(entry):
    """Returns an entry as JSON; what has no JSON becomes text."""
    try:
        return json.dumps(entry, default=str, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        context = {str(name): value if has_json(value) else repr(value) for name, value in entry["context"].items()}
        return json.dumps({**entry, "context": context}, default=str).encode()


def has_json(value):
    try:
        return bool(json.dumps(value, default=str, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        return False


class LogbrookHandler(logging.Handler):
    """Sends records; what stands in `extra` is their context."""

    OWN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime"}

    def __init__(self, url, channel, level=logging.NOTSET, **options):
        super().__init__(level)
        self.sender = Sender(url, channel, **options)

    def emit(self, record):
        try:
            message = record.getMessage()
            if record.exc_info:
                message += "\n" + (self.formatter or logging.Formatter()).formatException(record.exc_info)
            context = {name: value for name, value in vars(record).items() if name not in self.OWN}
            moment = datetime.datetime.fromtimestamp(record.created, datetime.timezone.utc).isoformat()
            self.sender.put(self.name_of(record.levelno), message, record.name, context, moment)
        except Exception:
            self.handleError(record)

    def close(self):
        self.sender.close()
        super().close()

    @staticmethod
    def name_of(number):
        names = ((50, "critical"), (40, "error"), (30, "warning"), (20, "info"), (10, "debug"))
        return next((name for least, name in names if number >= least), "trace")


class LogbrookProcessor:
    """Sends events, and hands them on to the next processor as they are."""

    LEVELS = {"trace", "debug", "info", "notice", "warning", "error", "critical"}
    OTHER = {"warn": "warning", "exception": "error", "err": "error", "fatal": "critical"}

    def __init__(self, url, channel, **options):
        self.sender = Sender(url, channel, **options)

    def __call__(self, logger, method, event):
        context = {name: value for name, value in event.items() if not name.startswith("_")}
        level = str(context.pop("level", method)).lower()
        level = self.OTHER.get(level, level)
        message = context.pop("event", "")
        source = context.pop("source", None) or context.pop("logger", None)
        moment = context.pop("timestamp", None)
        if "exception" in context:
            message = f"{message}\n{context.pop('exception')}"
        self.sender.put(level if level in self.LEVELS else "info", message, source, context, moment)
        return event
