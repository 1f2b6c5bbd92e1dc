"""Follows channels of logbrook, and goes on where it was after a lost connection: nothing is lost, nothing comes twice.

    python3 follow.py http://127.0.0.1:7474 tasks/42          a channel, from its beginning
    python3 follow.py http://127.0.0.1:7474 'tasks/42/**'     and all channels below it
    python3 follow.py http://127.0.0.1:7474 tasks/42 50       the last 50 entries first, and then what comes

It prints entries as NDJSON. It needs Python 3.8 and its standard library; LOGBROOK_TOKEN is sent where it is set.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

SILENCE = 45  # seconds; a server that has nothing to tell sends an empty line every 15
LONGEST_WAIT = 30  # seconds between two tries


def follow(url, channel, tail=None, token=None, **query):
    """Yields the entries of a channel, for ever; `tail` is for one channel alone. Further arguments narrow the query: q, min_level …"""
    cursors = {}  # The last cursor of each channel: behind it, it goes on.
    wait = 0.5
    while True:
        parameters = [("follow", "true"), *query.items(), *(("file", glob) for glob in globs(channel))]
        parameters += [("cursor", cursor) for cursor in cursors.values()]
        if tail is not None and not cursors:
            parameters.append(("tail", tail))
        try:
            for record in stream(f"{url.rstrip('/')}/api/logs/stream?{urllib.parse.urlencode(parameters)}", token):
                wait = 0.5
                if record["type"] == "log":
                    yield record
                    # Only now: who is interrupted before gets it again.
                    cursors[record["channel"]] = record["cursor"]
                elif record["type"] in ("gap", "error"):
                    print(f"follow: {json.dumps(record)}", file=sys.stderr)
            reason = "the stream has ended"
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code != 429:
                raise
            reason = str(error)
        except OSError as error:
            reason = str(error)
        print(f"follow: {reason}; tries again in {wait} s", file=sys.stderr)
        time.sleep(wait)
        wait = min(wait * 2, LONGEST_WAIT)


def globs(channel):
    """Returns the files that a channel is. Each is a glob, so that one that has not begun yet is waited for."""
    if channel.endswith("/**"):
        above = channel[: -len("/**")]
        return [f"channels/{above}.ndjso[n]", f"channels/{above}/**"]
    return [f"channels/{channel}.ndjso[n]"]


def stream(address, token=None):
    """Yields the records of one connection until it ends."""
    token = token or os.environ.get("LOGBROOK_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=SILENCE) as answer:
        for line in answer:
            # A line without an end was cut off, and comes again.
            if line.strip() and line.endswith(b"\n"):
                yield json.loads(line)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    try:
        for entry in follow(sys.argv[1], sys.argv[2], tail=sys.argv[3] if len(sys.argv) > 3 else None):
            print(json.dumps(entry), flush=True)
    except KeyboardInterrupt:
        pass
