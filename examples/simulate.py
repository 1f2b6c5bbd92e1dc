"""Plays a task with several subtasks, each of which writes to a channel of its own: tasks/ID, tasks/ID/sub-1, tasks/ID/sub-2 …

    python3 examples/simulate.py http://127.0.0.1:7474
    python3 examples/simulate.py http://127.0.0.1:7474 --id 42 --subtasks 3 --steps 20 --pause 0.2

It prints how to watch it. It needs Python 3.8 and its standard library.
"""

import argparse
import pathlib
import random
import sys
import threading
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).parent / "python"))
from logbrook_handler import Sender  # noqa: E402


def subtask(sender, number, steps, pause):
    """Works through its steps, of which some are slow and a few fail at first."""
    chance = random.Random(number)
    source = f"sub-{number}"
    sender.put("info", "begun", source, {"steps": steps})
    for step in range(1, steps + 1):
        time.sleep(pause)
        took = round(chance.expovariate(1 / 80), 1)
        sender.put("info", f"step {step} of {steps} done", source, {"step": step, "took_ms": took})
        if took > 200:
            sender.put("warning", f"step {step} was slow", source, {"step": step, "took_ms": took})
        if chance.random() < 0.05:
            sender.put("error", f"step {step} failed and is done again", source, {"step": step, "error": "timeout"})
    sender.put("info", "ended", source)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:7474")
    parser.add_argument("--id", default=str(uuid.uuid4()))
    parser.add_argument("--subtasks", type=int, default=3)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between two steps")
    typed = parser.parse_args()

    task = f"tasks/{typed.id}"
    print(f"in the browser: {typed.url}/view?file=channels/{task}.ndjson&file=channels/{task}/**#live=1")
    print(f"in a shell:     python3 examples/python/follow.py {typed.url} '{task}/**'", flush=True)
    whole = Sender(typed.url, task)
    whole.put("info", "task begun", "task", {"subtasks": typed.subtasks})
    threads, senders = [], [whole]
    for number in range(1, typed.subtasks + 1):
        senders.append(Sender(typed.url, f"{task}/sub-{number}"))
        work = (senders[-1], number, typed.steps, typed.pause)
        threads.append(threading.Thread(target=subtask, args=work))
        threads[-1].start()
        whole.put("info", f"subtask {number} begun", "task", {"subtask": number})
    for number, thread in enumerate(threads, 1):
        thread.join()
        whole.put("info", f"subtask {number} ended", "task", {"subtask": number})
    whole.put("notice", "task ended", "task")
    for sender in senders:
        sender.close()
    dropped = sum(sender.dropped for sender in senders)
    if dropped:
        sys.exit(f"{dropped} messages were dropped")


if __name__ == "__main__":
    main()
