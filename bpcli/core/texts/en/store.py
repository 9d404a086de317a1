"""What is said where progress cannot be kept, or was damaged."""

TEXTS = {
    "folder": "{path} is a folder, and progress is kept in a file of that name",
    "damaged": "{path} is damaged",
    "foreign": "{path} belongs to another program",
    "later": "{path} was written by a later version of the program",
    "failed": "{path} cannot be used: {reason}",
    "forgotten": "what was kept of this quiz has been deleted meanwhile",
    "unsaved": "progress is not saved: {reason}",
    "aside": "the file with your progress was damaged; it is kept as {path}, and a new one is begun",
}
