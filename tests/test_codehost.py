"""Addresses in every kind of code host."""

import base64

import pytest

from mkdocs_swimm.code.codehost import (
    CodeHost,
    Revision,
    code_host,
    repo_url_from_remote,
    repo_url_problem,
    template_problem,
)
from mkdocs_swimm.code.ownership import decode_repo_id

COMMIT = Revision("0123abc", "commit")
BRANCH = Revision("feature/x y", "branch")


def host(url: str, revision: Revision = COMMIT, **options: str) -> CodeHost:
    """The code host of a repository's address, which has to be known."""
    found = code_host(url, revision, **options)
    assert found is not None
    return found


AZURE = "&version=GC0123abc&_a=contents"


@pytest.mark.parametrize(
    ("url", "file", "lines", "folder"),
    [
        ("https://github.com/acme/widget", "/blob/0123abc/{}", "#L3-L7", "/tree/0123abc/{}"),
        ("https://gitlab.com/a/b/widget/", "/-/blob/0123abc/{}", "#L3-7", "/-/tree/0123abc/{}"),
        ("https://bitbucket.org/a/b.git", "/src/0123abc/{}", "#lines-3:7", "/src/0123abc/{}"),
        (
            "https://bitbucket.acme.io/projects/tools/repos/widget",
            "/browse/{}?at=0123abc",
            "#3-7",
            "/browse/{}?at=0123abc",
        ),
        (
            "https://dev.azure.com/acme/project/_git/widget",
            f"?path=/{{}}{AZURE}",
            "&line=3&lineEnd=8&lineStartColumn=1&lineEndColumn=1&lineStyle=plain",
            f"?path=/{{}}{AZURE}",
        ),
        ("https://codeberg.org/a/b", "/src/commit/0123abc/{}", "#L3-L7", "/src/commit/0123abc/{}"),
    ],
)
def test_addresses(url: str, file: str, lines: str, folder: str) -> None:
    code = host(url)
    home = url.removesuffix("/").removesuffix(".git")
    path = home + file.format("src/a%20b%23.py")
    assert code.file_url("src/a b#.py") == path
    assert code.file_url("/src/a b#.py", 3, 7) == path + lines
    assert code.folder_url("src/") == home + folder.format("src")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://github.com/a/b", "https://github.com/a/b/blob/feature/x%20y/c.py#L3"),
        ("https://gitlab.com/a/b", "https://gitlab.com/a/b/-/blob/feature/x%20y/c.py#L3"),
        ("https://bitbucket.org/a/b", "https://bitbucket.org/a/b/src/feature%2Fx%20y/c.py#lines-3"),
        ("https://gitea.acme.io/a/b", "https://gitea.acme.io/a/b/src/branch/feature/x%20y/c.py#L3"),
        (
            "https://stash.acme.io/projects/K/repos/b",
            "https://stash.acme.io/projects/K/repos/b/browse/c.py?at=refs%2Fheads%2Ffeature%2Fx%20y#3",
        ),
    ],
)
def test_one_line_on_a_branch(url: str, expected: str) -> None:
    code = host(url, BRANCH)
    assert code.file_url("c.py", 3) == code.file_url("c.py", 3, 3) == expected


def test_a_branch_cannot_add_to_the_query_of_azure() -> None:
    code = host("https://dev.azure.com/acme/p/_git/b", Revision("a&path=/c#d", "branch"))
    assert code.file_url("x.py") == (
        "https://dev.azure.com/acme/p/_git/b?path=/x.py&version=GBa%26path%3D%2Fc%23d&_a=contents"
    )


@pytest.mark.parametrize(
    ("remote", "url"),
    [
        ("ssh://git@bitbucket.acme.io:7999/key/b.git", "projects/key/repos/b"),
        ("ssh://git@bitbucket.acme.io:7999/~ann/b.git", "users/ann/repos/b"),
        ("https://bitbucket.acme.io/scm/~ann/b.git", "users/ann/repos/b"),
        ("https://bitbucket.acme.io/scm/key/b.git", "projects/key/repos/b"),
        ("https://bitbucket.acme.io/projects/key/repos/b/browse", "projects/key/repos/b"),
    ],
)
def test_clones_of_bitbucket_server(remote: str, url: str) -> None:
    code = host(remote)
    assert code.file_url("c.py") == f"https://bitbucket.acme.io/{url}/browse/c.py?at=0123abc"


def test_rendered_files_show_their_source_where_lines_are_meant() -> None:
    code = host("https://github.com/a/b")
    assert code.file_url("README.md") == "https://github.com/a/b/blob/0123abc/README.md"
    assert (
        code.file_url("README.md", 2) == "https://github.com/a/b/blob/0123abc/README.md?plain=1#L2"
    )


def test_a_template_serves_any_other_host() -> None:
    template = "https://git.acme.io/view/{path}?at={ref}#{first},{last}"
    assert template_problem(template) is None
    code = host("https://git.acme.io/widget", template=template)
    assert code.file_url("a b.py", 3, 4) == "https://git.acme.io/view/a%20b.py?at=0123abc#3,4"
    assert code.file_url("a b.py") == "https://git.acme.io/view/a%20b.py?at=0123abc"
    assert code.folder_url("src") == "https://git.acme.io/view/src?at=0123abc"


def test_a_template_may_name_the_file_behind_the_hash() -> None:
    template = "https://git.acme.io/#/{path}?line={first}"
    code = host("https://git.acme.io/widget", template=template)
    assert code.folder_url("src") == "https://git.acme.io/#/src?line=1"


