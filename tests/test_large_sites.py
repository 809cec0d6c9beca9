"""A site of many documents: its navigation, its overview, its search."""

from typing import Any

import pytest

from .conftest import Built, Project

pytestmark = [pytest.mark.slow, pytest.mark.browser]

WORDS = ("order", "parcel", "label", "queue", "price", "stock", "route", "driver", "depot", "scan")


def document(number: int) -> str:
    """A document about a file; every third one refers to none."""
    title = f"Flow {number}"
    if number % 3 == 0:
        return f"---\ntitle: {title}\n---\n\nWords.\n"
    path = f"src/main/{WORDS[number % 7]}/module{number % 5}/File{number}.java"
    return f"---\ntitle: {title}\n---\n\nSee <SwmPath>[{path}]({path})</SwmPath>.\n"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site of 300 documents."""
    project = Project(tmp_path_factory.mktemp("many"))
    project.write({f".swm/flow-{n}.aaaa0{n:03}.sw.md": document(n) for n in range(300)})
    project.commit({"docs/index.md": "# Home\n", "src/main/order/module0/File35.java": "a\n"})
    return project.build({"health": True})


def test_the_overview_is_folded_and_has_a_filter(many: Built, browse: Any) -> None:
    page = browse(many.site, "swimm/")
    overview = page.locator(".swimm-overview")
    assert overview.locator("a:visible").count() <= 20
    overview.get_by_role("searchbox", name="Filter").fill("flow 131")
    assert overview.locator("a:visible").all_inner_texts() == ["Flow 131"]
    overview.get_by_role("searchbox").fill("")
    assert overview.locator("a:visible").count() <= 20


def test_a_part_of_a_path_is_found(many: Built, browse: Any) -> None:
    page = browse(many.site)
    page.locator("[data-md-component=search-query]").first.click()
    page.keyboard.type("order/module0", delay=20)
    found = page.locator(".md-search-result__item h1")
    found.first.wait_for()
    titles = found.all_inner_texts()
    assert titles
    for title in titles[:5]:
        number = int(title.rpartition(" ")[2])
        assert number % 7 == 0, titles
        assert number % 5 == 0, titles
