"""Makes libraries of realistic pages, the same ones for the same seed.

    python -m tests.benchmarks.generate FOLDER [--pages 10000] [--seed 7]

Words follow Zipf's law, lengths of pages a log-normal distribution with a median of 1.5 KB; pages have front matter,
headings, paragraphs, lists, tables, code, quotes and links to each other. The home page is a list of numbered rows,
longer than any screen, by which a measurement sees that a key was answered.
"""

from __future__ import annotations

import argparse
import itertools
import random
from pathlib import Path

WORDS = 6_000
"""Different words of the vocabulary."""
PER_FOLDER = 60
"""Pages in a folder, about."""
ROWS = 800
"""Numbered rows of the home page."""
SEED = 7


def _listed(words: str) -> list[str]:
    return words.split()


ONSETS = _listed("b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sc sh sl sp st str t th tr v w")
VOWELS = _listed("a e i o u ai ea ee io ou")
CODAS = _listed("b ck d g l ll m n nd ng nt p r rd rm rt s sh ss st t th x")
TOPICS = _listed(
    "index cache query transaction container image pipeline worker queue schema migration token session router "
    "middleware resolver cursor backup replica cluster deployment health log metric trace fixture mock build artifact"
)
CODE = (
    ("python", "def {0}({1}: int) -> int:\n    return {1} * {2}\n\n\nprint({0}({2}))"),
    ("sql", "select {0}, count(*)\nfrom {1}\nwhere {0} > {2}\ngroup by {0};"),
    ("bash", "{0} --{1} {2} | sort | uniq -c"),
    ("yaml", "{0}:\n  {1}: {2}\n  enabled: true"),
)


class Writer:
    """Writes pages from one stream of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        syllables = ["".join(parts) for parts in itertools.product(ONSETS, VOWELS, CODAS)]
        self.chance.shuffle(syllables)
        made = dict.fromkeys(
            first + (second if at % 3 else "") for at, (first, second) in enumerate(itertools.pairwise(syllables))
        )
        self.words = [*TOPICS, *made][:WORDS]
        self._weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(self.words))))

    def some(self, count: int) -> list[str]:
        """So many words, frequent ones more often."""
        return self.chance.choices(self.words, cum_weights=self._weights, k=count)

    def sentence(self) -> str:
        """A sentence with now and then some markup."""
        words = self.some(self.chance.randint(6, 18))
        if self.chance.random() < 0.3:
            at = self.chance.randrange(len(words))
            mark = self.chance.choice(("`", "*", "**"))
            words[at] = f"{mark}{words[at]}{mark}"
        return " ".join(words).capitalize() + "."

    def paragraph(self, link: str = "") -> str:
        """Some sentences, the last one with a link if given."""
        text = " ".join(self.sentence() for _ in range(self.chance.randint(2, 5)))
        return f"{text} See [{' '.join(self.some(2))}]({link})." if link else text

    def block(self) -> str:
        """A list, a table, a fence or a quote."""
        kind = self.chance.randrange(5)
        if kind == 0:
            return "\n".join(f"- {self.sentence()}" for _ in range(self.chance.randint(2, 6)))
        if kind == 1:
            rows = "\n".join(f"| {word} | {self.chance.randrange(1000)} |" for word in self.some(3))
            return f"| Name | Value |\n|---|--:|\n{rows}"
        if kind == 2:
            return f"> [!NOTE]\n> {self.sentence()}"
        language, code = self.chance.choice(CODE)
        return f"```{language}\n{code.format(*self.some(2), self.chance.randrange(100))}\n```"

    def page(self, title: str, links: list[str]) -> str:
        """A page with this title and links."""
        size = min(40_000, int(self.chance.lognormvariate(7.3, 0.8)))
        tags = ", ".join(sorted(set(self.chance.sample(TOPICS, 3))))
        parts = [f"---\ntitle: {title}\ntags: [{tags}]\n---\n# {title}", self.paragraph()]
        length = 200
        while length < size:
            part = f"## {' '.join(self.some(self.chance.randint(1, 4))).capitalize()}"
            parts += [part, self.paragraph(links.pop() if links else ""), self.block()]
            length += sum(map(len, parts[-3:]))
        return "\n\n".join(parts) + "\n"


def home(pages: int) -> str:
    """The home page: rows to scroll through."""
    rows = "\n".join(f"{row:04d} row of the home page" for row in range(1, ROWS + 1))
    return f"# Home of {pages} pages\n\nWelcome.\n\n```text\n{rows}\n```\n"


def generate(root: Path, pages: int, seed: int = SEED) -> int:
    """Make a library of ``pages`` pages in the empty or missing folder ``root``; the bytes written."""
    writer = Writer(seed)
    folders = max(1, pages // PER_FOLDER)
    names = [" ".join(writer.some(2)) for _ in range(pages - 1)]
    paths = [
        f"{folder_name(number % folders)}/{name.replace(' ', '-')}-{number}.md" for number, name in enumerate(names)
    ]
    root.mkdir(parents=True, exist_ok=True)
    total = (root / "index.md").write_text(home(pages), encoding="utf-8")
    for folder in {path.rpartition("/")[0] for path in paths}:
        (root / folder).mkdir(parents=True, exist_ok=True)
    for path, name in zip(paths, names, strict=True):
        links = [f"../../{writer.chance.choice(paths)}" for _ in range(3)]
        total += (root / path).write_text(writer.page(name.capitalize(), links), encoding="utf-8")
    return total


def folder_name(number: int) -> str:
    """The folder of this number, two deep."""
    return f"{TOPICS[number % len(TOPICS)]}/part-{number // len(TOPICS):03d}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    if options.folder.exists() and any(options.folder.iterdir()):
        parser.error(f"{options.folder} is not empty")
    print(f"{generate(options.folder, options.pages, options.seed):,} bytes in {options.pages:,} pages")


if __name__ == "__main__":
    main()
