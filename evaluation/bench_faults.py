"""`python -m evaluation.bench_faults INPUT … [--kills 30] [--seed 1]`: kill runs and workers at random moments.

A run over the articles is begun again and again, and each time killed with signal 9, the whole or one worker; at the end it
is left in peace, and its tables must be those of a run that nobody touched. Exit status 1 when a byte differs.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from pipeline.write.output import MANIFEST, NAMES


def main() -> int:
    parser = argparse.ArgumentParser(prog="evaluation.bench_faults", description=__doc__)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    source = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as base:
        whole, killed = Path(base) / "whole", Path(base) / "killed"
        start = time.monotonic()
        begin(options.inputs, whole, fresh=False).wait()
        span = time.monotonic() - start
        counts = {"run": 0, "worker": 0}
        while sum(counts.values()) < options.kills:
            # when a run is through before all kills are done, the work is done again
            process = begin(options.inputs, killed, fresh=(killed / MANIFEST).exists())
            while process.poll() is None and sum(counts.values()) < options.kills:
                time.sleep(source.uniform(0.02, span / 8))
                what = source.choice(("run", "worker"))
                counts[what] += kill(process, what, source)
            process.wait()

        status = begin(options.inputs, killed, fresh=False).wait()
        different = [
            name
            for name in sorted(NAMES - {MANIFEST})
            if (whole / name).is_file() and (whole / name).read_bytes() != (killed / name).read_bytes()
        ]
    print(f"{counts['run']} runs and {counts['worker']} workers killed; a run takes {span:.1f} s")
    print(f"exit status {status}; tables that differ: {', '.join(different) or 'none'}")
    return 1 if different or status > 1 else 0


def begin(inputs: list[str], out: Path, *, fresh: bool) -> subprocess.Popen[bytes]:
    more = ["--fresh"] if fresh else []
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "run", *inputs, "-o", str(out), "-q", "--workers", "2", *more]
    )


def kill(process: subprocess.Popen[bytes], what: str, source: random.Random) -> bool:
    """Kill the run or one of its workers; whether there was one to kill."""
    with suppress(OSError, ValueError):
        workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()
        if what == "worker" and not workers:
            return False
        os.kill(int(source.choice(workers)) if what == "worker" else process.pid, signal.SIGKILL)
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
