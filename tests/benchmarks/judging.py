"""How long it takes to judge one formula: every pair of tests/corpus, each once, in the order of the file.

`python tests/benchmarks/judging.py`, with `--quick` every tenth pair. The first answer to an exercise also draws its
points and works out its mistakes. Once the graphs are solved sympy cannot be imported any more, so no time is its.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from measuring import Figure, is_quick, table

JUDGING = Path(__file__).parents[1] / "corpus" / "judging.py"
TARGET = 100.0  # ms, at the 95th percentile


def main() -> None:
    """Judge and print the table."""
    every = "10" if is_quick(__doc__ or "") else "1"
    done = subprocess.run([sys.executable, str(JUDGING), every], capture_output=True, encoding="utf-8", check=True)
    seconds = sorted(taken for *_, taken in json.loads(done.stdout))
    figures = [
        Figure("half of them within", 1000 * seconds[len(seconds) // 2], unit="ms"),
        Figure("95 of 100 within", 1000 * seconds[95 * len(seconds) // 100], TARGET, unit="ms"),
        Figure("all within", 1000 * seconds[-1], unit="ms"),
    ]
    table(f"(g) judging {len(seconds)} formulas, each by itself", figures)


if __name__ == "__main__":
    main()