@pytest.mark.parametrize(
    "template",
    [
        "https://git.acme.io/{path}/{lines}",
        "https://git.acme.io/{first}",
        "https://git.acme.io/{path",
        "javascript:{path}",
        "https://git.acme.io/{path}#{first:s}",
        "https://git.acme.io/{path!r}",
    ],
)
def test_templates_that_cannot_work_are_refused(template: str) -> None:
    assert (template_problem(template) or "").startswith("Expected an address ")


def test_hosts_that_are_not_known() -> None:
    assert code_host("https://git.acme.io/widget", COMMIT) is None
    code = host("https://git.acme.io/a/widget", kind="gitlab")
    assert code.file_url("c.py") == "https://git.acme.io/a/widget/-/blob/0123abc/c.py"


@pytest.mark.parametrize(
    ("remote", "url"),
    [
        ("git@github.com:acme/widget.git", "https://github.com/acme/widget"),
        ("ssh://git@github.com:22/acme/widget.git", "https://github.com/acme/widget"),
        ("https://ann:secret@github.com/acme/widget.git", "https://github.com/acme/widget"),
        ("https://gitlab.acme.io:8443/a/b/c.git/", "https://gitlab.acme.io:8443/a/b/c"),
        ("git://codeberg.org/acme/widget", "https://codeberg.org/acme/widget"),
        (
            "git@ssh.dev.azure.com:v3/acme/project/widget",
            "https://dev.azure.com/acme/project/_git/widget",
        ),
        ("ssh://git@ssh.github.com:443/acme/widget.git", "https://github.com/acme/widget"),
        ("https://[::1]:3000/acme/widget", "https://[::1]:3000/acme/widget"),
        ("/srv/git/widget.git", None),
        ("../widget", None),
        ("C:\\widget", None),
        ("file:///srv/widget", None),
        ("javascript:alert(1)", None),
        ("https://evil/../x", None),
        ("ext::sh -c 'x'", None),
        ("", None),
    ],
)
def test_remotes(remote: str, url: str | None) -> None:
    assert repo_url_from_remote(remote) == url


def test_ids_of_repositories() -> None:
    found = decode_repo_id("Z2l0aHViJTNBJTNBcGFyY2VsLXBvc3QlM0ElM0FhY21l")
    assert found is not None
    assert (found.host, found.name, found.owner) == ("github", "parcel-post", "acme")
    assert found.url == "https://github.com/acme/parcel-post"


def test_spaces_around_an_id_are_ignored() -> None:
    id = "Z2l0aHViJTNBJTNBd2lkZ2V0JTNBJTNBYWNtZQ=="
    assert id.endswith("=")
    assert decode_repo_id(f" {id}\n") == decode_repo_id(id) is not None


@pytest.mark.parametrize(
    "text",
    [
        "github::a::..",
        "github::../b::c",
        "github::a\nb::c",
        "a::b",
        "github::a/b::c",
        "github::::c",
        "\xff",
    ],
)
def test_hostile_ids(text: str) -> None:
    assert decode_repo_id(base64.b64encode(text.encode("latin-1")).decode()) is None


@pytest.mark.parametrize("text", ["veezvxCuzpPrRLLXWD2E", "dummy-repo", "", "=", "a" * 5000])
def test_ids_that_cannot_be_decoded(text: str) -> None:
    assert decode_repo_id(text) is None


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("https://github.com/acme", "https://github.com/OWNER/NAME"),
        ("https://github.com/acme/widget/tree/main", "https://github.com/acme/widget"),
        ("https://gitlab.com/acme", "https://gitlab.com/GROUP/NAME"),
        (
            "https://gitlab.com/acme/tools/widget/-/tree/main",
            "https://gitlab.com/acme/tools/widget",
        ),
        ("https://gitlab.com/acme/widget/blob/main/a.py", "https://gitlab.com/acme/widget"),
        ("https://bitbucket.org/acme/widget/src/main/", "https://bitbucket.org/acme/widget"),
        (
            "https://bitbucket.acme.io/projects/TOOLS",
            "https://bitbucket.acme.io/projects/KEY/repos/NAME",
        ),
        (
            "https://bitbucket.acme.io/projects/TOOLS/repos/widget/commits",
            "https://bitbucket.acme.io/projects/TOOLS/repos/widget",
        ),
        (
            "https://dev.azure.com/acme/project",
            "https://dev.azure.com/ORGANISATION/PROJECT/_git/NAME",
        ),
        ("https://codeberg.org/acme/widget/src/branch/main", "https://codeberg.org/acme/widget"),
    ],
)
def test_addresses_that_are_no_repository(url: str, right: str) -> None:
    expected = f"Expected the address of a repository, such as {right}, but received: {url}"
    assert repo_url_problem(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/acme/widget.git",
        "https://www.github.com/acme/tree/",
        "https://gitlab.com/acme/tree/widget",
        "https://gitlab.com/a/b/c/d/e",
        "https://bitbucket.acme.io/scm/tools/widget.git",
        "https://bitbucket.acme.io/users/ann/repos/widget/browse",
        "https://acme.visualstudio.com/project/_git/widget?path=/x",
        "https://gitea.acme.io/git/acme/src",
        "https://code.example.org/anything",
    ],
)
def test_addresses_that_may_be_a_repository(url: str) -> None:
    assert repo_url_problem(url) is None
