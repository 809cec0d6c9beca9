"""The commands read ``mkdocs.yml``, and find the same as the site for every reference."""

import copy
import json
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from mkdocs_swimm.cli import main
from mkdocs_swimm.site.config import SwimmConfig

from ..conftest import REPOSITORY, Project, build_site
from .conftest import APP, DOCUMENT, NAME, Run, invoke

_LOGGED = re.compile(r"(\S+\.sw\.md):\d+: the code has moved on: (.*?);")
_COUNT = re.compile(r"(\d+) (changed|gone|moved)\b")
MOVED = APP.replace("import os\n", "import os\nimport re\n").replace(
    "result += value", "result += 1"
)
SITE = """\
site_name: Site
theme: {name: mkdocs}
plugins:
  - swimm:
"""


def from_site(config: Path, output: Path) -> dict[str, Counter[str]]:
    """How many references of each document are stale, as a build logs it, by the file's name."""
    log = build_site(config, site_dir=str(output)).log
    found: dict[str, Counter[str]] = {}
    for path, states in _LOGGED.findall("\n".join(message for _, message in log)):
        counts = _COUNT.findall(states)
        found[Path(path).name] = Counter({state: int(count) for count, state in counts})
    return found


def from_command(folder: Path, *arguments: str, **environment: str) -> dict[str, Counter[str]]:
    """The same from the command, for documents with changed or gone references."""
    options = ("verify", "--format", "json", *arguments)
    done = invoke(folder, *options, **environment)
    assert done.status < 2, done.err
    found: dict[str, Counter[str]] = {}
    for one in json.loads(done.out)["findings"]:
        if one["state"] != "not checked":
            found.setdefault(Path(one["document"]).name, Counter())[one["state"]] += 1
    return {path: found[path] for path in found if found[path].keys() - {"moved"}}


def test_the_command_agrees_with_the_sample_site(tmp_path: Path) -> None:
    logged = from_site(REPOSITORY / "mkdocs.yml", tmp_path)
    assert logged
    assert from_command(REPOSITORY) == logged
    assert from_command(REPOSITORY, "sample_site/.swm") == logged
    assert from_command(tmp_path, "-f", str(REPOSITORY / "mkdocs.yml")) == logged


@pytest.fixture
def stale(project: Project) -> Project:
    """A repository whose code is in a folder that only the configuration names."""
    project.commit({"code/src/app.py": APP, NAME: DOCUMENT})
    project.write({"code/src/app.py": MOVED})
    return project


def test_several_repositories_are_checked_each_against_its_own_code(
    project: Project, tmp_path: Path
) -> None:
    one, other = Project(project.root / "one"), Project(project.root / "other")
    for at in (one, other):
        at.root.mkdir()
        at.write({"docs/index.md": "# Home\n", "src/app.py": APP})
        at.commit({NAME.replace("x1y2", at.root.name): DOCUMENT})
    sources = "      sources: [.swm, {path: ../other/.swm, root: ../other}]\n"
    one.write({"mkdocs.yml": SITE + sources})
    other.write({"src/app.py": MOVED})
    logged = from_site(one.root / "mkdocs.yml", tmp_path / "built")
    assert list(logged) == ["numbers.other.sw.md"]
    assert from_command(one.root) == logged


def test_the_nearest_site_with_the_plugin_is_followed(stale: Project, tmp_path: Path) -> None:
    options = "      sources: [../.swm]\n      root: ../code\n"
    stale.write(
        {
            "site/mkdocs.yml": SITE + options,
            "site/docs/index.md": "# Home\n",
            "site/docs/mkdocs.yml": "site_name: Another\n",
        }
    )
    logged = from_site(stale.root / "site" / "mkdocs.yml", tmp_path / "built")
    assert logged == {"numbers.x1y2.sw.md": Counter(changed=1, moved=1)}
    assert from_command(stale.root / "site") == logged
    assert from_command(stale.root / "site" / "docs") == logged
    assert from_command(stale.root, "-f", "site/mkdocs.yml") == logged
    # From above the site, nothing is known of it; options of the command win.
    assert from_command(stale.root) != logged
    assert from_command(stale.root / "site", "--root", "docs") != logged
    assert not from_command(stale.root, "--root", "code", "--ref", "HEAD")


def test_documents_that_the_site_leaves_out_are_reported(project: Project, run: Run) -> None:
    config = SITE + "      sources: [.swm]\n"
    project.commit({"mkdocs.yml": config, "src/app.py": APP, NAME: DOCUMENT})
    assert run().err == ""
    project.write({f"pkg/{NAME}": DOCUMENT})
    assert run().err == (
        "checking only the documents of the site, not 1 document elsewhere in the repository; "
        "name a folder, such as '.', to check everything in it\n"
    )
    assert run(".").lines[-1].startswith("2 documents, ")


