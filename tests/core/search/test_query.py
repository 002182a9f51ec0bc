"""The query language: a table of what each query is, what is wrong in it, and that nothing ever raises."""

from __future__ import annotations

import random

import pytest

from nexus_tui.core.search import query as q
from nexus_tui.core.search.query import parse
from nexus_tui.core.search.query_parser import LONGEST, MOST_CLAUSES

LONG = "x" * 201


def shown(clause: q.Clause) -> str:
    """A clause in one short word."""
    if isinstance(clause, q.AnyOf):
        return "|".join(map(shown, clause.clauses))
    name = f"{clause.field}=" if clause.field else ""
    if isinstance(clause, q.Word):
        return name + clause.text + ("*" if clause.prefix else "") + ("?" if clause.optional else "")
    if isinstance(clause, q.Phrase):
        return f'{name}"{" ".join(clause.words)}"' + ("*" if clause.prefix else "")
    if isinstance(clause, q.Literal):
        return f"{name}'{clause.text}'"
    return f"/{clause.pattern}/" + ("i" if clause.ignore_case else "")


def short(query: q.Query) -> list[str]:
    return [shown(clause) for clause in query.clauses] + ["-" + shown(clause) for clause in query.excluded]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("", []),
        ("   ", []),
        ("django orm", ["django", "orm"]),
        ('"query set"', ['"query set"']),
        ("“query set”", ['"query set"']),
        ('"query set', ['"query set"']),
        ('"" x', ["x"]),
        ("a -b", ["a", "-b"]),
        ("-b", ["b"]),
        ("-rf -x", ["rf", "x"]),
        ("-#b -rf", ["-tag=b", "-rf"]),
        ('-"b c"', ['-"b c"']),
        ("a NOT b", ["a", "-b"]),
        ("a AND NOT b", ["a", "-b"]),
        ("a && b", ["a", "b"]),
        ("a AND b", ["a", "b"]),
        ("NOT IN with nulls", ["NOT", "IN", "with", "nulls"]),
        ("IS NOT NULL", ["IS", "NOT", "NULL"]),
        ("CREATE OR REPLACE view", ["CREATE", "OR", "REPLACE", "view"]),
        ("x NOT INDEX", ["x", "-INDEX"]),
        ("and or not", ["and", "or", "not"]),
        ('-"two words" x', ["x", '-"two words"']),
        ("-title:draft x", ["x", "-title=draft"]),
        ("-#old x", ["x", "-tag=old"]),
        ("--no-verify", ["--no-verify"]),
        ("git --amend -m", ["git", "--amend", "-m"]),
        ("a - b", ["a", "b"]),
        ("well-known", ["well-known"]),
        ("-> x", ["->?", "x"]),
        ("a OR b", ["a|b"]),
        ("a || b", ["a|b"]),
        ("a OR b OR c d", ["a|b|c", "d"]),
        ("(a OR b) c", ["a|b", "c"]),
        ('a OR "b c"', ['a|"b c"']),
        ("select*", ["select*"]),
        ("select* x", ["select*", "x"]),
        ("title:queries", ["title=queries"]),
        (
            "heading:a tag:b path:c in:d code:e lang:f body:g file:h",
            [
                f"{f}={v}"
                for f, v in zip(
                    ("heading", "tag", "path", "in", "code", "lang", "body", "file"), "abcdefgh", strict=True
                )
            ],
        ),
        ('title:"two words"', ['title="two words"']),
        ("title:'As Is'", ["title='As Is'"]),
        ("title:sel*", ["title=sel*"]),
        ("#how-to", ["tag=how-to"]),
        ("tag:how-to", ["tag=how-to"]),
        ("in:guides/django", ["in=guides/django"]),
        ("path:*.md", ["path=*.md"]),
        ("lang:c++", ["lang=c++"]),
        ("# x", ["x"]),
        ("C# F#", ["C#", "F#"]),
        ("/fo+/", ["/fo+/i"]),
        ("/Foo/", ["/Foo/"]),
        ("/Foo/i", ["/Foo/i"]),
        (r"/\W+x/", [r"/\W+x/i"]),
        (r"/a\/b/", [r"/a\/b/i"]),
        ("/two words/", ["/two words/i"]),
        ("/etc/hosts", ["etc/hosts"]),
        ("/ x", ["x"]),
        ("'os.path'", ["'os.path'"]),
        ("'two words' x", ["'two words'", "x"]),
        ("don't", ["don't"]),
        ("'tis the season", ["'tis the season'"]),
        ("x 'As It", ["x", "'As It'"]),
        ("'don't", ["'don't'"]),
        ("'a' 'b", ["'a'", "'b'"]),
        ("' x", ["x"]),
        ("'x'y", ["'x'y'"]),
        ("the dogs' bowl", ["the", "dogs", "bowl"]),
        ("std::vec::Vec", ["std::vec::Vec"]),
        ("http://example.org/x", ["example.org/x"]),
        ("localhost:8080", ["localhost:8080"]),
        ("foo:bar", ["foo:bar"]),
        ("Title:x", ["Title:x"]),
        ("foo(bar)", ["foo", "bar"]),
        ("what is the ? operator ?", ["what", "is", "the", "??", "operator"]),
        ("?", ["?|'?'"]),
        ("=>", ["=>|'=>'"]),
        ("==", ["==|'=='"]),
        ("||", ["|||'||'"]),
        ("{{ }}", ["{{|'{{'", "}}|'}}'"]),
        ('"=>"', ["'=>'"]),
        ("==x==", ["x"]),
        ("**kwargs", ["kwargs"]),
        ('"', []),
        ("检索 引擎", ["检索", "引擎"]),
    ],
)
def test_a_query_is_these_clauses(text: str, clauses: list[str]) -> None:
    assert short(parse(text, typing=False)) == clauses


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("django or", ["django", "or*"]),
        ("django or ", ["django", "or"]),
        ("title:que", ["title=que*"]),
        ("#dja", ["tag=dja*"]),
        ("a OR b", ["a|b*"]),
        ("a OR", ["a"]),
        ("a -b", ["a", "-b"]),
        ('"query se', ['"query se"*']),
        ('"query se ', ['"query se"']),
        ('"query se"', ['"query se"']),
        ("foo(", ["foo"]),
        ("title:", ["title"]),
        ("/fo+", ["fo"]),
        ("'os.pa", ["'os.pa'"]),
        ("'os ", ["'os'"]),
        ("--no-ver", ["--no-ver*"]),
    ],
)
def test_the_last_word_may_be_half_typed(text: str, clauses: list[str]) -> None:
    assert short(parse(text)) == clauses


