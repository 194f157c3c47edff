"""What this process has cost since it began: seconds, and memory."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

_IMPORTED = time.perf_counter()


def seconds_alive() -> float:
    """Seconds since this process began; elsewhere than on Linux, since this module was imported."""
    stat = Path("/proc/self/stat")
    if not stat.exists():
        return time.perf_counter() - _IMPORTED
    ticks = int(stat.read_text(encoding="ascii").rpartition(")")[2].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")


def resident_mb() -> float:
    """Megabytes resident now; elsewhere than on Linux, the most there ever were."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text(encoding="ascii").split("VmRSS:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
