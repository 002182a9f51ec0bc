"""LaTeX commands that stand for one symbol, by their class, and the scripts and alphabets of Unicode.

The classes are those of TeX (The TeXbook, chapters 17 and 18): they decide where blanks go.
"""

from __future__ import annotations

ORDINARY = """
alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa ϰ
lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ
psi ψ omega ω digamma ϝ Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ Eta Η Theta Θ Iota Ι Kappa Κ Lambda Λ Mu Μ
Nu Ν Xi Ξ Omicron Ο Pi Π Rho Ρ Sigma Σ Tau Τ Upsilon Υ Phi Φ Chi Χ Psi Ψ Omega Ω varGamma Γ varDelta Δ varTheta Θ
varLambda Λ varXi Ξ varPi Π varSigma Σ varPhi Φ varPsi Ψ varOmega Ω
infty ∞ nabla ∇ partial ∂ forall ∀ exists ∃ nexists ∄ emptyset ∅ varnothing ∅ aleph ℵ beth ℶ gimel ℷ daleth ℸ hbar ℏ
hslash ℏ ell ℓ wp ℘ Re ℜ Im ℑ imath ı jmath ȷ mho ℧ eth ð complement ∁ angle ∠ measuredangle ∡ sphericalangle ∢ top ⊤
bot ⊥ neg ¬ lnot ¬ prime ′ backprime ‵ degree ° circledR ® copyright © checkmark ✓ maltese ✠ dag † ddag ‡ S § P ¶
pounds £ yen ¥ euro € dots … ldots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ dotsm ⋯ dotsi ⋯ dotso … triangle △
blacktriangle ▲ square □ Box □ blacksquare ■ qed ∎ lozenge ◊ blacklozenge ⧫ Diamond ◇ diamondsuit ♢ heartsuit ♡
clubsuit ♣ spadesuit ♠ bigstar ★ sharp ♯ flat ♭ natural ♮ surd √ diagup ╱ diagdown ╲ vert | Vert ‖ backslash \\
R ℝ C ℂ N ℕ Z ℤ Q ℚ reals ℝ Reals ℝ natnums ℕ Complex ℂ cnums ℂ infin ∞ empty ∅ exist ∃ lbrack [ rbrack ] Finv Ⅎ
Bbbk 𝕜 aa å AA Å ae æ AE Æ oe œ OE Œ o ø O Ø ss ß
"""

BINARY = """
pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet • cap ∩ cup ∪ uplus ⊎ sqcap ⊓ sqcup ⊔ vee ∨ lor ∨ wedge ∧
land ∧ setminus ∖ smallsetminus ∖ wr ≀ diamond ⋄ bigtriangleup △ bigtriangledown ▽ triangleleft ◁ triangleright ▷
oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ bigcirc ◯ dagger † ddagger ‡ amalg ⨿ ltimes ⋉ rtimes ⋊ bowtie ⋈ Join ⋈
barwedge ⊼ veebar ⊻ curlyvee ⋎ curlywedge ⋏ Cap ⋒ Cup ⋓ doublecap ⋒ doublecup ⋓ boxplus ⊞ boxminus ⊟ boxtimes ⊠
boxdot ⊡ circledast ⊛ circledcirc ⊚ circleddash ⊝ dotplus ∔ intercal ⊺ divideontimes ⋇ centerdot ⋅ lhd ⊲ rhd ⊳
unlhd ⊴ unrhd ⊵ sdot ⋅ plusmn ± And &
"""

RELATION = """
le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ ne ≠ neq ≠ ll ≪ gg ≫ lll ⋘ ggg ⋙ lt < gt > equiv ≡ sim ∼ simeq ≃ approx ≈
approxeq ≊ cong ≅ ncong ≇ propto ∝ varpropto ∝ prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽ in ∈ isin ∈
ni ∋ owns ∋ notin ∉ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈ nsupseteq ⊉
sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ Vvdash ⊪ nvdash ⊬ nvDash ⊭
perp ⊥ parallel ∥ nparallel ∦ shortparallel ∥ mid ∣ nmid ∤ shortmid ∣ asymp ≍ doteq ≐ doteqdot ≑ Doteq ≑ triangleq ≜
circeq ≗ bumpeq ≏ Bumpeq ≎ eqsim ≂ coloneqq ≔ eqqcolon ≕ coloneq ≔ eqcirc ≖ lesssim ≲ gtrsim ≳ lessapprox ⪅
gtrapprox ⪆ lessgtr ≶ gtrless ≷ nless ≮ ngtr ≯ nleq ≰ ngeq ≱ between ≬ pitchfork ⋔ therefore ∴ because ∵ smile ⌣
frown ⌢ trianglelefteq ⊴ trianglerighteq ⊵ vartriangleleft ⊲ vartriangleright ⊳ backsim ∽ thicksim ∼ thickapprox ≈
to → gets ← leftarrow ← rightarrow → leftrightarrow ↔ uparrow ↑ downarrow ↓ updownarrow ↕ Leftarrow ⇐ Rightarrow ⇒
Leftrightarrow ⇔ Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ longleftarrow ⟵ longrightarrow ⟶ longleftrightarrow ⟷
Longleftarrow ⟸ Longrightarrow ⟹ Longleftrightarrow ⟺ implies ⟹ impliedby ⟸ iff ⟺ mapsto ↦ longmapsto ⟼
hookleftarrow ↩ hookrightarrow ↪ leftharpoonup ↼ leftharpoondown ↽ rightharpoonup ⇀ rightharpoondown ⇁
rightleftharpoons ⇌ leftrightharpoons ⇋ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ leadsto ⇝ rightsquigarrow ⇝
twoheadrightarrow ↠ twoheadleftarrow ↞ rightarrowtail ↣ leftarrowtail ↢ upharpoonright ↾ restriction ↾ multimap ⊸
nleftarrow ↚ nrightarrow ↛ nLeftarrow ⇍ nRightarrow ⇏ nleftrightarrow ↮ nLeftrightarrow ⇎ circlearrowleft ↺
circlearrowright ↻ curvearrowleft ↶ curvearrowright ↷ rightrightarrows ⇉ leftleftarrows ⇇ upuparrows ⇈
rightleftarrows ⇄ leftrightarrows ⇆ dashrightarrow ⇢ dashleftarrow ⇠ Lleftarrow ⇚ Rrightarrow ⇛ rarr → larr ← harr ↔
rArr ⇒ lArr ⇐ hArr ⇔ Rarr ⇒ Larr ⇐ sub ⊂ sube ⊆ vcentcolon : Colon ∷
"""

