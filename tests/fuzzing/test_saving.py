"""A site that is served while its repository is edited at random, compared with fresh builds.

``SWIMM_CASES=500 pytest tests/fuzzing/test_saving.py`` makes so many edits of further repositories.
"""

import os
import random
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from ..conftest import REPOSITORY, Built, Project, build_site, files_in

pytestmark = pytest.mark.slow

EDITS = 36
"""The number of edits of one repository; sites are compared after every three."""
SEEDS = range(7, 7 + max(2, int(os.environ.get("SWIMM_CASES", 0)) // EDITS))
PAGE = "# Home\n\n[Links](../.swm/links.l4h7r2mx.sw.md), [code](../tea/orders.py#L4)\n"


class Editor:
    """Edits a repository of documents of all generations, each time in one of many ways."""

    def __init__(self, project: Project, chance: random.Random, *, has_git: bool) -> None:
        self.project, self.chance = project, chance
        self.options: dict[str, Any] = {}
        self.config: dict[str, Any] = {"markdown_extensions": ["abbr"]}
        self.count = 0
        shutil.copytree(REPOSITORY / "docs/examples", project.root, dirs_exist_ok=True)
        documents = sorted(project.root.glob(".swm/*.sw.md"))
        links = "".join(
            f'\n<SwmLink doc-title="">[](/.swm/{one.name})</SwmLink>, [there]({one.name}#the-end)\n'
            for one in documents
        )
        for path in documents:
            path.write_text(f"{path.read_text()}{links}\n## The end\n")
        words = {"includes/words.md": "*[HTML]: A language\n", "docs/plain.md": "# Plain\n"}
        project.write({"docs/index.md": PAGE, **words})
        self.configure()
        project.commit()
        project.git("branch", "other")
        self.has_git = has_git
        if not has_git:
            shutil.rmtree(project.root / ".git")

    def any(self, *patterns: str) -> Path:
        """One of the files that there are."""
        found = [path for one in patterns for path in sorted(self.project.root.glob(one))]
        return self.chance.choice(found or [self.project.root / "docs/index.md"])

    def edit(self) -> str:
        """Change something; returns what."""
        self.count += 1
        kinds = {self.line: 6, self.title: 3, self.file: 6, self.option: 4}
        if self.has_git:
            kinds[self.git] = 4
        kind = self.chance.choices(list(kinds), list(kinds.values()))[0]
        return kind()

    def line(self) -> str:
        """Put a line in, take one out, or put another in its place."""
        path = self.any(".swm/*.sw.md", "tea/*", "web/*", "docs/*.md", "includes/*", ".gitignore")
        lines = path.read_text().split("\n")
        at = self.chance.randrange(len(lines))
        other = self.any(".swm/*.sw.md").read_text().split("\n")
        news: list[list[str]] = [[], [], [f"new_{self.count} = 1"], ["", f"Words {self.count}"]]
        new = self.chance.choice([*news, [self.chance.choice(other)]])
        lines[at : at + self.chance.randrange(3)] = new
        path.write_text("\n".join(lines))
        return f"{path.name}:{at}: {new}"

    def title(self) -> str:
        """Change a title, or a heading that links lead to."""
        path = self.any(".swm/*.sw.md")
        lines = path.read_text().split("\n")
        titles = [at for at, line in enumerate(lines) if line.startswith(("title: ", "## "))]
        for at in titles and [self.chance.choice(titles)]:
            lines[at] += f" {self.count}"
        path.write_text("\n".join(lines))
        return f"title in {path.name}"

    def file(self) -> str:
        """Delete, rename or copy a file; two documents of one name get other addresses."""
        path = self.any(".swm/*.sw.md", ".swm/images/*", "tea/*", "web/*", "docs/plain.md")
        name, _, rest = path.name.partition(".")
        if path.name == "index.md":
            return "nothing"
        match self.chance.choice(["delete", "rename", "copy", "copy"]):
            case "delete":
                path.unlink()
                return f"{path.name} deleted"
            case "rename":
                # The id of a document stays.
                path.rename(path.with_name(f"{name}{self.count}.{rest}"))
                return f"{path.name} renamed"
        copy = (
            f"{name}.twin{self.count}.sw.md"
            if rest.endswith("sw.md")
            else f"copy{self.count}.{rest}"
        )
        shutil.copy(path, path.with_name(copy))
        return f"{path.name} copied"

    def git(self) -> str:
        """Commit, go to another branch, lose what was changed, or have git ignore a file."""
        kind = self.chance.choice(["commit", "checkout", "restore", "ignore"])
        match kind:
            case "commit":
                self.project.commit()
            case "checkout":
                branch = self.project.git("branch", "--show-current")
                self.project.git("checkout", "-qf", "main" if branch == "other" else "other")
            case "restore":
                self.project.git("checkout", "-q", ".")
            case "ignore":
                self.project.write({".gitignore": f"{self.any('tea/*', 'web/*').name}\n"})
        return kind

    def option(self) -> str:
        """Set an option of the plugin or of MkDocs, or take it back."""
        folder = str(self.project.root / "includes")
        snippets = {"pymdownx.snippets": {"auto_append": ["words.md"], "base_path": [folder]}}
        toc = {"toc": {"permalink": True, "separator": "_"}}
        numbers = {"pymdownx.highlight": {"anchor_linenums": True}}
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
                (self.config, "markdown_extensions", ["abbr", toc, numbers]),
                (self.config, "validation", {"links": {"anchors": "warn", "not_found": "info"}}),
                (self.config, "theme", {"name": "mkdocs"}),
                (self.config, "nav", ["index.md", {"A": ".swm/links.l4h7r2mx.sw.md"}, "swimm"]),
            ]
        )
        if settings.get(key) == value:
            del settings[key]
        else:
            settings[key] = value
        self.configure()
        return f"{key}: {settings.get(key)}"

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


@pytest.mark.parametrize("seed", SEEDS)
def test_a_site_served_through_many_edits_is_as_one_built_afresh(
    seed: int,
    project: Project,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    sites = tmp_path_factory.mktemp("sites")
    editor = Editor(project, random.Random(seed), has_git=seed % 3 != 2)
    path = project.root / "mkdocs.yml"
    with plugins_kept({}):
        config = load_config(str(path))
        config.plugins.on_startup(command="serve", dirty=False)
        kept = dict(MkDocsConfig.plugins.plugin_cache)
    done: list[str] = []
    for _ in range(EDITS // 3):
        with plugins_kept(kept):
            served = build_site(path, None, site_dir=str(sites / "served"))
        with plugins_kept({}):
            fresh = build_site(path, site_dir=str(sites / "fresh"))
        found = differences(served, fresh)
        assert not found, f"after {', '.join(done)}: {found[:10]}"
        done += [editor.edit() for _ in range(3)]
    config.plugins.on_shutdown()


def differences(served: Built, fresh: Built) -> list[str]:
    """The files that differ, and messages of the server that a fresh build does not log."""
    one, other = files_in(served.site), files_in(fresh.site)
    names = [name for name in {**one, **other} if one.get(name) != other.get(name)]
    own = re.compile(r"Documentation built|Cleaning|Building|\d+ earlier warning")
    reported = {entry for entry in served.log if not own.match(entry[1])}
    return names + [message for _, message in reported - set(fresh.log)]