def test_tags_of_yaml_are_neither_an_obstacle_nor_followed(stale: Project) -> None:
    canary = stale.root / "ran"
    stale.write(
        {
            "evil.py": f"open({str(canary)!r}, 'w').close()\n",
            "base.yml": "repo_url: https://github.com/acme/numbers\n",
            "mkdocs.yml": "INHERIT: base.yml\n"
            "markdown_extensions:\n"
            "  - pymdownx.superfences:\n"
            "      custom_fences:\n"
            "        - {name: mermaid, format: !!python/name:evil.run ''}\n"
            "  - toc: {slugify: !!python/object/apply:os.system {args: [touch ran]}}\n"
            "hooks: [evil.py]\n"
            + SITE
            + "      root: !ENV [CODE_ROOT, nowhere]\n"
            + "      mount: !unknown {a: [b]}\n",
        }
    )
    done = invoke(stale.root, "verify")
    assert done.status == 2
    assert "the option 'mount' of swimm" in done.err
    text = (stale.root / "mkdocs.yml").read_text("utf-8")
    stale.write({"mkdocs.yml": text.replace("      mount: !unknown {a: [b]}\n", "")})
    found = from_command(stale.root, CODE_ROOT="code")
    assert found == {"numbers.x1y2.sw.md": Counter(changed=1, moved=1)}
    assert not canary.exists()


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("plugins: [search]\n", "does not name 'swimm' among its plugins"),
        ("plugins: [swimm\n", "cannot be read as YAML"),
        (SITE + "      host: nobody\n", "the option 'host' of swimm: Expected one of"),
        (SITE + "      ref: nope\n", "the revision 'nope' in the option 'ref' is not known"),
        (None, "cannot be read: No such file or directory"),
    ],
)
def test_an_invalid_configuration_is_reported(
    stale: Project, config: str | None, message: str
) -> None:
    if config is not None:
        stale.write({"mkdocs.yml": config})
    done = invoke(stale.root, "verify", "-f", "mkdocs.yml")
    assert done.status == 2
    assert message in done.err


WRONG = {
    "sources": [
        "text",
        {"a": "b"},
        [1],
        [{"mount": "x"}],
        [{"path": "x", "roots": "y"}],
        [{"path": "x", "root": 3}],
        [{"path": "x", "repo_url": "https://example.org/a/b"}],
        [{"path": "x", "root": "y", "host": "sourceforge"}],
    ],
    "pages": ["*.md", [1]],
    "mount": [1, ["a"]],
    "root": [1],
    "repo_url": [1, "acme/widget"],
    "host": ["nobody", 1],
    "link_template": [1, "https://example.org/{nothing}"],
    "revision": [1],
    "ref": [1],
    "repositories": ["text", {"a": 1}, {"a": "b"}, {1: "https://example.org/a/b"}],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_commands_refuse_what_a_site_refuses(project: Project, name: str, value: object) -> None:
    options = SwimmConfig()
    options.load_dict({name: copy.deepcopy(value)})
    errors, _ = options.validate()
    assert [option for option, _ in errors] == [name]
    plugins = {"site_name": "x", "plugins": [{"swimm": {name: value}}]}
    project.write({"mkdocs.yml": yaml.safe_dump(plugins), NAME: DOCUMENT})
    done = CliRunner().invoke(main, ["verify", "-f", str(project.root / "mkdocs.yml")])
    assert done.exit_code == 2
    assert f"the option '{name}' of swimm: " in done.stderr


def test_a_configuration_is_laid_over_the_one_that_it_inherits(stale: Project) -> None:
    stale.write(
        {
            "site/mkdocs.yml": "INHERIT: ../base/base.yml\nplugins: {swimm: {root: ../code}}\n",
            "base/base.yml": "INHERIT: more.yml\n"
            "site_name: x\nplugins: {search: {lang: en}, swimm: {root: nowhere}}\n",
            "base/more.yml": "plugins: {swimm: {sources: [../.swm]}}\n",
        }
    )
    assert from_command(stale.root / "site") == {"numbers.x1y2.sw.md": Counter(changed=1, moved=1)}
    (stale.root / "base" / "more.yml").unlink()
    done = invoke(stale.root / "site", "verify")
    assert done.status == 2
    assert "more.yml cannot be read: No such file or directory" in done.err
    stale.write({"base/base.yml": "INHERIT: base.yml\n"})
    done = invoke(stale.root / "site", "verify")
    assert done.status == 2
    assert "cannot be read as YAML" in done.err


def test_quiet_prints_what_was_found_and_nothing_else(stale: Project) -> None:
    done = invoke(stale.root, "verify", "-q", "--root", "code")
    assert done.status == 1
    assert not done.err
    words = [line.split(": ")[1] for line in done.lines]
    assert words == ["moved", "changed"]
    done = invoke(stale.root, "verify", "--quiet", "--root", "code", "--ref", "HEAD")
    assert (done.status, done.out, done.err) == (0, "", "")


def test_options_from_the_environment(stale: Project) -> None:
    named = invoke(stale.root, "verify", MKDOCS_SWIMM_ROOT="code")
    assert "1 moved, 1 changed" in named.out
    form = {"MKDOCS_SWIMM_VERIFY_FORMAT": "json", "MKDOCS_SWIMM_REF": "HEAD"}
    done = invoke(stale.root, "verify", "--root", "code", **form)
    assert json.loads(done.out)["summary"]["up_to_date"] == 3
    output = {"MKDOCS_SWIMM_ZENSICAL_BUILD_OUTPUT": "code"}
    assert "code exists and is not a site" in invoke(stale.root, "zensical", "build", **output).err
