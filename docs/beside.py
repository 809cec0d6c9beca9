"""Shows every example document beside the page that the plugin makes of it.

What is shown as the source is the file that the page was made from, so neither can go stale
without the other.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

HERE = Path(__file__).parent
EXAMPLES = HERE / "examples" / ".swm"

# A playlist's parts get their headings from the plugin.
_PARTS = re.compile(r"^(?=## |<!-- (?:Steps|Summary) - )", re.M)
_HEADINGS = re.compile(r"(?=<h2[ >])")
_HEADING = re.compile(r"\s*<h([12])\b.*?</h\1>", re.S)


def on_page_markdown(markdown: str, *, page: Page, **_: Any) -> None:
    """Make room: two columns need the place of the table of contents."""
    if _is_example(page):
        page.meta.setdefault("hide", ["toc"])


def on_page_content(html: str, *, page: Page, **_: Any) -> str | None:
    """Put the parts of a document beside the parts of its page."""
    if not _is_example(page):
        return None
    text = Path(str(page.file.abs_src_path)).read_text("utf-8")
    sources, results = _PARTS.split(text), _HEADINGS.split(html)
    if len(sources) != len(results):
        raise PluginError(
            f"{page.file.src_uri} has {len(sources)} parts, its page has {len(results)}: begin "
            "every part with a heading of level 2"
        )
    return "\n".join(map(_pair, sources, results))


def _is_example(page: Page) -> bool:
    path = page.file.abs_src_path
    return path is not None and Path(path).is_relative_to(EXAMPLES)


def _pair(source: str, result: str) -> str:
    heading = _HEADING.match(result)
    title, result = (heading[0], result[heading.end() :]) if heading else ("", result)
    formatter = HtmlFormatter(cssclass="highlight", wrapcode=True)
    code = highlight(source.rstrip("\n"), get_lexer_by_name("markdown", stripnl=False), formatter)
    return f"""{title}
<div class="beside">
<div class="beside__part beside__source" data-search-exclude>
<p class="beside__label">In the repository</p>
{code}
</div>
<div class="beside__part">
<p class="beside__label" data-search-exclude>On the site</p>
{result}
</div>
</div>"""
