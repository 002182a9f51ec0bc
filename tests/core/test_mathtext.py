"""Formulas as Unicode text."""

from __future__ import annotations

import pytest

from nexus_tui.core.markdown import mathsymbols
from nexus_tui.core.markdown.mathtext import LONGEST, to_unicode
from nexus_tui.core.markdown.width import cell_len


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("E = mc^2", "E = mc²"),
        (r"\frac{-b \pm \sqrt{b^2-4ac}}{2a}", "(−b±√(b²−4ac))/(2a)"),
        (r"\sum_{i=1}^{n} i^2 = \frac{n(n+1)(2n+1)}{6}", "∑ᵢ₌₁ⁿ i² = n(n+1)(2n+1)/6"),
        (r"\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}", "∫₀^∞ e^(−x²) dx = √π/2"),
        (r"\lim_{x \to 0} \frac{\sin x}{x} = 1", "lim_(x→0) (sin x)/x = 1"),
        (r"e^{i\pi} + 1 = 0", "e^(iπ) + 1 = 0"),
        (r"f\colon A \to B", "f: A → B"),
        (r"x \in \mathbb{R}^n", "x ∈ ℝⁿ"),
        (r"\hat{y} = X\vec{w} + \bar b", "y\u0302 = Xw\u20d7 + b\u0304"),
        (r"\nabla \times \mathbf{E} = -\frac{\partial \mathbf{B}}{\partial t}", "∇ × E = −∂B/∂t"),
        (r"P(A \mid B) = \frac{P(B \mid A) P(A)}{P(B)}", "P(A ∣ B) = P(B∣A)P(A)/P(B)"),
        (r"\mathcal{O}(n \log n)", "𝒪(n log n)"),
        (r"\left( \frac{a}{b} \right)^2", "(a/b)²"),
        (r"\left.\frac{d}{dx}\right|_{x=0}", "d/dx|ₓ₌₀"),
        (r"\left\{ x \;\middle|\; x > 0 \right\}", "{x | x > 0}"),
        (r"a \not= b, x \notin S", "a ≠ b, x ∉ S"),
        (r"\binom{n}{k} = \frac{n!}{k!(n-k)!}", "(n choose k) = n!/(k!(n−k)!)"),
        (r"x_{i,j}, x_{\text{max}}, a_\alpha", "xᵢ,ⱼ, xₘₐₓ, a_α"),
        (r"\frac{1}{2}mv^2", "1/2 mv²"),
        (r"\frac12 + \frac ab", "1/2 + a/b"),
        (r"{n \choose k} {a \over b}", "(n choose k) a/b"),
        (r"\frac{\frac{a}{b}}{c}", "(a/b)/c"),
        (r"\sqrt[3]{x} + \sqrt{2} + \sqrt[n]{ab}", "∛x + √2 + ⁿ√(ab)"),
        (r"f'(x) = y''", "f′(x) = y″"),
        (r"\overline{AB} \perp C", "A\u0305B\u0305 ⊥ C"),
        (r"\operatorname*{argmax}_\theta L(\theta)", "argmax_θ L(θ)"),
        (r"a \equiv b \pmod{n}", "a ≡ b (mod n)"),
        (r"-1 < x < +1", "−1 < x < +1"),
        (r"5\% \times \$3", "5% × $3"),
        (r"\prod_{p\ \text{prime}} p", "∏_(p prime) p"),
        (r"\text{if $x>0$ then}", "if x > 0 then"),
        (r"\underbrace{a+b}_{n}", "(a + b)ₙ"),
        (r"W_{Q}K^{\mathsf T}", "W_Q Kᵀ"),
        (r"\{1,2,\dots,n\}", "{1, 2, …, n}"),
        (r"{}^{14}_{6}C", "₆¹⁴C"),
        (r"A \xrightarrow{f} B", "A ─f→ B"),
        (r"\overset{def}{=}", "≝"),
        (r"\ket{\psi}", "|ψ⟩"),
        (r"x = y % why", "x = y"),
        ("中文 = x", "中文 = x"),
    ],
)
def test_a_formula_reads_as_text(latex: str, text: str) -> None:
    assert to_unicode(latex) == text
    assert to_unicode(latex, inline=True) == text


