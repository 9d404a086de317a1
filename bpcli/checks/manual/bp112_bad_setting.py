"""A setting, or a code on the command line, is not known.

`[tool.bpcli]` of the nearest `pyproject.toml` has the settings `select`, `ignore`, `strict`, `severity` and
`exclude`. Codes are written in full, as `BP204`, or by their beginning, as `BP3`; a severity is `off`,
`warning` or `error`. The message says which part is not known; `bpcli rules` lists the codes. No file is
checked before that is mended.

Bad, in pyproject.toml:

    [tool.bpcli]
    selct = ["BP2"]

Bad, in pyproject.toml:

    [tool.bpcli]
    ignore = ["BP999"]

Bad, in pyproject.toml:

    [tool.bpcli]
    severity = {BP301 = "fatal"}

Bad, in pyproject.toml:

    [tool.bpcli]
    strict = maybe

Good, in pyproject.toml:

    [tool.bpcli]
    select = ["BP2", "BP3"]
    strict = true
    severity = {BP301 = "off"}
"""
