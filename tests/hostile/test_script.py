"""Documents that try to run script in the browser of a reader, in every theme that MkDocs brings.

One site holds all attacks. Each calls ``pwned`` with a name of its own, which must never be called.
"""

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import quote

import pytest

from ..cli.conftest import invoke
from ..conftest import Built, Project, build_site

pytestmark = pytest.mark.browser

THEMES = ("material", "readthedocs", "mkdocs")


def attack(name: str) -> str:
    """HTML that calls home."""
    return f"\"'><img src=x onerror=\"pwned('{name}')\">"


def short(name: str) -> str:
    """The same as a name of a file or folder."""
    return f"<img src=x onerror=pwned('{name}')>"


CODE = [
    "el.innerHTML = '' + zzz",
    "el.innerHTML = '<img src=x onerror=pwned(`line`)>' + yyy",
    "shown = '&lt;img src=x onerror=pwned(`entity`)&gt;' + xxx",
    "<!-- --><script>pwned(`code`)</script> www",
]
FOLDER = short("folder of code")
PATH = f"{FOLDER}/{short('code path')}.js"


def token(line: int, word: str, path: str = PATH, text: str | None = None) -> str:
    data = CODE[line - 1] if text is None else text
    return (
        f'<SwmToken path="{escape(path)}" pos="{line}:1:1" line-data="{escape(data)}">`{word}`'
        "</SwmToken>"
    )


def front(**fields: str) -> str:
    lines = (f"{name}: {json.dumps(value)}" for name, value in fields.items())
    return "---\n" + "".join(f"{line}\n" for line in lines) + "---\n"


def filler(number: int) -> str:
    return front(title=f"Filler {number}") + f"Text {number}. {token(1, 'zzz')}\n"


