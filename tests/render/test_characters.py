import pytest

from bpcli.render.characters import ascii_pieces, ascii_text, step_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("∂ŷ/∂w₁ = −x²", "dyhat/dw1 = -x^2"),
        ("dŷ/dw", "dyhat/dw"),
        ("y\u0302 + ȳ", "yhat + ybar"),
        ("σ(z)·ω", "sigma(z)*omega"),
        ("Ω ≠ 3×2", "Omega != 3x2"),
        ("x⁻¹²", "x^-12"),
        ("½·Xᵀ", "1/2*X.T"),
        ("“être” – naïve…", '"etre" - naive...'),
        ("ｗ＝１", "w=1"),
        ("重\u202e", "\\u91cd\\u202e"),
    ],
)
def test_what_is_known_has_a_spelling_and_the_rest_an_escape(text, expected):
    assert ascii_text(text) == expected


def test_each_character_has_its_own_piece():
    assert ascii_pieces("aŷ·重") == ["a", "y", "*", "\\u91cd"]


@pytest.mark.parametrize(
    ("number", "shown"), [(1, "①"), (20, "⑳"), (21, "㉑"), (35, "㉟"), (36, "㊱"), (50, "㊿"), (51, "(51)")]
)
def test_steps_are_numbered_as_in_the_notes(number, shown):
    assert step_number(number, ascii=False) == shown
    assert step_number(number, ascii=True) == f"{number}."
