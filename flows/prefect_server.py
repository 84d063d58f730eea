"""Prefect's own command in a process that ends with its owner, even when the owner was killed.

The owner holds the other end of this process's standard input. A server left behind would keep its port and 250 MB, and the next
``pantau serve`` could not start.
"""

import os
import runpy
import signal
import sys
import threading


def _end_with_owner() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_end_with_owner, daemon=True).start()
    runpy.run_module("prefect", run_name="__main__", alter_sys=True)