@pytest.mark.parametrize(
    ("text", "marked", "reason"),
    [
        ("titel:x", "titel:", "did you mean “title:”"),
        ("tags:x", "tags:", "did you mean “tag:”"),
        ("Title:x", "Title:", "did you mean “title:”"),
        ("folder:x", "folder:", "did you mean “in:”"),
        ("lnag:python", "lnag:", "did you mean “lang:”"),
        ("title: x", "title:", "without a blank"),
        ("OR x", "OR", "nothing stands before OR"),
        ("x OR -y", "OR", "both sides"),
        ("/(/ x", "/(/", "not a regular expression"),
        ("/[a-/ x", "/[a-/", "not a regular expression"),
        (f"/{LONG}/ x", f"/{LONG}/", "longer than 200 characters"),
        ("/a/ /b/ x -/c/ -/d/ y", "/d/", "no more than 3 regular expressions"),
        ("*ending x", "*ending", "“ending*”"),
    ],
)
def test_a_wrong_operator_is_marked_with_the_reason(text: str, marked: str, reason: str) -> None:
    (problem,) = parse(text).problems
    assert text[problem.start : problem.end] == marked
    assert reason in problem.reason


@pytest.mark.parametrize("text", ["a NOT", "a OR", "a OR ", "title:"])
def test_an_operator_without_its_word_is_wrong_only_once_entered(text: str) -> None:
    assert parse(text).problems == ()
    assert len(parse(text, typing=False).problems) == 1


@pytest.mark.parametrize("text", ["std::vec", "http://x.org", "localhost:80", "a:b", "key:value", "C++", "--no-verify"])
def test_text_with_colons_and_dashes_is_no_problem(text: str) -> None:
    assert parse(text).problems == ()


def test_clauses_stand_where_they_say() -> None:
    text = 'one title:two "three four" -five #six'
    query = parse(text, typing=False)
    found = [text[clause.start : clause.end] for clause in (*query.simple, *query.excluded)]
    assert found == ["one", "two", 'title:two "three four"'[10:], "six", "five"]


def test_words_to_mark_are_those_wanted_in_the_text() -> None:
    query = parse("select rel* \"two words\" 'As Is' title:three -four #five in:six sev")
    assert query.words == ("select", "rel*", '"two words"', "'As Is'", "three", "sev*")


def test_words_excluded_from_nothing_are_text_and_filters_leave_the_other_pages() -> None:
    query = parse("-a -b")
    assert short(query) == ["a", "b*"]
    assert query.notes == ("searched “-a”, “-b” as text: there is nothing to leave it out of",)
    assert parse("-#old").notes == () and not parse("-#old").empty
    assert parse("-#old").describe() == "all pages, without those with the tag “old”"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("$HOME", ["$HOME"]),
        ("==x==", ["==x=="]),
        ("**kwargs, and", ["**kwargs"]),
        ("(@decorator)", ["@decorator"]),
        ("a=b", ["a=b"]),
        ("/etc/hosts", ["/etc/hosts"]),
        ("~/.bashrc", ["~/.bashrc"]),
        (r"/retry_\w+", []),
        ("10%", ["10%"]),
        ("x == y", ["x == y"]),
        ("foo() bar(", []),
        ("what? (yes, no); e.g. this: don't!", []),
        ("C++ C# .net", []),
        ("--no-verify 3.12 a/b N+1", []),
        ("django 1.0.0", ["1.0.0"]),
        ("migrat*", []),
        ("https://example.org/$x", []),
        ("title:$HOME -$x y", []),
        ("a question of five words about $HOME", []),
    ],
)
def test_signs_that_words_lack_are_kept_beside_them(text: str, written: list[str]) -> None:
    assert [literal.text for literal in parse(text, typing=False).written] == written


