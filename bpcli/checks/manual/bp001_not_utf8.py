r"""The file is not UTF-8.

Exercise files are UTF-8, so that `ŷ`, `·` and `σ` are the same letters on every machine. An editor that saved
the file in another encoding leaves bytes that cannot stand in UTF-8, or a mark of UTF-16 at its beginning.
Save the file as UTF-8; every editor has that choice beside the file's name or in its status line.

Bad, with escapes:

    title: Na\xefve model
    model: y = w*x
    given: {x: 5, w: 3}

Bad, with escapes:

    \xff\xfem\x00o\x00d\x00e\x00l\x00

Good:

    title: Naïve model
    model: y = w·x
    given: {x: 5, w: 3}
"""
