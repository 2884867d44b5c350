"""`python -m pipeline.worker`: one worker process. Pickled work and articles enter on standard input, what was made of each
article leaves on standard output as it is made.

The other side of `workers`, which starts it; nothing else does. Start with `serve`.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import sys
import threading
from contextlib import suppress
from typing import BinaryIO


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Read the work and the limit of memory, then chunks of articles until the pipe is closed."""
    work, memory = pickle.load(incoming)
    _limit_memory(memory)
    _send(outgoing, None)  # ready: whoever dies from here on dies of an article
    while True:
        try:
            chunk = pickle.load(incoming)
        except EOFError:
            return
        for item in chunk:
            _send(outgoing, work(item))


def _send(outgoing: BinaryIO, message: object) -> None:
    pickle.dump(message, outgoing, protocol=pickle.HIGHEST_PROTOCOL)
    outgoing.flush()


def _limit_memory(limit: int | None) -> None:
    """An article that wants more gets a MemoryError, and its row, before the system ends some process of its choice."""
    with suppress(ImportError, ValueError, OSError):  # systems without such limits
        import resource

        if limit is not None:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _end_with_parent() -> None:
    """The parent's end of the pipe is closed when it ends, however it ends."""
    poll = select.poll()
    poll.register(0, 0)  # no event asked for: a hang-up is always told
    poll.poll()
    os._exit(1)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the parent decides
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no message
    if hasattr(select, "poll"):
        threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(BrokenPipeError):
        serve(sys.stdin.buffer, outgoing)


if __name__ == "__main__":
    main()
