"""Runs one command and prints what it cost, from a process that is small itself.

Linux counts what a process held before it became another program towards its largest
resident set: started from the bench, which serves a whole product, a command would seem to
need what the bench does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time


def main() -> None:
    """Run the command that the arguments are; give seconds, megabytes and its status."""
    started = time.perf_counter()
    process = subprocess.Popen(
        sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    print(
        json.dumps(
            {
                "wall": time.perf_counter() - started,
                "cpu": usage.ru_utime + usage.ru_stime,
                "megabytes": usage.ru_maxrss / 1024,
                "status": process.returncode,
            }
        )
    )


if __name__ == "__main__":
    main()
