"""Anchors of headings."""

from __future__ import annotations

import pytest

from nexus_tui.core.slugs import Slugger, anchor_key, same_anchor, slugify


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Hello World", "hello-world"),
        ("Foo & Bar", "foo--bar"),
        ("C++ / C#", "c--c"),
        ("snake_case and kebab-case", "snake_case-and-kebab-case"),
        ("What's new in 3.11?", "whats-new-in-311"),
        ("`std::vec`", "stdvec"),
        ("  padded ", "--padded-"),
        ("Привет мир", "привет-мир"),
        ("日本語の見出し", "日本語の見出し"),
        ("Überblick: Größe", "überblick-größe"),
        ("हिन्दी शीर्षक", "हिन्दी-शीर्षक"),
        ("café e\u0301t", "café-e\u0301t"),
        ("Ⅳ and Ⓐ", "ⅳ-and-ⓐ"),
        ("🚀 Launch", "-launch"),
        ("…", ""),
        ("two\nlines", "two-lines"),
        ("İstanbul", "i\u0307stanbul"),
    ],
)
def test_a_heading_has_the_anchor_that_github_gives_it(text: str, anchor: str) -> None:
    assert slugify(text) == anchor


def test_repeated_headings_are_numbered_in_order() -> None:
    slugger = Slugger()
    assert [slugger.slug(text) for text in ("Usage", "usage", "Usage!", "Other")] == [
        "usage",
        "usage-1",
        "usage-2",
        "other",
    ]


def test_a_number_never_clashes_with_a_heading_that_ends_in_it() -> None:
    slugger = Slugger()
    given = [slugger.slug(text) for text in ("x-1", "x", "x", "x-1", "x", "x 2")]
    assert given == ["x-1", "x", "x-2", "x-1-1", "x-3", "x-2-1"]
    assert len(set(given)) == len(given)


def test_explicit_ids_are_kept_and_avoided() -> None:
    slugger = Slugger(taken=["intro"])
    assert slugger.slug("Intro") == "intro-1"
    assert slugger.explicit("Mixed.Case") == "Mixed.Case"
    assert slugger.explicit("notes") == "notes"
    assert slugger.slug("Notes") == "notes-1"
    assert slugger.explicit("notes") == "notes"


def test_headings_without_letters_still_have_an_anchor() -> None:
    slugger = Slugger()
    assert [slugger.slug("🚀"), slugger.slug("…"), slugger.slug("")] == ["section", "section-1", "section-2"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("usage", "#Usage"),
        ("%C3%BCberblick", "überblick"),
        ("cafe\u0301", "café"),
        ("foo--bar", "foo-bar"),
        ("Foo & Bar", "foo--bar"),
        ("hello-world", "Hello%20World"),
        ("What's new?", "whats-new"),
        ("\ufe0f-heart", "heart"),
        ("stra%C3%9Fe", "STRASSE"),
    ],
)
def test_unimportant_differences_do_not_keep_a_link_from_its_heading(one: str, other: str) -> None:
    assert same_anchor(one, other)
    assert same_anchor(other, one)


@pytest.mark.parametrize(("one", "other"), [("a", "b"), ("x-1", "x"), ("c++", "c#"), ("a_b", "a-b"), ("ab", "a-b")])
def test_different_headings_stay_different(one: str, other: str) -> None:
    assert not same_anchor(one, other)
    assert anchor_key(one) != anchor_key(other)


def test_broken_percent_encoding_is_no_error() -> None:
    assert anchor_key("%zz%") == "%zz%"
    assert anchor_key("%ff") == "\ufffd"
