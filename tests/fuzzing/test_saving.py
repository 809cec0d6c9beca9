"""A site that is served while its repository is edited at random, compared with fresh builds.

``SWIMM_CASES=500 pytest tests/fuzzing/test_saving.py`` makes so many edits of further repositories.
"""

from __future__ import annotations

import logging
import os
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from ..conftest import Project

pytestmark = pytest.mark.slow

EDITS = 12
"""So many edits are made of one repository."""
SEEDS = range(7, 7 + max(1, int(os.environ.get("SWIMM_CASES", 0)) // EDITS))
SERVED = "http://127.0.0.1:8000/"
LINES = 12
WORDS = ("parcel", "label", "queue", "scan", "depot", "route", "clerk")
DOCUMENTS = ("alpha", "beta", "gamma", "delta", "epsilon")
# What is edited as often as the number says.
KINDS = {
    3: ["text", "title", "heading", "code", "copy code", "playlist", "checkout", "commit", "toc"],
    2: ["rename code", "delete code", "add", "delete", "rename"],
    1: ["image", "plain", "includes", "ignore", "option"],
}


def code_of(number: int) -> str:
    return "".join(f"line_{number}_{at} = {at}\n" for at in range(LINES))


def document(title: str, number: int, chance: random.Random) -> str:
    """A document that speaks of code, of images, and of other pages."""
    path, at = f"src/m{number}.py", chance.randrange(1, LINES - 2)
    code = "\n".join(code_of(number).splitlines()[at - 1 : at + 2])
    other, words = chance.choice(DOCUMENTS), chance.choice(["Other", ""])
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


def playlist(steps: Sequence[str]) -> str:
    listed = "".join(f"{at}. [{one}]({one}.{one}1.sw.md)\n" for at, one in enumerate(steps, 1))
    comment = "<!-- Steps - Do not remove this comment -->"
    return f"---\ntitle: Tour\nfile_version: 1.1.3\n---\n\n{comment}\n{listed}"


class Editor:
    """Edits a repository, each time in one of many ways."""

    def __init__(self, project: Project, chance: random.Random) -> None:
        self.project, self.chance = project, chance
        self.options: dict[str, Any] = {}
        self.config: dict[str, Any] = {"markdown_extensions": ["abbr"]}
        self.count = 0
        files = {f"src/m{at}.py": code_of(at) for at in range(6)}
        for at, name in enumerate(DOCUMENTS):
            files[f".swm/{name}.{name}1.sw.md"] = document(name.title(), at, chance)
        files[".swm/tour.tour1.pl.sw.md"] = playlist(DOCUMENTS[:3])
        files[".swm/images/a.png"] = "PNG"
        files["docs/index.md"] = "# Home\n\n[Alpha](../.swm/alpha.alpha1.sw.md)\n"
        files["docs/plain.md"] = "# Plain\n\nText\n"
        files["includes/words.md"] = "*[HTML]: A language\n"
        project.write(files)
        self.configure()
        project.commit()
        project.git("branch", "other")

    def change(self, pattern: str, change: Callable[[str], str]) -> None:
        if path := self.any(pattern):
            path.write_text(change(path.read_text()))

    def any(self, pattern: str) -> Path | None:
        paths = sorted(self.project.root.glob(pattern))
        return self.chance.choice(paths) if paths else None

    def edit(self) -> str:
        """Change something; gives its name."""
        chance, write, git = self.chance, self.project.write, self.project.git
        self.count += 1
        kind = chance.choice([kind for often, kinds in KINDS.items() for kind in kinds * often])
        match kind:
            case "text":
                words = " ".join(chance.sample(WORDS, 3))
                self.change(".swm/*1.sw.md", lambda text: f"{text}\n{words} {self.count}\n")
            case "title":
                title = f"title: {chance.choice(WORDS)} {self.count}"
                lines = ["---", title]
                self.change(".swm/*.sw.md", lambda text: "\n".join(lines + text.split("\n")[2:]))
            case "heading":
                # One that links lead to, or the name is taken back.
                old, new = chance.sample(["## Second", "## Third"], 2)
                self.change(".swm/*1.sw.md", lambda text: text.replace(old, new))
            case "code":
                self.change("src/*.py", self.edited)
            case "copy code":
                # Code that may have been deleted.
                number = chance.randrange(6)
                write({f"src/c{number}.py": "\n" * chance.randrange(3) + code_of(number)})
            case "ignore":
                path = self.any("src/*.py")
                write({".gitignore": f"{path.name}\n" if path and chance.random() < 0.5 else ""})
            case "rename code" if path := self.any("src/*.py"):
                path.rename(path.with_name(f"n{self.count}.py"))
            case "delete code":
                path = self.any("src/*.py")
                if path and chance.random() < 0.8:
                    path.unlink()
                else:
                    git("checkout", "--", "src")
            case "playlist":
                steps = chance.sample(DOCUMENTS, chance.randrange(1, 5))
                write({".swm/tour.tour1.pl.sw.md": playlist(steps)})
            case "add":
                # Perhaps one that was deleted; two of one name get other addresses.
                name = chance.choice([*DOCUMENTS, f"new{self.count}"])
                id = chance.choice([f"{name}1", f"{name}1", "twin1"])
                text = document(name.title(), chance.randrange(6), chance)
                write({f".swm/{name}.{id}.sw.md": text})
            case "delete" if path := self.any(".swm/*.sw.md"):
                path.unlink()
            case "rename" if path := self.any(".swm/*1.sw.md"):
                # The id stays.
                path.rename(path.with_name(f"name{self.count}.{path.name.partition('.')[2]}"))
            case "image":
                path = self.project.root / ".swm/images" / f"{chance.choice('ab')}.png"
                self.toggle(path, "PNG", 1)
            case "plain":
                self.toggle(self.project.root / "docs/plain.md", f"# Plain\n\n{self.count}\n", 0.4)
            case "includes":
                # What an extension appends to pages.
                write({"includes/words.md": f"*[HTML]: Language {self.count}\n"})
            case "commit":
                self.project.commit()
            case "checkout":
                # What was not committed is lost in half of all cases.
                if chance.random() < 0.5:
                    self.project.commit()
                branch = git("branch", "--show-current")
                git("checkout", "-qf", "main" if branch == "other" else "other")
            case "toc":
                # The settings of extensions, not which there are.
                toc = {"permalink": chance.choice([True, False, "here"])}
                highlight = {"anchor_linenums": chance.random() < 0.5}
                extensions = ["abbr", {"toc": toc}, {"pymdownx.highlight": highlight}]
                self.config["markdown_extensions"] = extensions
                self.configure()
            case "option":
                self.option()
        return kind

    def edited(self, text: str) -> str:
        """Code with a line put in, left out, or changed."""
        lines = text.splitlines()
        at = self.chance.randrange(len(lines) + 1)
        new = self.chance.choice([[f"new_{self.count} = 1"], []])
        lines[at : at + self.chance.randrange(3)] = new
        return "\n".join(lines) + "\n"

    def toggle(self, path: Path, text: str, often: float) -> None:
        """Write a file, or delete it."""
        if path.exists() and self.chance.random() < often:
            path.unlink()
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)

    def option(self) -> None:
        """Set an option of the plugin or of MkDocs, or take it back."""
        folder = str(self.project.root / "includes")
        snippets = {"pymdownx.snippets": {"auto_append": ["words.md"], "base_path": [folder]}}
        settings, key, value = self.chance.choice(
            [
                (self.options, "source_pages", True),
                (self.options, "freshness", "ignore"),
                (self.options, "previews", False),
                (self.options, "health", True),
                (self.options, "llms", True),
                (self.options, "strings", {"related": "Akin"}),
                (self.config, "use_directory_urls", False),
                (self.config, "repo_url", "https://gitlab.com/acme/widget"),
                (self.config, "markdown_extensions", ["abbr", snippets]),
                (self.config, "validation", {"links": {"anchors": "warn", "not_found": "info"}}),
                (self.config, "theme", {"name": "mkdocs"}),
                (self.config, "nav", ["index.md", {"A name": ".swm/alpha.alpha1.sw.md"}, "swimm"]),
            ]
        )
        if settings.get(key) == value:
            del settings[key]
        else:
            settings[key] = value
        self.configure()

    def configure(self) -> None:
        settings = {
            "site_name": "Edited",
            "repo_url": "https://github.com/acme/widget",
            "theme": {"name": "material", "font": False},
            **self.config,
            "plugins": ["search", {"swimm": self.options}],
        }
        self.project.write({"mkdocs.yml": yaml.safe_dump(settings)})


@contextmanager
def plugins_kept(kept: Mapping[str, Any]) -> Iterator[None]:
    """Have MkDocs use the plugins of a server, or make them anew."""
    cache = MkDocsConfig.plugins.plugin_cache
    before = dict(cache)
    cache.clear()
    cache.update(kept)
    try:
        yield
    finally:
        cache.clear()
        cache.update(before)


class Comparison:
    """The site of a repository, served and built afresh in turn."""

    def __init__(self, project: Project, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
        self.path = str(project.root / "mkdocs.yml")
        self.folder, self.caplog = folder, caplog
        with plugins_kept({}):
            self.config = load_config(self.path)
            self.config.plugins.on_startup(command="serve", dirty=False)
            self.served = dict(MkDocsConfig.plugins.plugin_cache)

    def differences(self) -> list[str]:
        """Build the served site again, and a fresh one; gives what is not the same."""
        with plugins_kept(self.served):
            served, log = self.build("served")
        with plugins_kept({}):
            config = load_config(self.path)
            config.plugins.on_startup(command="build", dirty=False)
            fresh, expected = self.build("fresh")
            config.plugins.on_shutdown()
        found = [name for name in sorted({*served, *fresh}) if served.get(name) != fresh.get(name)]
        return found + [f"log: {line}" for line in sorted(log ^ expected)]

    def build(self, name: str) -> tuple[Mapping[str, bytes], set[str]]:
        site = self.folder / name
        self.caplog.clear()
        config = load_config(self.path, site_dir=str(site), strict=True)
        config.site_url = SERVED
        # A strict build ends with this where it has warned.
        with suppress(SystemExit), self.caplog.at_level(logging.INFO, "mkdocs"):
            build(config, serve_url=SERVED)
        log = {f"{one.levelname} {one.getMessage()}" for one in self.caplog.records}
        own = ("INFO Documentation built in", "INFO Cleaning", "INFO Building")
        paths = [path for path in site.rglob("*") if path.is_file()]
        files = {path.relative_to(site).as_posix(): path.read_bytes() for path in paths}
        return files, {line for line in log if not line.startswith(own)}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_site_served_through_many_edits_is_as_one_built_afresh(
    seed: int,
    project: Project,
    tmp_path_factory: pytest.TempPathFactory,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    editor = Editor(project, random.Random(seed))
    comparison = Comparison(project, tmp_path_factory.mktemp("sites"), caplog)
    done: list[str] = []
    for _ in range(EDITS):
        found = comparison.differences()
        assert not found, f"after {', '.join(done)}: {found[:10]}"
        done.append(editor.edit())
    comparison.config.plugins.on_shutdown()
