"""Links into other repositories, wherever this one is hosted."""

from __future__ import annotations

import base64

import pytest

from .conftest import Project

OTHER = base64.b64encode(b"github%3A%3Aother%3A%3Azed").decode()
TEMPLATE = "https://git.acme.io/{path}?at={ref}#{first}"


def _page(project: Project, options: dict[str, object]) -> str:
    token = (
        f'<SwmToken path="/src/a.py" pos="1:0:0" line-data="one = 1" repo-id="{OTHER}" '
        'repo-name="other">`one`</SwmToken>'
    )
    project.write({".swm/doc.abcd1234.sw.md": f"---\ntitle: Doc\n---\nSee {token}.\n"})
    built = project.build(options, repo_url="https://git.acme.io/acme/widget")
    return built.content("swimm/doc/")


@pytest.mark.parametrize("options", [{"host": "gitlab"}, {"link_template": TEMPLATE}])
def test_options_for_this_host_are_not_for_another(
    project: Project, options: dict[str, object]
) -> None:
    html = _page(project, options)
    assert "https://github.com/zed/other/blob/HEAD/src/a.py#L1" in html
    assert "git.acme.io/src/a.py" not in html
    assert "/-/" not in html


def test_another_repository_on_the_same_host_is_of_the_same_kind(project: Project) -> None:
    html = _page(
        project, {"host": "gitlab", "repositories": {"other": "https://git.acme.io/zed/other"}}
    )
    assert "https://git.acme.io/zed/other/-/blob/HEAD/src/a.py#L1" in html