@pytest.mark.parametrize(
    ("latex", "display", "inline"),
    [
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "⎛a  b⎞\n⎝c  d⎠", "(a b; c d)"),
        (
            r"A = \begin{bmatrix} 1 & 2 \\ 3 & 40 \\ 5 & 6 \end{bmatrix}^T x",
            "    ⎡1  2 ⎤ᵀ\nA = ⎢3  40⎥ x\n    ⎣5  6 ⎦",
            "A = [1 2; 3 40; 5 6]ᵀx",
        ),
        (
            r"|x| = \begin{cases} x & \text{if } x \ge 0 \\ -x & \text{otherwise} \end{cases}",
            "|x| = ⎧x   if x ≥ 0\n      ⎩−x  otherwise",
            "|x| = {x if x ≥ 0; −x otherwise",
        ),
        (r"\begin{aligned} a &= b + c \\ &= d \end{aligned}", "a = b + c\n  = d", "a = b + c; = d"),
        (r"\begin{align*} x &= 1 \\ yy &= 2 \\ \end{align*}", " x = 1\nyy = 2", "x = 1; yy = 2"),
        (r"x = y \\ z = w", "x = y\nz = w", "x = y; z = w"),
        (
            r"\left[\begin{array}{c|c} 1&0\\0&1\end{array}\right]",
            "⎡1  0⎤\n⎣0  1⎦",
            "[1 0; 0 1]",
        ),
        (r"x_{\begin{matrix}a\\b\end{matrix}}", "x_(a; b)", "x_(a; b)"),
    ],
)
def test_matrices_and_rows_line_up(latex: str, display: str, inline: str) -> None:
    assert to_unicode(latex) == display
    assert to_unicode(latex, inline=True) == inline


@pytest.mark.parametrize(
    "latex",
    [
        "",
        "  ",
        "% only a comment",
        r"\unknown{x}",
        r"\newcommand{\a}{b}",
        r"\def\a{b}",
        "{a",
        "a}",
        "a & b",
        r"\\ &",
        "x^",
        "x^^2",
        r"\frac{a}",
        r"\left( a",
        r"\right)",
        r"\begin{foo} a \end{foo}",
        r"\begin{matrix} a \end{pmatrix}",
        r"\begin{matrix} a",
        r"\mathbb{",
        r"\sqrt[",
        r"\text{a $b}",
        "\\",
        "a#b",
        "{" * 5000,
        r"\sqrt{" * 500 + "x" + "}" * 500,
        "a" * (LONGEST + 1),
    ],
)
def test_what_cannot_be_shown_is_left_to_its_source(latex: str) -> None:
    assert to_unicode(latex) is None
    assert to_unicode(latex, inline=True) is None


@pytest.mark.parametrize("name", sorted(mathsymbols.SYMBOLS))
def test_every_symbol_is_one_character_of_one_cell(name: str) -> None:
    shown = to_unicode(rf"\{name}")
    assert shown == mathsymbols.SYMBOLS[name][1]
    assert cell_len(shown) == 1


def test_scripts_and_alphabets_take_one_cell_each() -> None:
    for table in (mathsymbols.SUPERIOR, mathsymbols.INFERIOR):
        assert all(cell_len(character) == 1 for character in table.values())
    letters = "abcxyzABCXYZ"
    for name in mathsymbols.ALPHABETS:
        shown = to_unicode(rf"\{name}{{{letters}}}")
        assert shown is not None
        assert cell_len(shown) == len(shown) == len(set(shown)) == len(letters)


@pytest.mark.parametrize("hidden", ["\u202e", "\x1b", "\x9b"])
def test_controls_in_a_formula_are_made_visible(hidden: str) -> None:
    for inline in (True, False):
        shown = to_unicode(f"a{hidden}b", inline)
        assert shown is None or hidden not in shown
