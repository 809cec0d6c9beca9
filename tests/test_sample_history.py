"""The sample site as its code goes on: what every document's page says at each revision."""

import re
import shutil
from pathlib import Path

import pytest

from .conftest import REPOSITORY, Project, build_site
from .freshness.story import Story
from .html_check import text_of

pytestmark = pytest.mark.slow

PAGE = "swimm/keeping-events/"
PARCEL = "src/tracking/parcel.py"
STORE = "src/tracking/store.py"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The sample with a history of five revisions, each with a tag."""
    root = tmp_path_factory.mktemp("sample")
    shutil.copytree(REPOSITORY / "sample_site", root, dirs_exist_ok=True)
    project = Project(root)
    story = Story(project)

    def done(tag: str) -> None:
        project.commit()
        project.git("tag", tag)

    done("written")
    story.replace(STORE, ("import sqlite3\n", "import logging\nimport sqlite3\n"))
    story.replace(
        PARCEL, ("from enum import Enum\n", "from enum import Enum\nfrom typing import Final\n")
    )
    done("lines-above")
    story.replace(
        PARCEL, ("def record(self, event: Event)", "def record(self, event: Event, by: str)")
    )
    done("signature")
    story.replace(STORE, ("class ParcelStore", "class ParcelRepository"))
    (root / "src/parcels").mkdir()
    project.git("mv", "src/tracking/store.py", "src/parcels/store.py")
    done("renamed")
    project.git("rm", "-q", PARCEL)
    done("deleted")
    return project


def states(sample: Project, ref: str) -> dict[str, str]:
    """The line at the head of every page, by the page's URL."""
    config = sample.root / "mkdocs.yml"
    config.write_text(
        "site_name: Parcel Post\nrepo_url: https://github.com/acme/parcel-post\n"
        "theme: {name: material, font: false}\n"
        f"plugins: [{{swimm: {{ref: {ref}, health: true}}}}]\n"
    )
    built = build_site(config)
    shown = {}
    for path in sorted(Path(built.site, "swimm").glob("*/index.html")):
        found = re.search(r'<p class="swimm-state[^>]*>(.*?)</p>', path.read_text("utf-8"), re.S)
        if found:
            # What says that nobody has verified it follows the state.
            shown[path.parent.name] = text_of(f"<p>{found[1]}</p>").partition(" \u00b7 ")[0].strip()
    return shown


CURRENT = "Up to date with the code"


def test_when_it_was_written(sample: Project) -> None:
    shown = states(sample, "written")
    stale = [name for name, line in shown.items() if line != CURRENT]
    assert stale == ["telling-who-waits"]
    assert len(shown) >= 10


def test_after_lines_were_put_in_above(sample: Project) -> None:
    shown = states(sample, "lines-above")
    assert shown["recording-an-event"].startswith("Up to date with the code, where ")
    assert shown["recording-an-event"].endswith("moved since this was written")
    assert shown["tracking-in-the-browser"] == CURRENT
    assert not [name for name, line in shown.items() if "moved on" in line and name[0] != "t"]


def test_after_a_signature_changed(sample: Project) -> None:
    shown = states(sample, "signature")
    assert "1 snippet" in shown["recording-an-event"]
    assert "changed" in shown["recording-an-event"]
    assert "gone" not in shown["recording-an-event"]


def test_after_a_file_and_a_class_were_renamed(sample: Project) -> None:
    shown = states(sample, "renamed")
    assert not [name for name, line in shown.items() if "gone" in line and name[0] != "t"]
    page = (sample.root / "site/swimm/keeping-events/index.html").read_text("utf-8")
    assert "src/parcels/store.py" in page
    assert "blob/" in page
    assert "/src/tracking/store.py" not in page


def test_after_a_file_was_deleted(sample: Project) -> None:
    shown = states(sample, "deleted")
    assert "gone" in shown["recording-an-event"]
    page = (sample.root / "site/swimm/recording-an-event/index.html").read_text("utf-8")
    assert "is no longer there. Its code is shown as it was." in page
    assert f"/{PARCEL}#" not in page


def test_the_oldest_revision_again(sample: Project) -> None:
    """The code of any revision is read without checking it out."""
    assert states(sample, "written")["recording-an-event"] == CURRENT
    assert not (sample.root / PARCEL).exists()