LARGE = """
sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ oiint ∯ oiiint ∰ bigcap ⋂ bigcup ⋃ bigsqcup ⨆ bigvee ⋁ bigwedge ⋀
bigodot ⨀ bigotimes ⨂ bigoplus ⨁ biguplus ⨄ smallint ∫ intop ∫
"""

OPENING = (
    "lbrace { langle ⟨ lfloor ⌊ lceil ⌈ lvert | lVert ‖ llbracket ⟦ lgroup ⟮ ulcorner ⌜ llcorner ⌞ lang ⟨ lparen ("
)
CLOSING = (
    "rbrace } rangle ⟩ rfloor ⌋ rceil ⌉ rvert | rVert ‖ rrbracket ⟧ rgroup ⟯ urcorner ⌝ lrcorner ⌟ rang ⟩ rparen )"
)

_FUNCTIONS = """
arccos arcsin arctan arccot arcosh arsinh artanh arg argmax argmin cos cosh cot coth csc deg det dim exp gcd hom inf
injlim ker lcm lg lim liminf limsup ln log max min Pr projlim sec sin sinh sup tan tanh erf sgn tr rank
"""
FUNCTIONS = frozenset(_FUNCTIONS.split())
"""Names that are set upright with a blank before their argument."""

ACCENTS = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "check": "\u030c",
    "widecheck": "\u030c",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "acute": "\u0301",
    "grave": "\u0300",
    "dot": "\u0307",
    "ddot": "\u0308",
    "dddot": "\u20db",
    "breve": "\u0306",
    "bar": "\u0304",
    "vec": "\u20d7",
    "overrightarrow": "\u20d7",
    "overleftarrow": "\u20d6",
    "mathring": "\u030a",
}
"""Combining marks that go over one character."""

LINES = {
    "overline": "\u0305",
    "underline": "\u0332",
    "underbar": "\u0332",
    "cancel": "\u0338",
    "bcancel": "\u0338",
    "xcancel": "\u0338",
    "sout": "\u0336",
}
"""Combining marks that go with every character."""

_SUPERIOR = (
    "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻=⁼(⁽)⁾aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻAᴬBᴮDᴰEᴱGᴳHᴴIᴵJᴶKᴷLᴸMᴹNᴺOᴼPᴾ"
    "RᴿTᵀUᵁVⱽWᵂαᵅβᵝγᵞδᵟεᵋθᶿιᶥϕᵠφᵠχᵡ⊤ᵀ∘°°°′′″″‴‴††**∗*⋆*"
)
_INFERIOR = "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓβᵦγᵧρᵨϕᵩφᵩχᵪ,,"

SUPERIOR = dict(zip(_SUPERIOR[::2], _SUPERIOR[1::2], strict=True))
INFERIOR = dict(zip(_INFERIOR[::2], _INFERIOR[1::2], strict=True))

ALPHABETS = {
    "mathbb": (0x1D538, 0x1D552, 0x1D7D8, dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))),
    "mathcal": (0x1D49C, 0x1D4B6, 0, dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True))),
    "mathfrak": (0x1D504, 0x1D51E, 0, dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True))),
}
"""First code points of capitals, small letters and digits (0: none), and the letters that are elsewhere."""
ALPHABETS["mathscr"] = ALPHABETS["mathcal"]
ALPHABETS["Bbb"] = ALPHABETS["mathbb"]
ALPHABETS["frak"] = ALPHABETS["mathfrak"]
ALPHABETS["cal"] = ALPHABETS["mathcal"]

NEGATED = dict(zip("=<>∈∋⊂⊃⊆⊇≡∼≃≈≅∣∥∃≤≥⊢⊨→⇒↔⇔", "≠≮≯∉∌⊄⊅⊈⊉≢≁≄≉≇∤∦∄≰≱⊬⊭↛⇏↮⇎", strict=True))
"""Relations that have a struck-out form of their own."""


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


SYMBOLS: dict[str, tuple[str, str]] = {
    name: (kind, symbol)
    for kind, table in (
        ("ord", ORDINARY),
        ("bin", BINARY),
        ("rel", RELATION),
        ("op", LARGE),
        ("open", OPENING),
        ("close", CLOSING),
        ("punct", "colon :"),
    )
    for name, symbol in _pairs(table).items()
}
"""Command without backslash -> (class, symbol)."""
