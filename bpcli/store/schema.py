"""The tables of the learner's database, and how an older one is brought up to date.

`user_version` counts the migrations a database has had. A migration is never changed once it has been released: the
next one is added behind it.
"""

from __future__ import annotations

APPLICATION = 0x62706371  # "bpcq": tells the learner's database from any other one

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # The texts of the exercises, so that old answers can be judged anew when the file has changed.
        """CREATE TABLE exercises (
            digest TEXT PRIMARY KEY,
            text TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        # holder: changes hands when another process goes on with the quiz. ended: NULL while it can be resumed.
        """CREATE TABLE sittings (
            number INTEGER PRIMARY KEY,
            key TEXT NOT NULL,
            origin TEXT NOT NULL,
            digest TEXT NOT NULL REFERENCES exercises,
            exam INTEGER NOT NULL,
            seed TEXT,
            givens TEXT,
            state TEXT NOT NULL,
            holder TEXT NOT NULL,
            begun TEXT NOT NULL,
            changed TEXT NOT NULL,
            ended TEXT
        ) STRICT""",
        "CREATE INDEX unfinished ON sittings (key) WHERE ended IS NULL",
        """CREATE TABLE answers (
            number INTEGER PRIMARY KEY,
            sitting INTEGER NOT NULL REFERENCES sittings ON DELETE CASCADE,
            question TEXT NOT NULL,
            form TEXT NOT NULL,
            typed TEXT NOT NULL,
            verdict TEXT NOT NULL,
            credit REAL NOT NULL,
            diagnosis TEXT,
            candidates TEXT NOT NULL,
            follow_through INTEGER NOT NULL,
            hints INTEGER NOT NULL,
            time TEXT NOT NULL,
            version TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX answers_of ON answers (sitting)",
        """CREATE TABLE cards (
            key TEXT PRIMARY KEY,
            origin TEXT NOT NULL,
            stability REAL NOT NULL,
            difficulty REAL NOT NULL,
            due TEXT NOT NULL,
            reviewed TEXT NOT NULL,
            rating INTEGER NOT NULL,
            reviews INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
    ),
)
