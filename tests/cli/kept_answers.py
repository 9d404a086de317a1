"""Prints how many answers the database of the present user holds: `STORE_COUNT` of the hostile corpus."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing

from platformdirs import user_data_path

with closing(sqlite3.connect(user_data_path("bpcli", appauthor=False) / "progress.db")) as connection:
    (count,) = connection.execute("SELECT count(*) FROM answers").fetchone()
sys.stdout.write(f"{count}\n")
