from __future__ import annotations

import subprocess
import sys

from bpcli.exercise import library


def test_every_name_is_unique_and_has_no_number() -> None:
    names = [one.name for one in library.shipped()]
    assert len(names) == len(set(names)) >= 28
    assert not any(name[0].isdigit() for name in names)


def test_an_exercise_is_found_by_its_name_and_its_neighbours_by_a_misspelt_one() -> None:
    path = library.find("linear")
    assert path is not None
    assert library.name_of(path) == "linear"
    assert library.find("linaer") is None
    assert library.nearest("linaer") == "linear"


def test_a_listing_has_title_level_and_topic() -> None:
    by_name = {one.name: one for one in library.catalogue()}
    linear = by_name["linear"]
    assert linear.topic == "linear"
    assert linear.title_in(("zh",)) != linear.title_in(("en",))
    assert all(one.level is not None for one in by_name.values() if one.name != "one-sigmoid-neuron")


def test_a_listing_imports_nothing_heavy() -> None:
    code = (
        "import sys; from bpcli.exercise.library import catalogue; catalogue();"
        "print([name for name in ('numpy', 'sympy', 'rich', 'bpcli.language.parser') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