def test_what_may_be_an_option_of_a_command_has_two_readings() -> None:
    query = parse("rm -rf x", typing=False)
    assert short(query) == ["rm", "x", "-rf"]
    assert query.flagged is not None
    assert short(query.flagged) == ["rm", "rf", "x"]
    assert [literal.text for literal in query.flagged.written] == ["rm -rf"]
    for text in ("rm NOT rf", "rm -longword", "-rf rm", "rm -#rf", 'rm -"rf"', "rm OR -rf"):
        assert parse(text, typing=False).flagged is None, text


def test_a_literal_that_is_still_open_may_be_words() -> None:
    query = parse("'tis the season", typing=False)
    assert query.instead is not None
    assert short(query.instead) == ["tis", "the", "season"]
    assert parse("'tis' the season").instead is None


def test_words_side_by_side_may_be_one_name() -> None:
    assert parse("file name title:x pre commit").neighbours == ((0, 1), (3, 4))


def test_a_query_says_what_it_is() -> None:
    text = parse('django OR flask title:orm "two words" -draft', typing=False).describe()
    assert (
        text == "(“django” or “flask”) and “orm” in the title of the page and the phrase “two words”, without “draft”"
    )
    assert parse("").describe() == "nothing to look for yet"


@pytest.mark.parametrize("tags", [(), ("django",), ("two words", "how-to")])
@pytest.mark.parametrize("terms", [(), ("query",), ("querysets", "related", "the")])
def test_every_example_of_the_help_is_a_query_without_a_problem(tags: tuple[str, ...], terms: tuple[str, ...]) -> None:
    examples = q.grammar_help(tags, terms)
    assert 9 <= len(examples) <= 10
    for example, meaning in examples:
        query = parse(example, typing=False)
        assert not query.problems and not query.empty and meaning
    kinds = {type(clause) for example, _ in examples for clause in parse(example).clauses}
    assert kinds == {q.Word, q.Phrase, q.Literal, q.Regex, q.AnyOf}


def test_the_help_uses_the_words_of_the_library() -> None:
    text = " ".join(example for example, _ in q.grammar_help(("orm",), ("querysets", "related")))
    assert "#orm" in text and "querysets" in text and "related" in text


def test_a_very_long_query_is_bounded() -> None:
    query = parse("word " * 10_000)
    assert len(query.clauses) == MOST_CLAUSES
    assert all(clause.end <= LONGEST for clause in query.simple)


PIECES = [
    *(
        "title:",
        "tag:",
        "in:",
        "lang:",
        "titel:",
        "-",
        "--",
        "NOT ",
        "OR ",
        "AND ",
        "|| ",
        "&& ",
        '"',
        "“",
        "'",
        "/",
        "#",
    ),
    *(
        "word",
        "sel_rel",
        "C++",
        ".env",
        "检索",
        "é",
        "\x00",
        "\ud800",
        "\u200b",
        "\u0301",
        "😀",
        "👩‍💻",
        " ",
        "  ",
        "\n",
    ),
    *("(", ")", "[", "{", "?", "\\", "(?P<", "a{1,99999}", "(?", "+", "::", "->", "x" * 300, "ß", "İ", "½", "\u202e"),
    *("*", ":", "#", "  ", "\t"),
]


def _random_query(generator: random.Random) -> str:
    if generator.random() < 0.2:
        return "".join(chr(generator.randrange(0x500)) for _ in range(generator.randrange(12)))
    return "".join(generator.choice(PIECES) for _ in range(generator.randrange(1, 10)))


def _check_any(count: int, seed: int) -> None:
    generator = random.Random(seed)
    for _ in range(count):
        text = _random_query(generator)
        for typing in (True, False):
            query = parse(text, typing=typing)
            assert query.text == text
            query.describe()
            assert all(isinstance(word, str) for word in query.words)
            for clause in (*query.simple, *query.excluded):
                assert 0 <= clause.start < clause.end <= len(text)
                if isinstance(clause, q.Word):
                    options = clause.alternatives.options
                    assert all(option.terms and all(option.terms) for option in options)
            for start, end, reason in query.problems:
                assert 0 <= start < end <= len(text) and reason


def test_no_query_raises() -> None:
    _check_any(2_000, seed=7)


@pytest.mark.slow
def test_no_query_of_very_many_raises() -> None:
    _check_any(100_000, seed=11)
