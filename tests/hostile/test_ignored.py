"""Files that git ignores are never shown, whichever link leads there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ..cli.conftest import clean_environment, invoke
from ..conftest import Project, whole
from ..documents import snippet, token

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="links need rights there"),
    pytest.mark.slow,
]
SECRET = "USER = 'ann'\nTOKEN = 'hunter2'\n"
IGNORE = ".env\n/config/\nsecret.*\n"


def references_to(path: str) -> str:
    """All kinds of references to a file, with a line that it has and one that it does not have."""
    return (
        token(path, 1, "USER", "USER = &#39;ann&#39;")
        + f" <SwmPath>[{path}]({path})</SwmPath> [x](../{path})\n\n"
        + snippet(path, "TOKEN = None", comment="Text")
    )


@pytest.mark.parametrize(
    ("links", "speaks_of"),
    [
        ({}, ".env"),
        ({"settings.py": ".env"}, "settings.py"),
        ({"conf": "config"}, "conf/local.py"),
        ({"conf": "config", "settings.py": "conf/local.py"}, "settings.py"),
        ({}, "nested/secret.py"),
        ({"settings.py": "nested/secret.py"}, "settings.py"),
        ({}, "module/secret.py"),
        ({"lib": "module"}, "lib/secret.py"),
    ],
)
def test_ignored_code(project: Project, links: dict[str, str], speaks_of: str) -> None:
    module = Project(project.root.parent / f"{project.root.name}-module")
    module.commit({".gitignore": IGNORE, "a.py": "a = 1\n"})
    project.commit({".gitignore": IGNORE, ".swm/in.aaaaa.sw.md": references_to(speaks_of)})
    allowed = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add"]
    project.git(*allowed, str(module.root), "module")
    nested = Project(project.root / "nested")
    nested.commit({".gitignore": IGNORE, "a.py": "a = 1\n"})
    secrets = (".env", "config/local.py", "nested/secret.py", "module/secret.py")
    project.write(dict.fromkeys(secrets, SECRET))
    for at, to in links.items():
        (project.root / at).symlink_to(to)
    built = project.build({"source_pages": True, "health": True, "coverage": True})
    assert "Text" in built.content("swimm/in/")
    assert b"hunter2" not in whole(built.site)


def test_ignored_code_in_exports(project: Project) -> None:
    project.write({".gitignore": IGNORE, ".swm/in.aaaaa.sw.md": references_to("settings.py")})
    project.write({".env": SECRET})
    (project.root / "settings.py").symlink_to(".env")
    project.commit()
    for command in (["export", "github", "out"], ["verify", "-v"]):
        done = invoke(project.root, *command)
        assert "hunter2" not in done.out + done.err
    assert b"hunter2" not in whole(project.root / "out")


def test_ignored_images_and_documents(project: Project) -> None:
    images = ("config/a.png", "secret.png", ".swm/images/secret.png", ".swm/images/open.png")
    text = " ".join(f"![x](/{name})" for name in (*images, "link.png")) + " Text\n"
    project.write({".gitignore": IGNORE, ".swm/in.aaaaa.sw.md": text, ".env": SECRET})
    project.write({name: f"hunter2 {name}" for name in images[:3]})
    project.write({images[3]: "seen"})
    (project.root / "link.png").symlink_to("secret.png")
    (project.root / ".swm/images/link.png").symlink_to("../../secret.png")
    (project.root / ".swm/env.bbbbb.sw.md").symlink_to("../.env")
    project.commit()
    built = project.build()
    assert b"hunter2" not in whole(built.site)
    assert b"seen" in whole(built.site)
    assert any("secret.png" in line for line in built.warnings)
    for flavour in ("github", "material", "codetour"):
        invoke(project.root, "export", flavour, f"out/{flavour}")
        assert b"hunter2" not in whole(project.root / "out" / flavour)
    assert "open.png" in [path.name for path in (project.root / "out/github/images").iterdir()]


@pytest.fixture
def outside(outside: Path) -> Path:
    for name in ("page.md", "doc.ccccc.sw.md", "key.png", "data.json", "style.css"):
        (outside / name).write_text("hunter2\n")
    return outside


LINKS = {
    "more": "",
    "page.md": "page.md",
    "doc.ccccc.sw.md": "doc.ccccc.sw.md",
    "key.png": "key.png",
    "images/key.png": "key.png",
    "data.json": "data.json",
    "unit.swm": "data.json",
}


@pytest.mark.parametrize("docs_dir", [".swm", "docs"])
def test_links_out_of_a_folder_of_documents_that_is_the_site(
    project: Project, outside: Path, docs_dir: str
) -> None:
    folder = docs_dir if docs_dir == ".swm" else "docs/.swm"
    project.write({f"{folder}/in.aaaaa.sw.md": "Text\n", f"{docs_dir}/index.md": "# Home\n"})
    for at, to in LINKS.items():
        (project.root / folder / at).parent.mkdir(exist_ok=True)
        (project.root / folder / at).symlink_to(outside / to)
    project.commit()
    options = {} if docs_dir == ".swm" else {"sources": ["docs/.swm"]}
    excluded = {} if docs_dir == ".swm" else {"exclude_docs": "!.swm\n"}
    built = project.build(options, docs_dir=docs_dir, **excluded)
    assert b"Text" in whole(built.site)
    assert b"hunter2" not in whole(built.site)
    reported = [line for line in built.warnings if "not followed" in line]
    assert [line.partition(":")[0] for line in reported] == sorted(f"{folder}/{at}" for at in LINKS)


@pytest.mark.parametrize("name", ["z.swm", "z.ddddd.sw.md"])
@pytest.mark.parametrize("settings", ["docs_dir: .swm\n", "plugins: [swimm]\n"])
def test_documents_without_an_end(project: Project, name: str, settings: str) -> None:
    project.write({".swm/in.aaaaa.sw.md": "Text\n", "docs/index.md": "# Home\n"})
    (project.root / ".swm" / name).symlink_to("/dev/zero")
    project.commit()
    (project.root / ".swm/fifo.swm").unlink(missing_ok=True)
    os.mkfifo(project.root / ".swm/fifo.swm")
    os.mkfifo(project.root / ".swm/fifo.eeeee.sw.md")
    plugins = "" if "plugins" in settings else "plugins: [swimm]\n"
    project.write({"mkdocs.yml": f"site_name: x\ntheme: {{name: material}}\n{plugins}{settings}"})
    limited = "import resource as r; r.setrlimit(r.RLIMIT_AS, (3 << 30, 3 << 30)); "
    for module, arguments in (("mkdocs", ["build"]), ("mkdocs_swimm", ["verify"])):
        run = f"{limited}import sys, runpy; sys.argv[1:] = {arguments}; runpy.run_module"
        done = subprocess.run(
            [sys.executable, "-c", f"{run}({module!r}, run_name='__main__')"],
            cwd=project.root,
            env=clean_environment(NO_MKDOCS_2_WARNING="1"),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        out = done.stdout + done.stderr
        assert done.returncode == 0, out
        assert len([line for line in out.splitlines() if name in line]) == 1, out