DOCUMENTS = {
    "front.aaaaa": front(
        title="Front <b>matter</b> " + attack("title"),
        description=attack("description"),
        author=attack("author"),
        status=attack("status"),
        subtitle=attack("subtitle"),
        tags=attack("tag"),
        git_revision_date_localized=attack("date"),
        revision_date=attack("date"),
        icon=attack("icon"),
    )
    + "Text of front matter.\n",
    "closing.aaaab": front(title="Closing </title><script>pwned('title element')</script>")
    + "Text of closing.\n",
    "tags.aaaac": "---\ntitle: Tags\ntags:\n  - "
    + json.dumps(attack("tags"))
    + "\n---\nText of tags.\n",
    "redirect.aaaad": front(
        title="Redirect",
        template="redirect.html",
        location="javascript:pwned('location')//';pwned('location')//",
    )
    + "Text of redirect.\n",
    "template.aaaae": front(title="Template", template="assets/images/favicon.png")
    + "Text of template.\n",
    "ids.aaaaf": front(title="Ids")
    + '<div id="__config">{"base": "javascript:pwned(`config`)//", "features": [], "search": '
    '"data:text/javascript,postMessage(1)", "translations": {}, "tags": {}, "version": null}</div>\n\n'
    "# __config\n\nText of ids.\n\n# __search\n\n# Exports\n\n# Module\n\n# __ config\n\n"
    '# <span id="mkdocs_search_modal">a</span>\n\n# ![z](images/none.png)__drawer\n\n'
    '<a id="document$"></a>\n\n<a id="mkdocs-search-query"></a> <span id="own-anchor">b</span>\n\n'
    '<div id="mkdocs_keyboard_modal"></div>\n\n[to it](#own-anchor) [there](#__config)\n',
    "tooltips.aaaag": front(title="Tooltips")
    + f'[link one](https://example.org "{escape(attack("link title"))}") '
    f'<abbr title="{escape(attack("abbr"))}">abbr</abbr> '
    f'<span title="{escape(attack("span"))}">span</span> '
    f'<a href="https://example.org" title="{escape(attack("raw link"))}">raw</a>\n\n'
    f'<span title="el.innerHTML = &#39;&#39; + a &lt; b &amp;&amp; &lt;i&gt;c&lt;/i&gt;">honest</span>\n\n'
    f'![alt {escape(attack("alt"))}](images/good.svg "{escape(attack("image title"))}")\n\n'
    + " ".join(token(line, word) for line, word in enumerate(("zzz", "yyy", "xxx", "www"), 1))
    + f"\n\nStale {token(1, 'qqq', short('gone') + '.js', short('gone line') + ' qqq')} token, and "
    f"{token(2, 'vvv', PATH, short('changed') + ' vvv')} too.\n\n"
    f"<SwmPath>[{short('path')}]({short('path')})</SwmPath>\n\n"
    f'<SwmMention uid="x">[{short("mention")}](mailto:a@b.c)</SwmMention>\n',
    "overlay.aaaah": front(title="Overlay")
    + '<a class="md-overlay md-search__overlay" style="position:fixed;opacity:0;width:100%;height:100%" '
    'href="https://evil.example">over</a>\n\n'
    '<div class="md-dialog md-dialog--active modal show" style="display:block;position:fixed;inset:0">'
    '<a class="modal-backdrop stretched-link" href="https://evil.example">block</a></div>\n\n'
    '<details class="swimm-peeks" data-peek="1"><summary class="swimm-toggle" data-keys="x">open</summary>'
    "inside</details>\n\n"
    "[jump](javascript:pwned('link')) <a href=\"java&#10;script:pwned('raw')\">run</a>\n",
    "images.aaaai": front(title="Images")
    + "![Good](images/good.svg) ![Script](images/script.svg) ![Handler](images/handler.svg) "
    "![Elsewhere](/art/elsewhere.svg)\n",
    "contents.aaaaj": front(title="Overview")
    + f"# {short('contents heading').replace('<', '&lt;')}\n\n"
    + "".join(f"- [Filler {n}](filler-{n}.bbbb{n}.sw.md)\n" for n in range(3))
    + "\n# `"
    + short("contents code")
    + "`\n\n"
    + "".join(f"- [Filler {n}](filler-{n}.bbbb{n}.sw.md)\n" for n in range(3, 6)),
    "list.aaaak.pl": front(title="Playlist " + attack("playlist"), file_version="1.1.3")
    + "Words\n\n## Playlist Steps\n\n<!--- PLAYLIST-STEP --->\n\n"
    "1. [Filler 6](filler-6.bbbb6.sw.md)\n2. [Filler 7](filler-7.bbbb7.sw.md)\n"
    f"3. [{short('step')}](https://example.org)\n",
    f"{short('file name')}.aaaal": "Text of a file.\n",
    '"><svg onload=pwned`edit`>.aaaam': front(title="Edit") + "Text of edit.\n",
    f"{short('folder')}/one.aaaan": front(title="One") + "Text.\n",
    f"{short('folder')}/two.aaaao": front(title="Two") + "Text.\n",
    "ssg-one.aaaap": front(title="Ssg one") + "Text.\n",
    "ssg-two.aaaaq": front(title="Ssg two") + "Text.\n",
    **{f"filler-{n}.bbbb{n}": filler(n) for n in range(8)},
    **{
        f"about-{n}.cccc{n}": front(title=f"About {n}") + f"Text {token(1, 'zzz')}\n"
        for n in range(10)
    },
    **{
        f"other-{n}.dddd{n}": front(title=f"Other {n}")
        + "Text <SwmPath>[src/app.py](/src/app.py)</SwmPath>\n"
        for n in range(3)
    },
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'
SVGS = {
    "good": SVG.format(
        '<style>.a{fill:red}</style><a href="https://example.org"><rect class="a" width="9" height="9"/></a>'
    ),
    "script": SVG.format("<script>parent.pwned ? parent.pwned('svg') : pwned('svg')</script>"),
    "handler": SVG.format('<rect width="9" height="9" onload="pwned(`svg handler`)"/>'),
}


def site(project: Project, theme: str) -> Built:
    project.write({f".swm/{name}.sw.md": text for name, text in DOCUMENTS.items()})
    project.write({f".swm/images/{name}.svg": text for name, text in SVGS.items()})
    project.commit(
        {
            PATH: "\n".join(CODE) + "\n",
            "src/app.py": "app = 1\n",
            "art/elsewhere.svg": SVG.format('<a href="javascript:pwned(1)"><rect/></a>'),
            "docs/index.md": "# Home\n\nHome\n",
            ".swm/ssg.json": json.dumps(
                {
                    "docs": dict.fromkeys(
                        ("ssg-one.aaaap.sw.md", "ssg-two.aaaaq.sw.md"), attack("ssg")
                    )
                }
            ),
        }
    )
    features = ["navigation.footer", "navigation.instant", "navigation.tabs", "navigation.path"]
    own: dict[str, object] = {"highlightjs": False}
    if theme == "material":
        own = {"font": False, "features": [*features, "content.action.edit"]}
    return project.build(
        {"source_pages": True, "health": True, "previews": False},
        theme={"name": theme, **own},
        edit_uri="edit/main/docs/",
        plugins=[
            "search",
            *(["tags"] if theme == "material" else []),
            {"swimm": {"source_pages": True, "health": True, "previews": False}},
        ],
        site_url="http://127.0.0.1/",
    )


@pytest.fixture
def reader(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    ran: list[str] = []
    context.expose_function("report", lambda name: ran.append(name))
    context.add_init_script(
        "window.pwned = name => { report(String(name) + ' on ' + location.pathname) }"
    )
    page = context.new_page()
    page.ran = ran
    page.on("pageerror", lambda error: ran.append(f"error: {error} on {page.url}"))
    page.on("dialog", lambda dialog: (ran.append("dialog"), dialog.dismiss()))
    page.route(
        "**/*",
        lambda route: route.continue_() if "127.0.0.1" in route.request.url else route.abort(),
    )
    yield page
    context.close()


ARTICLE = "article, .document, [role=main]"
ALIKE = re.compile(r"(filler|about|other)-[1-9]|/d/|/code/|404")
"""Pages that are as others are, or only lead to them."""
FOUND = """() => [...document.querySelectorAll('body *')].flatMap(one => {
    const box = one.getBoundingClientRect()
    const found = []
    if (one.closest('ARTICLE') && /^_(?!_(code|span|tabbed|annotation|tooltip|linenos))/.test(one.id)) found.push('id ' + one.id)
    if (one.matches('[href*="evil.example"]') && box.height > 100) found.push('large link')
    for (const each of one.attributes) if (/^on/.test(each.name)) found.push(each.name)
    if (/^javascript:/.test(one.getAttribute('href') || '')) found.push('link')
    return found
})""".replace("ARTICLE", ARTICLE)


def addresses(built: Built) -> list[str]:
    pages = (
        path.relative_to(built.site).parent.as_posix() for path in built.site.rglob("index.html")
    )
    return sorted(f"{page}/" for page in pages if not ALIKE.search(f"{page}/"))


def words(text: str | None) -> str:
    """Text as a reader sees it."""
    return " ".join((text or "").replace("\u2060", "").split())


def read_all(reader: Any, home: str, visited: list[str]) -> str:
    """Visit pages, on which nothing may be found; returns their words."""
    seen = ""
    for address in visited:
        reader.goto(home + quote(address))
        seen += words(reader.locator("body").text_content())
        assert reader.evaluate(FOUND) == [], address
    return seen


@pytest.mark.parametrize("theme", THEMES)
def test_no_script_runs(theme: str, project: Project, reader: Any, serve: Any) -> None:
    built = site(project, theme)
    home = serve(built.site)
    visited = addresses(built)
    assert 15 < len(visited) < 45
    seen = read_all(reader, home, visited)
    for title in (
        "folder of code",
        "folder",
        "step",
        "file name",
        "contents heading",
        "contents code",
    ):
        assert short(title) in seen, title
    for title in ("title", "playlist", "ssg"):
        assert words(attack(title)) in seen, title
    assert "Closing </title><script>pwned('title element')</script>" in seen
    check_tooltips(reader, home, theme)
    check_ids(reader, home, theme)
    check_images(built, reader, home)
    assert reader.ran == []


def test_no_script_runs_in_an_exported_site(project: Project, reader: Any, serve: Any) -> None:
    project.write({f".swm/{name}.sw.md": text for name, text in DOCUMENTS.items()})
    project.write({f".swm/images/{name}.svg": text for name, text in SVGS.items()})
    function = "a'!!python/name:pymdownx.superfences.fence_code_format'b"
    project.write({PATH: "\n".join(CODE) + "\n", ".swm/f.eeeee.sw.md": front(title=function)})
    done = invoke(project.root, "export", "material", "out", "--with-config")
    assert done.status == 0, done.err
    for name in ("script", "handler"):
        assert f".swm/images/{name}.svg:1: the image is not exported, because it has" in done.out
    built = build_site(project.root / "out/mkdocs.yml")
    assert {path.name for path in built.site.rglob("images/*.svg")} == {"good.svg"}
    home = serve(built.site)
    seen = read_all(reader, home, addresses(built))
    for title in (words(attack("title")), words(attack("playlist")), short("step"), function):
        assert title in seen, title
    assert reader.ran == []


def check_tooltips(reader: Any, home: str, theme: str) -> None:
    """Everything that has a title is pointed at; what is shown is the text."""
    reader.goto(home + "swimm/tooltips/")
    titled = reader.locator(ARTICLE).first.locator("[title]").filter(visible=True)
    said = titled.evaluate_all("all => all.map(one => one.title)")
    assert len(said) > 10
    shown = ""
    for one, text in zip(titled.element_handles(), said, strict=True):
        one.hover(force=True)
        one.focus()
        shown += words(text)
    for text in (
        *(line.strip() for line in CODE),
        attack("link title"),
        attack("abbr"),
        attack("raw link"),
    ):
        assert words(text) in shown, text
    if theme == "material":
        for about, text in (("honest", "el.innerHTML = '' + a < b && <i>c</i>"), ("yyy", CODE[1])):
            reader.goto(home + "swimm/tooltips/")
            reader.locator(ARTICLE).first.locator("[title]", has_text=about).first.hover()
            tooltip = reader.locator(".md-tooltip2, .md-tooltip").first
            tooltip.wait_for(state="visible")
            assert words(text) in words(tooltip.inner_text())
            assert tooltip.locator("img, i").count() == 0
    reader.goto(home + quote(f"source/{PATH}/"))
    for one in reader.locator("[title]").filter(visible=True).all()[:12]:
        one.hover(force=True)


def check_ids(reader: Any, home: str, theme: str) -> None:
    """The theme finds its own elements, readers find those of the document."""
    reader.goto(home + "swimm/ids/")
    owns = {
        "material": "__config",
        "readthedocs": "mkdocs-search-query",
        "mkdocs": "mkdocs_search_modal",
    }
    assert (
        reader.evaluate(f"document.getElementById('{owns[theme]}')?.closest('{ARTICLE}')") is None
    )
    reader.get_by_role("link", name="to it").click()
    assert reader.url.endswith("#own-anchor")
    for heading in reader.locator(ARTICLE).first.locator("h2, h3").all():
        assert not re.match("_|exports$", heading.get_attribute("id"))


def check_images(built: Built, reader: Any, home: str) -> None:
    """Drawings are shown, programs are not published."""
    published = {path.name for path in built.site.rglob("*.svg")}
    assert "good.svg" in published
    assert not published & {"script.svg", "handler.svg", "elsewhere.svg"}
    assert len([line for line in built.warnings if "the image is not on the site" in line]) == 3
    reader.goto(home + "swimm/images/good.svg")
