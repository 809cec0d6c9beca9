"""What is measured in processes of its own: builds of MkDocs, and what they write down.

    python benchmarks/children.py build CONFIG SITE
    python benchmarks/children.py hooks CONFIG SITE
    python benchmarks/children.py plain CONFIG FOLDER
    python benchmarks/children.py serve CONFIG DOCUMENT [--dirty]

``build`` builds a site. ``hooks`` prints as JSON how long the whole build took and how long of it
the hooks of this plugin, waiting for another process included. ``plain`` writes the site's pages
as ordinary Markdown: what the plugin made of the documents, with the same navigation and the same
extensions. ``serve`` changes a document some times and prints how long each rebuild took, as
``mkdocs serve`` does it.

Sites without the plugin are built without its modules: they are imported where they are used.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

_REBUILDS = 3


def _load(config: str, **options: Any) -> MkDocsConfig:
    loaded = load_config(config, **options)
    loaded.plugins.on_startup(command="build", dirty=False)
    return loaded


def whole(config: str, site: str) -> None:
    """Build a site."""
    build(_load(config, site_dir=site))


def hooks(config: str, site: str) -> None:
    """Build a site; print the time of the build and of the plugin's hooks."""
    from mkdocs_swimm.plugin import SwimmPlugin

    spent: dict[str, float] = {}

    def timed(name: str, hook: Any) -> Any:
        if isinstance(hook, CombinedEvent):
            return CombinedEvent(*(timed(name, method) for method in hook.methods))

        def run(*args: Any, **options: Any) -> Any:
            start = time.perf_counter()
            try:
                return hook(*args, **options)
            finally:
                spent[name] = spent.get(name, 0) + time.perf_counter() - start

        if hasattr(hook, "mkdocs_priority"):
            run.mkdocs_priority = hook.mkdocs_priority  # type: ignore[attr-defined]
        return run

    for name in dir(SwimmPlugin):
        if name.startswith("on_"):
            setattr(SwimmPlugin, name, timed(name, getattr(SwimmPlugin, name)))
    start = time.perf_counter()
    whole(config, site)
    print(json.dumps({"build": time.perf_counter() - start, **spent}))


def plain(config: str, folder: str) -> None:
    """Write a site's pages as ordinary Markdown, with a configuration for them."""
    from mkdocs_swimm.extensions import NEEDED

    loaded = _load(config, site_dir=str(Path(folder) / "unused"))
    docs = Path(folder) / "docs"

    def write(markdown: str, page: Page, **_: object) -> None:
        meta = {key: value for key, value in page.meta.items() if key in ("title", "hide")}
        path = docs / page.file.src_uri
        path.parent.mkdir(parents=True, exist_ok=True)
        head = yaml.safe_dump(meta, allow_unicode=True)
        path.write_text(f"---\n{head}---\n{markdown}", encoding="utf-8")

    def nav(nav: Navigation, config: MkDocsConfig, **_: object) -> None:
        settings = {
            "site_name": "plain",
            "docs_dir": "docs",
            "nav": _items(nav.items),
            "theme": {
                "name": "material",
                "font": False,
                "features": list(config.theme.get("features", [])),
            },
            "plugins": ["search"],
            "markdown_extensions": [{name: dict(options)} for name, options in NEEDED.items()],
        }
        text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
        (Path(folder) / "mkdocs.yml").write_text(text, encoding="utf-8")

    docs.mkdir(parents=True)
    loaded.plugins.events["page_markdown"].append(write)
    loaded.plugins.events["nav"].append(nav)
    build(loaded)


def _items(items: list[Any]) -> list[Any]:
    return [
        {item.title: _items(item.children)} if isinstance(item, Section) else item.file.src_uri
        for item in items
    ]


def serve(config: str, document: str, dirty: str = "") -> None:
    """Change a document again and again; print how long each rebuild of the site took."""
    path = Path(document)
    text = path.read_text(encoding="utf-8")
    took = []
    site = str(Path(config).parent / "served")
    for number in range(_REBUILDS + 1):
        loaded = load_config(config, site_dir=site)
        if number:
            path.write_text(text.replace("\n\n", f"\n\nChange {number}. ", 1), encoding="utf-8")
        else:
            loaded.plugins.on_startup(command="serve", dirty=bool(dirty))
        start = time.process_time()
        # A server reads the configuration anew each time, and keeps the plugins.
        build(loaded, dirty=bool(dirty))
        took.append(time.process_time() - start)
    path.write_text(text, encoding="utf-8")
    print(json.dumps(took[1:]))


if __name__ == "__main__":
    known: Mapping[str, Callable[..., None]] = {
        "build": whole,
        "hooks": hooks,
        "plain": plain,
        "serve": serve,
    }
    known[sys.argv[1]](*sys.argv[2:])
