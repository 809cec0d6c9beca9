"""Documents written with the commands that print what to paste, and ``mkdocs-swimm new``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mkdocs_swimm.cli import main

from ..conftest import Project
from .conftest import APP, DOCUMENT, NAME

CODE = f'{APP}\ndef twice(value): return value + value  # `value` < 2 & "value"\n'


@pytest.fixture
def repository(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    project.write({"src/app.py": CODE, NAME: DOCUMENT, ".gitignore": "*.key\n"})
    project.write({"a b/né (1).c": "int x;\r\n\r\nint y;\r\n", "my.key": "secret\n"})
    project.write({"data.bin": b"\0\1\2", "empty.txt": "", "mac.py": "old\rmac\n"})
    project.commit({"late.py": "a\n" * 8000 + "\0\n"})
    project.git("remote", "add", "origin", "git@github.com:acme/widget.git")
    monkeypatch.chdir(project.root)
    return project


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def printed(*arguments: str) -> str:
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    return done.stdout


def created(*arguments: str) -> str:
    """The text of a new document."""
    return Path(printed("new", *arguments).strip()).read_text("utf-8")


def refused(*arguments: str) -> str:
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, ""), done.output
    [line] = done.stderr.splitlines()
    return line.removeprefix("Error: ")


def test_a_document_written_with_the_commands_alone(repository: Project) -> None:
    path = Path(printed("new", 'What "a: b" *does*?').strip())
    assert path.name.startswith("what-a-b-does.")
    pieces = [
        printed("quote", "src/app.py:6-10"),
        printed("quote", "a b/né (1).c:1-3"),
        printed("token", "src/app.py:3", "parse"),
        printed("token", "src/app.py:12", "value", "--nth", "4"),
        printed("path", "a b/né (1).c"),
        printed("path", "src"),
        printed("link", NAME),
    ]
    text = path.read_text("utf-8")
    path.write_text(text.replace("&nbsp;", "\n".join(pieces)), "utf-8", newline="\n")
    done = run("verify", "--format", "json", str(path))
    assert done.exit_code == 0, done.output
    counts = json.loads(done.stdout)["summary"]
    assert (counts["up_to_date"], counts["references"]) == (6, 6)
    # What links to it finds it, and the page has the title.
    built = repository.build()
    assert built.warnings == []
    page = built.content(f"swimm/{path.name.partition('.')[0]}/")
    assert '<h1 id="what-a-b-does">What "a: b" &#42;does&#42;?' in page
    assert 'href="../numbers/"' in page


def test_the_forms(repository: Project) -> None:
    assert printed("token", "src/app.py:12", "`value`").strip() == (
        '<SwmToken path="src/app.py" pos="12:18:20" line-data="def twice(value): return value + '
        'value  # `value` &lt; 2 &amp; &quot;value&quot;">`` `value` ``</SwmToken>'
    )
    assert printed("path", "src").strip() == "<SwmPath>[src/](src/)</SwmPath>"
    assert printed("link", NAME).strip() == (
        f'<SwmLink doc-title="Numbers">[Numbers](/{NAME})</SwmLink>'
    )
    text = printed("quote", "src/app.py:5-11")
    assert text.startswith('<SwmSnippet path="/src/app.py" line="6">\n\n---\n\n&nbsp;\n\n```python')
    # Without lines, a file is quoted as a whole.
    assert 'line="1"' in printed("quote", "src/app.py")


def test_plain_markdown(repository: Project) -> None:
    commit = repository.git("rev-parse", "HEAD")
    blob = f"https://github.com/acme/widget/blob/{commit}"
    assert printed("quote", "--plain", "src/app.py:3-5") == (
        f"{blob}/src/app.py#L3-L4\n\n```python\ndef parse(text):\n    return text.split()\n```\n"
    )
    assert printed("token", "--plain", "src/app.py:3", "parse") == (
        f"[`parse`]({blob}/src/app.py#L3)\n"
    )
    assert printed("path", "--plain", "a b/né (1).c") == (
        f"[`a b/né (1).c`]({blob}/a%20b/n%C3%A9%20%281%29.c)\n"
    )
    assert printed("link", "--plain", NAME) == f"[Numbers](/{NAME})\n"
    # A link must not lead to other lines than those that are quoted.
    repository.write({"src/app.py": "\n" + CODE, "new.py": "x = 1\n"})
    assert "commit them first" in refused("quote", "--plain", "src/app.py:3-5")
    assert "commit them first" in refused("quote", "--plain", "new.py:1")
    assert "not committed" in refused("path", "--plain", "new.py")
    repository.git("remote", "remove", "origin")
    refusal = refused("path", "--plain", "src")
    assert "remote 'origin'" in refusal
    assert "'repo_url' in mkdocs.yml" in refusal


def test_a_name_that_a_line_has_several_times(repository: Project) -> None:
    assert refused("token", "src/app.py:12", "value") == (
        "src/app.py:12 has 'value' 5 times; choose --nth 1 (column 11), --nth 2 (column 26), "
        "--nth 3 (column 34), --nth 4 (column 44), --nth 5 (column 58)"
    )
    assert 'pos="12:10:10"' in printed("token", "src/app.py:12", "value", "--nth", "2")
    assert refused("token", "src/app.py:12", "value", "--nth", "6").endswith("only 5 times")
    assert refused("token", "src/app.py:3", "parse", "--nth", "2").endswith("only once")
    assert (
        refused("token", "src/app.py:3", "pars")
        == "src/app.py:3 does not have 'pars' as whole words"
    )


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["quote", "../outside.py:1"], "is not in"),
        (["quote", "/etc/passwd"], "is not in"),
        (["quote", ".git/config"], "is not in"),
        (["quote", "nope.py:1"], "nope.py does not exist"),
        (["quote", "my.key:1"], "my.key is ignored by git"),
        (["path", "my.key"], "my.key is ignored by git"),
        (["quote", "data.bin:1"], "data.bin is binary"),
        (["quote", "empty.txt"], "has 0 lines"),
        (["quote", "src"], "src is a folder"),
        (["quote", "src/app.py:90-99"], "has 12 lines, and no lines 90-99"),
        (["quote", "src/app.py:9-8"], "no lines 9-8"),
        (["quote", "src/app.py:2"], "nothing but white space"),
        (["quote", "mac.py:1"], "control character"),
        (["quote", "late.py:8001"], "control character"),
        (["token", "src/app.py", "parse"], "is not one line"),
        (["token", "src/app.py:0", "parse"], "no line 0"),
        (["token", "src/app.py:3", " "], "does not have ''"),
        (["path", "."], "is the root"),
        (["path", "src/app.py:3"], "is a line"),
        (["link", "src/app.py"], "its name ends in neither"),
        (["link", "../x.sw.md"], "is not in"),
        (["new", " \n "], "the title is empty"),
        (["new", "x\x1b[31m"], "unprintable"),
        (["new", "x", "--template", "none"], "no template 'none' in .swm"),
    ],
)
def test_references_that_cannot_be_printed(
    repository: Project, arguments: list[str], why: str
) -> None:
    assert why in refused(*arguments)


def test_lines_of_a_file_in_two_encodings(repository: Project) -> None:
    repository.write({"both.c": "/* ü */ int x;\n".encode() + b"/* \xe9\xe9 */ int y;\n"})
    repository.commit({".swm/both.a1b2.sw.md": printed("quote", "both.c")})
    data = (repository.root / "both.c").read_bytes()
    repository.write({"both.c": data + b"int z;\n"})
    assert run("verify", ".swm/both.a1b2.sw.md").exit_code == 0


def test_a_link_out_of_the_repository(repository: Project, outside: Path) -> None:
    (outside / "secret.py").write_text("secret = 1\n")
    (repository.root / "way.py").symlink_to(outside / "secret.py")
    (repository.root / "way.sw.md").symlink_to(outside / "secret.py")
    assert "does not exist" in refused("quote", "way.py:1")
    assert "is not in" in refused("link", "way.sw.md")


def test_new_from_a_template(repository: Project) -> None:
    template = (
        '---\ntitle: A template\n---\n\n## Why\n\n{{Tell why}}\n\n<SwmMeta version="3.0.0">\n'
    )
    repository.write({".swm/decision.a1b2c3d4.t.sw.md": template, ".swm/swimm.json": "{}"})
    assert created("No globals") == template.replace("A template", "No globals").rstrip() + "\n"
    repository.write({".swm/release.t.sw.md": "# Release\n"})
    assert refused("new", "R 4") == (
        "there are several templates; choose --template decision.a1b2c3d4, "
        "--template release, or --blank"
    )
    text = created("R 4", "--template", "release")
    assert text.startswith("---\ntitle: R 4\n---\n\n# Release\n\n<SwmMeta version")
    assert "{{Tell why}}" in created("Another", "--template", "decision")
    assert "&nbsp;" in created("Blank", "--blank")


def test_new_never_writes_over_or_out(repository: Project, outside: Path) -> None:
    names = {printed("new", "The same").strip() for _ in range(5)}
    assert len(names) == 5
    (repository.root / "part").mkdir()
    (repository.root / "part/.swm").symlink_to(outside)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(repository.root / "part")
        assert "leads out of the repository" in refused("new", "Out")
    assert not list(outside.iterdir())


def test_new_writes_the_id_of_the_repository(repository: Project) -> None:
    id = "Z2l0aHViJTNBJTNBd2lkZ2V0JTNBJTNBYWNtZQ=="
    repository.write({".swm/swimm.json": f'{{"repo_id": "{id}"}}'})
    assert f'<SwmMeta version="3.0.0" repo-id="{id}" repo-name="widget">' in created("Ours")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("ver", "plain,verify"),
        ("t", "plain,token"),
        ("verify --ex", "plain,--exit-zero"),
        ("export doc", "plain,docusaurus"),
        *((f"{name} src/a", "file,src/a") for name in ("quote", "token", "path", "link", "which")),
    ],
)
def test_what_shells_complete(words: str, offered: str) -> None:
    asked = {
        "_MKDOCS_SWIMM_COMPLETE": "bash_complete",
        "COMP_WORDS": f"mkdocs-swimm {words}",
        "COMP_CWORD": str(len(words.split())),
    }
    done = CliRunner().invoke(main, env=asked, prog_name="mkdocs-swimm")
    assert done.stdout.split() == [offered]
