"""A site that is served while its repository is edited at random, compared with fresh builds.

python -m tests.fuzzing.saving [--rounds 500] [--seed 0]
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from ..conftest import Project

_SERVED = "http://127.0.0.1:8000/"
_LINES = 12
_WORDS = ("parcel", "label", "queue", "scan", "depot", "route", "clerk")
_DOCUMENTS = ("alpha", "beta", "gamma", "delta", "epsilon")


def _code(number: int) -> str:
    return "".join(f"line_{number}_{at} = {at}\n" for at in range(_LINES))


def _document(title: str, number: int, chance: random.Random) -> str:
    """A document that speaks of code, of images, and of other pages."""
    path, at = f"src/m{number}.py", chance.randrange(1, _LINES - 2)
    code = "\n".join(_code(number).splitlines()[at - 1 : at + 2])
    other, words = chance.choice(_DOCUMENTS), chance.choice(["Other", ""])
    files = f"""
![drawn](images/{chance.choice("ab")}.png), a [page](../docs/plain.md),
a [file](../{path}) and a [dead link](nowhere.md)
"""
    return f"""---
title: {title}
---
# First of {title}

See <SwmLink doc-title="{words}">[{words}](/.swm/{other}.{other}1.sw.md)</SwmLink>,
[an anchor]({other}.{other}1.sw.md#second) and [one of this page](#second).

<SwmToken path="{path}" pos="{at}:0:0" line-data="line_{number}_{at - 1} = {at - 1}">`line_{number}_{at - 1}`</SwmToken>
and <SwmPath>[{path}]({path})</SwmPath>
{chance.choice([files, ""])}
## Second

<SwmSnippet path="/{path}" line="{at}">

---

Words on code

```python
{code}
```

---

</SwmSnippet>

A [dead anchor]({other}.{other}1.sw.md#nowhere) and HTML<sup>2</sup>
"""


def _playlist(steps: Sequence[str]) -> str:
    listed = "".join(f"{at}. [{one}]({one}.{one}1.sw.md)\n" for at, one in enumerate(steps, 1))
    comment = "<!-- Steps - Do not remove this comment -->"
    return f"---\ntitle: Tour\nfile_version: 1.1.3\n---\n\n{comment}\n{listed}"


class Editor:
    """Edits a repository, each time in one of many ways.

    Attributes:
        project: The repository.
        chance: Decides what is done.
    """

    def __init__(self, project: Project, chance: random.Random) -> None:
        self.project = project
        self.chance = chance
        self.options: dict[str, Any] = {}
        self.config: dict[str, Any] = {"markdown_extensions": ["abbr"]}
        self._count = 0
        files: dict[str, str | bytes] = {f"src/m{at}.py": _code(at) for at in range(6)}
        for at, name in enumerate(_DOCUMENTS):
            files[f".swm/{name}.{name}1.sw.md"] = _document(name.title(), at, chance)
        files[".swm/tour.tour1.pl.sw.md"] = _playlist(_DOCUMENTS[:3])
        files[".swm/images/a.png"] = b"\x89PNG"
        files["docs/index.md"] = "# Home\n\n[Alpha](../.swm/alpha.alpha1.sw.md)\n"
        files["docs/plain.md"] = "# Plain\n\nText\n"
        files["includes/words.md"] = "*[HTML]: A language\n"
        project.write(files)
        self._configure()
        project.commit()
        project.git("branch", "other")

    def edit(self) -> str:
        """Change something; gives its name."""
        kinds: list[Callable[[], object]] = [
            *[self.text, self.title, self.heading, self.code, self.playlist] * 3,
            *[self.renamed_code, self.deleted_code, self.added, self.deleted, self.renamed] * 2,
            *[self.copied_code, self.checkout, self.committed, self.settings] * 3,
            *[self.image, self.plain, self.includes, self.ignored, self.option],
        ]
        kind = self.chance.choice(kinds)
        kind()
        return kind.__name__

    def _paths(self, pattern: str) -> list[Path]:
        return sorted(self.project.root.glob(pattern))

    def _any(self, pattern: str) -> Path | None:
        paths = self._paths(pattern)
        return self.chance.choice(paths) if paths else None

    def _number(self) -> int:
        self._count += 1
        return self._count

    def _change(self, pattern: str, change: Callable[[str], str]) -> None:
        path = self._any(pattern)
        if path:
            path.write_text(change(path.read_text()))

    def text(self) -> None:
        """Write a paragraph."""
        words = " ".join(self.chance.sample(_WORDS, 3))
        self._change(".swm/*1.sw.md", lambda text: f"{text}\n{words} {self._number()}\n")

    def title(self) -> None:
        """Change a title in the front matter."""
        title = f"title: {self.chance.choice(_WORDS)} {self._number()}"
        self._change(".swm/*.sw.md", lambda text: "\n".join(["---", title, *text.split("\n")[2:]]))

    def heading(self) -> None:
        """Rename a heading that links lead to, or take the name back."""
        old, new = self.chance.choice([("## Second", "## Third"), ("## Third", "## Second")])
        self._change(".swm/*1.sw.md", lambda text: text.replace(old, new))

    def code(self) -> None:
        """Put a line into a file of code, leave some out, or change one."""

        def change(text: str) -> str:
            lines = text.splitlines()
            at = self.chance.randrange(len(lines) + 1)
            new = self.chance.choice([[f"new_{self._number()} = 1"], []])
            lines[at : at + self.chance.randrange(3)] = new
            return "\n".join(lines) + "\n"

        self._change("src/*.py", change)

    def copied_code(self) -> None:
        """Write code that may have been deleted to a file of another name."""
        number = self.chance.randrange(6)
        self.project.write({f"src/c{number}.py": "\n" * self.chance.randrange(3) + _code(number)})

    def ignored(self) -> None:
        """Have git ignore a file of code, or none."""
        path = self._any("src/*.py")
        name = path.name if path and self.chance.random() < 0.5 else "none"
        self.project.write({".gitignore": f"{name}\n"})

    def renamed_code(self) -> None:
        """Move a file of code."""
        path = self._any("src/*.py")
        if path:
            path.rename(path.with_name(f"n{self._number()}.py"))

    def deleted_code(self) -> None:
        """Delete a file of code, or bring those of the last commit back."""
        path = self._any("src/*.py")
        if path and self.chance.random() < 0.8:
            path.unlink()
        else:
            self.project.git("checkout", "--", "src")

    def playlist(self) -> None:
        """Give the playlist other steps."""
        steps = self.chance.sample(_DOCUMENTS, self.chance.randrange(1, 5))
        self.project.write({".swm/tour.tour1.pl.sw.md": _playlist(steps)})

    def added(self) -> None:
        """Write a document, perhaps one that was deleted."""
        name = self.chance.choice([*_DOCUMENTS, f"new{self._number()}"])
        # Two of one name get other addresses.
        id = self.chance.choice([f"{name}1", f"{name}1", "twin1"])
        text = _document(name.title(), self.chance.randrange(6), self.chance)
        self.project.write({f".swm/{name}.{id}.sw.md": text})

    def deleted(self) -> None:
        """Delete a document."""
        path = self._any(".swm/*.sw.md")
        if path:
            path.unlink()

    def renamed(self) -> None:
        """Rename a document; its id stays."""
        path = self._any(".swm/*1.sw.md")
        if path:
            path.rename(path.with_name(f"name{self._number()}.{path.name.partition('.')[2]}"))

    def image(self) -> None:
        """Add or delete an image."""
        path = self.project.root / ".swm/images" / f"{self.chance.choice('ab')}.png"
        path.parent.mkdir(exist_ok=True)
        if path.exists():
            path.unlink()
        else:
            path.write_bytes(b"\x89PNG")

    def plain(self) -> None:
        """Write, change or delete an ordinary page."""
        path = self.project.root / "docs/plain.md"
        if path.exists() and self.chance.random() < 0.4:
            path.unlink()
        else:
            path.write_text(f"# Plain\n\nText {self._number()}\n")

    def includes(self) -> None:
        """Change what an extension appends to pages."""
        self.project.write({"includes/words.md": f"*[HTML]: Language {self._number()}\n"})

    def committed(self) -> None:
        """Commit everything."""
        self.project.commit()

    def checkout(self) -> None:
        """Go to another branch, and lose what was not committed in half of all cases."""
        if self.chance.random() < 0.5:
            self.project.commit()
        branch = self.project.git("branch", "--show-current")
        self.project.git("checkout", "-qf", "main" if branch == "other" else "other")

    def option(self) -> None:
        """Set an option of the plugin or of MkDocs, or take it back."""
        folder = {"base_path": [str(self.project.root / "includes")]}
        choices: list[tuple[dict[str, Any], str, Any]] = [
            (self.options, "source_pages", True),
            (self.options, "freshness", "ignore"),
            (self.options, "previews", False),
            (self.options, "health", True),
            (self.options, "llms", True),
            (self.options, "strings", {"related": "Akin"}),
            (self.config, "use_directory_urls", False),
            (self.config, "repo_url", "https://gitlab.com/acme/widget"),
            (
                self.config,
                "markdown_extensions",
                ["abbr", {"pymdownx.snippets": {"auto_append": ["words.md"], **folder}}],
            ),
            (self.config, "validation", {"links": {"anchors": "warn", "not_found": "info"}}),
            (self.config, "theme", {"name": "mkdocs"}),
            (self.config, "nav", ["index.md", {"A name": ".swm/alpha.alpha1.sw.md"}, "swimm"]),
        ]
        settings, key, value = self.chance.choice(choices)
        if settings.get(key) == value:
            del settings[key]
        else:
            settings[key] = value
        self._configure()

    def settings(self) -> None:
        """Change the settings of extensions of Markdown, not which there are."""
        toc: dict[str, Any] = {"permalink": self.chance.choice([True, False, "here"])}
        toc["separator"] = self.chance.choice("-_")
        highlight = {"anchor_linenums": self.chance.random() < 0.5}
        extensions = ["abbr", {"toc": toc}, {"pymdownx.highlight": highlight}]
        self.config["markdown_extensions"] = extensions
        self._configure()

    def _configure(self) -> None:
        settings = {
            "site_name": "Edited",
            "repo_url": "https://github.com/acme/widget",
            "theme": {"name": "material", "font": False},
            **self.config,
            "plugins": ["search", {"swimm": self.options}],
        }
        text = yaml.safe_dump(settings)
        self.project.write({"mkdocs.yml": text})


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.log: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if not message.startswith(("Documentation built in", "Cleaning", "Building")):
            self.log.append(f"{record.levelname} {message}")


@contextmanager
def _recorded() -> Iterator[list[str]]:
    recorder, logger = _Recorder(), logging.getLogger("mkdocs")
    level = logger.level
    logger.addHandler(recorder)
    logger.setLevel(logging.INFO)
    try:
        yield recorder.log
    finally:
        logger.removeHandler(recorder)
        logger.setLevel(level)


@contextmanager
def _new_plugins() -> Iterator[None]:
    """Let MkDocs make plugins anew that it keeps while it serves."""
    cache = MkDocsConfig.plugins.plugin_cache
    known = dict(cache)
    cache.clear()
    try:
        yield
    finally:
        cache.clear()
        cache.update(known)


class Comparison:
    """The site of a repository, served and built afresh in turn."""

    def __init__(self, project: Project, folder: Path) -> None:
        self._path = str(project.root / "mkdocs.yml")
        self._sites = folder / "served", folder / "fresh"
        os.environ["SOURCE_DATE_EPOCH"] = "1700000000"
        with _new_plugins():
            self._config = load_config(self._path)
            self._config.plugins.on_startup(command="serve", dirty=False)
            self._served = dict(MkDocsConfig.plugins.plugin_cache)

    def differences(self) -> list[str]:
        """Build the served site again, and a fresh one; gives what is not the same."""
        with _new_plugins():
            MkDocsConfig.plugins.plugin_cache.update(self._served)
            served, log = self._build(self._sites[0])
        with _new_plugins():
            config = load_config(self._path)
            config.plugins.on_startup(command="build", dirty=False)
            fresh, expected = self._build(self._sites[1])
            config.plugins.on_shutdown()
        found = [name for name in sorted({*served, *fresh}) if served.get(name) != fresh.get(name)]
        return found + [f"log: {line}" for line in sorted({*log} ^ {*expected})]

    def end(self) -> None:
        """Stop to serve."""
        self._config.plugins.on_shutdown()

    def _build(self, site: Path) -> tuple[Mapping[str, bytes], list[str]]:
        with _recorded() as log:
            config = load_config(self._path, site_dir=str(site), strict=True)
            config.site_url = _SERVED
            # A strict build ends with this where it has warned.
            with suppress(SystemExit):
                build(config, serve_url=_SERVED)
        paths = [path for path in site.rglob("*") if path.is_file()]
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in paths}, log


def run(seed: int, rounds: int, folder: Path) -> None:
    """Edit a repository, and compare its sites after each edit.

    Raises:
        AssertionError: They are not the same.
    """
    project = Project(folder / "repository")
    project.root.mkdir(parents=True)
    editor = Editor(project, random.Random(seed))
    comparison = Comparison(project, folder)
    done: list[str] = []
    try:
        for _ in range(rounds):
            found = comparison.differences()
            assert not found, f"seed {seed}, after {', '.join(done)}: {found[:10]}"
            done.append(editor.edit())
    finally:
        comparison.end()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0, help="the number of the first repository")
    parser.add_argument("--each", type=int, default=50, help="edits of a repository")
    options = parser.parse_args()
    for number in range(options.seed, options.seed + options.rounds // options.each):
        with tempfile.TemporaryDirectory() as place:
            run(number, options.each, Path(place))
        print(f"repository {number}: {options.each} rounds, served as built afresh", flush=True)
