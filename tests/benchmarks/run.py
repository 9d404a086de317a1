"""All benchmarks: `python tests/benchmarks/run.py`, with `--quick` to see only that they work. Always exits with 0.

Each part is a process of its own, so that none starts with what another has imported, derived or left in memory.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PARTS = ("processes.py", "passes.py", "memory.py", "training.py", "checking.py", "judging.py", "grading.py")


def main() -> None:
    """Run the parts one after the other; one that breaks says so and the rest goes on."""
    for part in PARTS:
        done = subprocess.run([sys.executable, str(Path(__file__).with_name(part)), *sys.argv[1:]], check=False)
        sys.stdout.write(f"{part} broke off.\n\n" if done.returncode else "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
