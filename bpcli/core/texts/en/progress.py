"""What is said of a learner's progress, and when it is deleted."""

TEXTS = {
    "nothing": "Nothing has been practised yet. `bpcli quiz` begins with the first exercise, `bpcli list` shows all of them.",
    "heading": "Progress",
    "topics": "Mastered: {mastered} of {count} exercises",
    "due": "To be repeated: {names}.",
    "since": "{name} (since {date})",
    "practised": "Not all right without hints yet: {names}.",
    "unfinished": "Begun and not finished: {names}.",
    "slips": "Mistakes, the most frequent first",
    "column-times": "times",
    "column-slip": "mistake",
    "column-where": "where",
    "days": "Right answers by day",
    "go-on": "`bpcli quiz` goes on with what comes next.",
    "all-mastered": "Everything is mastered, and nothing is due before {date}.",
    # Reset
    "reset-exercise": "The exercise to forget; without it, everything.",
    "yes": "Do not ask.",
    "nothing-kept": "Nothing has been kept, so there is nothing to delete.",
    "unknown": "nothing is kept about {name}; bpcli progress shows what is",
    "needs-yes": "say --yes to delete without being asked",
    "ask-all": "Delete all progress, {count} answers? [y/N]",
    "ask-one": "Delete what is kept about {name}, {count} answers? [y/N]",
    "agree": "y",
    "kept": "Nothing was deleted.",
    "forgotten": "Deleted, {count} answers. A copy of everything as it was before is kept in {path}.",
}
