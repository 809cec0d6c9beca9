"""Monorepos: documents in ``packages/app/.swm`` refer to ``packages/app``."""

import json
from typing import Any

import pytest
from markdown import Markdown

from mkdocs_swimm.markdown_extension import SwimmExtension

from .cli.conftest import APP, DOCUMENT, NAME, invoke
from .conftest import Project, build_site

WEB = DOCUMENT.replace("title: Numbers", "title: Menu").replace("src/app.py", "src/menu.py")
WELL = "Up to date with the code"


def sources(*folders: str) -> dict[str, object]:
    return {"sources": list(folders)}


@pytest.fixture
def monorepo(project: Project) -> Project:
    """Two packages with documents of their own, and a document about the whole."""
    project.commit(
        {
            f"packages/app/{NAME}": DOCUMENT,
            "packages/app/src/app.py": APP,
            "packages/web/.swm/menu.m1n2.sw.md": WEB,
            "packages/web/src/menu.py": APP,
            ".swm/tools.t1l2.sw.md": DOCUMENT.replace("src/app.py", "tools/count.py"),
            "tools/count.py": APP,
            "docs/index.md": "# Home\n",
        }
    )
    return project


@pytest.mark.parametrize(
    ("folder", "options", "config", "url"),
    [
        (".", sources("packages/app/.swm"), {}, "swimm/packages/app/numbers/"),
        ("packages/app", {}, {}, "swimm/packages/app/numbers/"),
        (".", {}, {"docs_dir": "packages/app/.swm"}, "numbers/"),
    ],
    ids=["of a package", "in a package", "of documents alone"],
)
def test_a_site_of_one_package(
    monorepo: Project, folder: str, options: dict[str, Any], config: dict[str, Any], url: str
) -> None:
    built = Project(monorepo.root / folder).build(options, **config)
    page = built.content(url)
    assert WELL in page
    commit = monorepo.git("rev-parse", "HEAD")
    link = f"https://github.com/acme/widget/blob/{commit}/packages/app/src/app.py#L3"
    assert f'href="{link}"' in page
    assert built.warnings == []


def test_a_root_that_is_set_is_the_root(monorepo: Project) -> None:
    built = monorepo.build({**sources("packages/app/.swm"), "root": "packages/web"})
    assert WELL not in built.content("swimm/packages/app/numbers/")


def test_links_between_parts_and_problems_in_them(monorepo: Project) -> None:
    monorepo.write({".swm/tools.t1l2.sw.md": "---\ntitle: T\n---\n[Menu](menu.m1n2.sw.md)\n"})
    path = monorepo.root / "packages/web/.swm/menu.m1n2.sw.md"
    path.write_text(path.read_text("utf-8") + "\n[gone](gone.g1n2.sw.md)\n", "utf-8")
    built = monorepo.build(sources(".swm", "packages/web/.swm"))
    assert [one.partition(": ")[0] for one in built.warnings] == [
        "packages/web/.swm/menu.m1n2.sw.md:25"
    ]
    assert 'href="../packages/web/menu/"' in built.content("swimm/tools/")


@pytest.mark.parametrize("folder", [".", "packages/app", "packages/web/.swm"])
@pytest.mark.parametrize("git", [True, False])
def test_verify_anywhere(monorepo: Project, folder: str, git: bool) -> None:
    done = invoke(monorepo.root / folder, "verify", **({} if git else {"PATH": "/nowhere"}))
    assert (done.status, done.out) == (0, "3 documents, 9 references: 9 up to date\n")


def test_a_site_of_all_parts(monorepo: Project) -> None:
    built = monorepo.build(
        {
            **sources(".swm", "packages/app/.swm", "packages/web/.swm"),
            "health": True,
            "source_pages": True,
        },
        edit_uri="edit/main/docs/",
        theme={"name": "material", "font": False, "features": ["content.action.edit"]},
    )
    assert built.warnings == []
    for url, code in {
        "swimm/tools/": "source/tools/count.py",
        "swimm/packages/app/numbers/": "source/src/app.py",
        "swimm/packages/web/menu/": "source/src/menu.py",
    }.items():
        page = built.content(url)
        assert WELL in page, url
        assert code in page, url
        assert 'title="Edit this page"' in page, url
    assert "Menu" in built.content("swimm/health/")


def test_paths_from_the_root_of_the_repository_stay_such(monorepo: Project) -> None:
    path = f"packages/app/{NAME}"
    monorepo.write({path: DOCUMENT.replace("src/app.py", "packages/app/src/app.py")})
    page = monorepo.build(sources("packages/app/.swm")).content("swimm/packages/app/numbers/")
    assert WELL in page
    assert invoke(monorepo.root, "verify", "packages/app").status == 0


