"""(c) Peak memory of a chain of 10,000 steps, over that of a process that does the bare imports and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from measuring import Figure, is_quick, table
from processes import IMPORTS, ROOT, environment, program

TARGET = 50.0
ROUNDS = 5
TOLD = str(Path(__file__).with_name("told.py"))
CHAINS = str(Path(__file__).with_name("chains.py"))
MEGABYTE = 1024 * 1024 if sys.platform == "darwin" else 1024  # what the system counts in: bytes there, else kilobytes
