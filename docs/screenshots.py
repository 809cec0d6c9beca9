"""Takes the pictures of the documentation with Chromium, from the sample site.

    python docs/screenshots.py            takes them again
    python docs/screenshots.py --check    fails if a page says something else than in its picture

The pictures are WebP files in ``pages/images``. ``screenshots.json`` has a hash of the words of
each page, by which ``--check`` finds the pictures that are out of date. It needs no browser.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from markdown_it import MarkdownIt
from mkdocs.commands.build import build
from mkdocs.config import load_config

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "pages" / "images"
RECORD = ROOT / "docs" / "screenshots.json"
DOCUMENT = "how-a-parcel-is-tracked"

# A document of the sample goes stale by it.
EDIT = ("scripts/deploy.sh", "for region in north south; do", "for region in north south west; do")

GITHUB = """
body { font: 16px/1.5 "Liberation Sans", Helvetica, Arial, sans-serif; color: #1f2328;
       max-width: 664px; margin: 0 auto; padding: 8px 28px }
h2 { border-bottom: 1px solid #d1d9e0; padding-bottom: .3em; font-size: 1.5em; margin: 24px 0 16px }
h3 { font-size: 1.2em; margin: 20px 0 12px }
code { background: #eff1f3; border-radius: 6px; font-size: 85%; padding: .2em .4em }
pre { background: #f6f8fa; border-radius: 6px; font-size: 85%; padding: 14px; overflow: hidden }
pre code { background: none; font-size: 95%; padding: 0 }
table { border-collapse: collapse } td, th { border: 1px solid #d1d9e0; padding: 6px 13px }
a { color: inherit; text-decoration: none } sup { font-size: 75% }
"""


def _before(page: Any) -> Mapping[str, float]:
    return {"x": 0, "y": 0, "width": 720, "height": 770}


def _after(page: Any) -> Mapping[str, float]:
    page.locator("article code").first.wait_for()
    return {"x": 0, "y": 0, "width": 720, "height": 770}


def _preview(page: Any) -> Mapping[str, float]:
    text = page.locator("article > p", has_text="record").first
    text.locator("a[data-preview]", has_text="record").hover()
    page.locator(".swimm-preview").wait_for()
    return _around(page, text, page.locator(".swimm-preview"))


def _stale(page: Any) -> Mapping[str, float]:
    page.get_by_text("Difference", exact=True).first.click()
    return _around(page, page.locator("article > h1"), page.locator(".tabbed-set").first)


def _health(page: Any) -> Mapping[str, float]:
    return _around(page, page.locator("article > h1"), page.locator("article table").nth(1))


def _navigation(page: Any) -> Mapping[str, float]:
    return {"x": 0, "y": 0, "width": 900, "height": 620}


# By the picture's name: the page, the width of the window, and what is shown of it.
PICTURES: Mapping[str, tuple[str, int, Callable[[Any], Mapping[str, float]]]] = {
    "before": ("before.html", 720, _before),
    "after": (f"swimm/{DOCUMENT}/index.html", 720, _after),
    "preview": (f"swimm/{DOCUMENT}/index.html", 900, _preview),
    "stale": ("swimm/rolling-out/index.html", 900, _stale),
    "health": ("swimm/health/index.html", 900, _health),
    "navigation": ("swimm/the-queue-of-scans/index.html", 1280, _navigation),
}


def _around(page: Any, *shown: Any) -> Mapping[str, float]:
    """The part of a page that has all of some elements, with a margin."""
    boxes = [one.bounding_box() for one in shown]
    left, top = min(box["x"] for box in boxes), min(box["y"] for box in boxes)
    right = max(box["x"] + box["width"] for box in boxes)
    bottom = max(box["y"] + box["height"] for box in boxes)
    return {"x": left - 16, "y": top - 16, "width": right - left + 32, "height": bottom - top + 32}


def make_site(folder: Path) -> Path:
    """Build the sample site in a folder; code changed after one of its documents was written."""
    source, site = folder / "source", folder / "site"
    shutil.copytree(ROOT / "sample_site", source / "sample_site")
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    (source / "mkdocs.yml").write_text(yaml.safe_dump(config), "utf-8")
    _git(source, "init", "--quiet")
    _commit(source)
    path, old, new = EDIT
    file = source / "sample_site" / path
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    _commit(source)
    build(load_config(str(source / "mkdocs.yml"), site_dir=str(site)))
    document = next((ROOT / "sample_site" / ".swm").glob(f"{DOCUMENT}.*"))
    body = document.read_text("utf-8").partition("\n---\n")[2]
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(body)
    (site / "before.html").write_text(
        f"<!doctype html><meta charset=utf-8><style>{GITHUB}</style><article>{html}</article>",
        "utf-8",
    )
    return site


def _git(folder: Path, *arguments: str) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True)  # noqa: S603, S607


def _commit(folder: Path) -> None:
    _git(folder, "add", "--all")
    who = ("-c", "user.name=Parcel Post", "-c", "user.email=parcels@example.org")
    _git(folder, *who, "commit", "--quiet", "--message", "As it is")


def words(site: Path) -> Mapping[str, str]:
    """A hash of the words on the page of every picture."""
    found = {}
    for name, (path, _, _) in PICTURES.items():
        html = (site / path).read_text("utf-8").partition("<article")[2].partition("</article>")[0]
        text = " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
        found[name] = hashlib.sha256(text.encode()).hexdigest()[:16]
    return found


def take(site: Path) -> None:
    """Take all pictures."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, (address, width, show) in PICTURES.items():
            page: Any = browser.new_page(viewport={"width": width, "height": 900})
            page.route(re.compile("^https?:"), lambda route: route.abort())
            page.goto((site / address).as_uri())
            page.add_style_tag(content="* { transition: none !important }")
            clip = show(page)
            png = page.screenshot(clip=clip)
            (IMAGES / f"{name}.webp").write_bytes(_webp(page, png))
            page.close()
        browser.close()


def _webp(page: Any, png: bytes) -> bytes:
    """A picture in a format that is a third of the size; the browser can write it."""
    script = """async (data) => {
        const image = new Image();
        image.src = data;
        await image.decode();
        const canvas = document.createElement("canvas");
        canvas.width = image.width;
        canvas.height = image.height;
        canvas.getContext("2d").drawImage(image, 0, 0);
        return canvas.toDataURL("image/webp", 0.9).split(",")[1];
    }"""
    data = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    return base64.b64decode(page.evaluate(script, data))


def main(arguments: list[str]) -> int:
    """Do what the command line says."""
    with TemporaryDirectory() as folder:
        site = make_site(Path(folder).resolve())
        now = words(site)
        if "--check" not in arguments:
            take(site)
            RECORD.write_text(json.dumps(now, indent=2) + "\n", "utf-8")
            return 0
    recorded = json.loads(RECORD.read_text("utf-8"))
    old = [name for name in PICTURES if recorded.get(name) != now[name]]
    if old:
        print(f"out of date: {', '.join(old)}; run 'python docs/screenshots.py'")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