def test_verify_prints_paths_from_the_root_of_the_repository(monorepo: Project) -> None:
    monorepo.git("switch", "-q", "-c", "work")
    monorepo.commit({"packages/web/src/menu.py": "# head\n" + APP.replace("= 0", "= 1")})
    done = invoke(monorepo.root, "verify", "--base", "main", "--format", "github")
    assert done.status == 1
    assert "::error file=packages/web/src/menu.py,line=7,endLine=11," in done.out
    data = json.loads(invoke(monorepo.root, "verify", "--format", "json").out)
    roots = {one["path"]: one["root"] for one in data["documents"]}
    assert roots == {
        ".swm/tools.t1l2.sw.md": "",
        f"packages/app/{NAME}": "packages/app/",
        "packages/web/.swm/menu.m1n2.sw.md": "packages/web/",
    }


def test_which(monorepo: Project) -> None:
    done = invoke(monorepo.root, "which", "packages/web/src/menu.py:3")
    assert done.lines[0] == (
        "packages/web/.swm/menu.m1n2.sw.md:4: Menu (token 'parse' in packages/web/src/menu.py:3)"
    )
    inside = invoke(monorepo.root / "packages/app", "which", "src/app.py")
    assert inside.lines[0].startswith(f"{NAME}:4: Numbers")
    assert invoke(monorepo.root, "which", "tools/count.py").status == 0


def test_export(monorepo: Project) -> None:
    url = "https://github.com/acme/widget"
    done = invoke(monorepo.root, "export", "github", "out", "--repo-url", url, "--revision", "m")
    assert (done.status, done.err) == (0, "")
    texts = "".join(path.read_text("utf-8") for path in (monorepo.root / "out").rglob("*.md"))
    for path in ("packages/app/src/app.py", "packages/web/src/menu.py", "tools/count.py"):
        assert f"{url}/blob/m/{path}#L3" in texts


def test_the_markdown_extension(monorepo: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(monorepo.root)
    url = "https://github.com/acme/widget"
    ours = SwimmExtension(path=f"packages/app/{NAME}", repo_url=url, revision="main")
    html = Markdown(extensions=[ours]).convert(DOCUMENT)
    assert WELL in html
    assert f'href="{url}/blob/main/packages/app/src/app.py#L3"' in html


@pytest.mark.parametrize("packages", [["app"], ["app", "web"]])
def test_what_init_writes_builds(monorepo: Project, packages: list[str]) -> None:
    for folder in {"app", "web"} - set(packages):
        monorepo.git("rm", "-rq", f"packages/{folder}/.swm")
    monorepo.git("rm", "-rq", ".swm", "docs")
    assert invoke(monorepo.root, "init").status == 0
    built = build_site(monorepo.root / "mkdocs.yml", strict=True)
    pages = [page.read_text("utf-8") for page in built.site.rglob("*.html")]
    assert sum(WELL in page for page in pages) == len(packages)


def many(folder: str = "") -> dict[str, str]:
    """A document that names seven files, and the files in a folder."""
    names = [f"src/part{number}.py" for number in range(7)]
    paths = [f"<SwmPath>[{name}]({name})</SwmPath>\n" for name in names]
    text = "---\ntitle: Many\n---\n" + "\n".join(
        [*paths, "<SwmPath>[LICENSE](LICENSE)</SwmPath>\n"]
    )
    return {".swm/many.m1a2.sw.md": text, "LICENSE": "", **{f"{folder}{one}": APP for one in names}}


def test_a_root_that_is_nearly_right_is_reported_once(project: Project) -> None:
    project.commit({**many("widget/"), "docs/index.md": "# Home\n"})
    done = invoke(project.root, "verify")
    hints = [line for line in done.err.splitlines() if "root" in line]
    assert hints == [
        "7 of the 8 files that the documents name are in widget, not where they say; "
        "set '--root widget' if that is the root of the code"
    ]
    reported = [message for _, message in project.build().log if "are in widget" in message]
    assert reported == [
        "7 of the 8 files that the documents name are in widget, not where they say; "
        "set 'root: widget' in the options of swimm if that is the root of the code"
    ]
    assert invoke(project.root, "verify", "--root", "widget").err == ""


def test_a_few_files_that_moved_are_no_other_root(project: Project) -> None:
    project.commit(many())
    (project.root / "old/src").mkdir(parents=True)
    for number in range(4):
        project.git("mv", f"src/part{number}.py", "old/src")
    project.commit()
    assert "root" not in invoke(project.root, "verify").err
