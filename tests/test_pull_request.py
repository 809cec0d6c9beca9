"""A pull request that breaks thirty references, as reviewers see it and the documentation shows it.

``SWIMM_UPDATE=1`` writes what the documentation shows.
"""

import re
from html import escape
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from .cli.conftest import invoke
from .conftest import REPOSITORY, Project, golden

pytestmark = pytest.mark.slow

SHOWN = REPOSITORY / "docs" / "pull-request"
ORDERS = "add remove total discount tax receipt split tip pay close".split()
KETTLE = "fill heat keep_warm whistle pour empty descale weigh lid light".split()
COFFEE = "grind brew froth press filter_ cup sugar milk steam clean".split()


def _code(names: list[str], argument: str) -> str:
    return "\n\n".join(
        f"def {name}({argument}):\n    return {name!r}, {argument}\n" for name in names
    )


def _document(title: str, path: str, names: list[str], argument: str, first: int = 1) -> str:
    tokens = [
        f'- <SwmToken path="{path}" pos="{first + 4 * at}:2:2" '
        f'line-data="def {name}({argument}):">`{name}`</SwmToken>'
        for at, name in enumerate(names)
    ]
    return f"---\ntitle: {title}\n---\n" + "\n".join(tokens) + "\n"


@pytest.fixture
def branch(project: Project) -> Project:
    project.commit(
        {
            "tea/orders.py": "import json\n" + _code(ORDERS, "price"),
            "tea/kettle.py": _code(KETTLE, "litres"),
            "tea/coffee.py": _code(COFFEE, "beans"),
            ".swm/taking-an-order.k3f9a2.sw.md": _document(
                "Taking an order", "tea/orders.py", ORDERS, "price", first=2
            ),
            ".swm/boiling-water.m7d1x8.sw.md": _document(
                "Boiling water", "tea/kettle.py", KETTLE, "litres"
            ),
            ".swm/making-coffee.q5s2w4.sw.md": _document(
                "Making coffee", "tea/coffee.py", COFFEE, "beans"
            ),
            ".swm/what-is-stored.z8c6v1.sw.md": "---\ntitle: What is stored\n---\nOrders are "
            '<SwmToken path="tea/orders.py" pos="1:0:0" line-data="import json">`json`</SwmToken>.\n',
        },
        "The tea shop",
    )
    project.git("remote", "add", "origin", "https://github.com/acme/tea.git")
    project.git("switch", "-q", "-c", "cents")
    project.commit(
        {"tea/orders.py": "import json\n" + _code(ORDERS, "cents")}, message="Prices are in cents"
    )
    project.commit(
        {"tea/kettle.py": '"""The kettle."""\n\n' + _code(KETTLE, "litres")},
        message="Say what the kettle is",
    )
    project.git("rm", "-q", "tea/coffee.py")
    project.commit(message="No more coffee")
    return project


def _verify(project: Project, form: str) -> str:
    done = invoke(project.root, "verify", "--base", "main", "--format", form)
    assert done.status == 1, done.err
    return done.out


def test_ten_annotations_of_thirty(branch: Project) -> None:
    rows: list[str] = []
    for line in _verify(branch, "github").splitlines():
        found = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
        if found:
            level, message = found[1], unquote(found[3])
            place = dict(one.split("=", 1) for one in found[2].split(","))
            last = f"-{place['endLine']}" if "endLine" in place else ""
            where = f"{unquote(place['file'])}:{place['line']}{last}"
            head = (
                f"<strong>{escape(unquote(place['title']))}</strong> <code>{escape(where)}</code>"
            )
            body = "<br>".join(map(escape, message.split("\n")))
            rows.append(f'<div class="review__{level}"><p>{head}</p><p>{body}</p></div>')
    assert len(rows) == 10
    html = "\n".join(rows)
    html = f'<div class="review" data-search-exclude>\n{html}\n</div>\n'
    assert golden(SHOWN / "annotations.html", html) == html


def test_a_comment_about_all_thirty(branch: Project) -> None:
    text = _verify(branch, "markdown")
    # The ten of the file that is missing are one row.
    assert "30 references no longer hold" in text
    assert text.count("\n| **") == 21
    html = MarkdownIt("commonmark").enable("table").render(text.partition("\n")[2])
    html = re.sub(r"<(/?)h3>", r"<\1p>", html, count=2).replace(
        "<p>", '<p class="review__title">', 1
    )
    html = f'<div class="review" data-search-exclude>\n{html}</div>\n'
    assert golden(SHOWN / "comment.html", html) == html
