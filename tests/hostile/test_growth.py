"""Text that grows: no expression and no construct needs more than about its share of time."""

import ast
import gc
import importlib
import inspect
import json
import pkgutil
import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import pytest

import mkdocs_swimm
from mkdocs_swimm.code.codehost import CodeHost, Revision
from mkdocs_swimm.format.document import read
from mkdocs_swimm.format.unit import read_unit
from mkdocs_swimm.i18n.strings import ENGLISH
from mkdocs_swimm.ordinary.permalinks import LinkReader
from mkdocs_swimm.ordinary.reading import read_markdown
from mkdocs_swimm.ordinary.rendering import render_ordinary
from mkdocs_swimm.project.names import name_of, page_names
from mkdocs_swimm.rendering import render

from ..conftest import Project
from ..documents import playlist
from ..rendering.fake_site import FakeSite

pytestmark = pytest.mark.slow

PUMPS = [
    *' a0\n\u00a0`<[(|-*_"/.{>\\:~@',
    "a ",
    " a",
    " \n",
    "a\n",
    'a="" ',
    "&nbsp;",
    "<br>",
    "[a](",
]
PUMPS += ["a,"]
_LITERAL = re.compile(r"""(?:[A-Za-z<>/!"'=:` -]|\\[-.()\[\]{}*|`])+""")
SLOW = 0.06
"""Seconds: the square of the longest text takes several times as long, its length a tenth."""
TRUSTED = {
    "mkdocs_swimm.code.codehost._REPOSITORIES": "addresses in the configuration",
    "mkdocs_swimm.site.page_writing._CLIMBS": "addresses in the configuration, paths of files",
    "mkdocs_swimm.export.codetour._FENCE": "Markdown of ours, whose fences are closed",
    "mkdocs_swimm.safety.hidden_code._CODE": "Markdown of ours, whose fences are closed",
    "mkdocs_swimm.project.names._NAME": "names of files",
}
"""Expressions that no text of a document reaches as it is."""
LENGTHS = (300, 8_000)
LONGEST = 1_000_000
ENOUGH = 0.015
"""Seconds for a part of the longest text from which on all of it would take too long."""
T = TypeVar("T")


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(mkdocs_swimm.__path__, "mkdocs_swimm."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _within(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _within(one)


def _uses() -> Mapping[str, set[str]]:
    """The methods by which modules use what has a name; what is private is used in its own."""
    uses: dict[str, set[str]] = {}
    for module in _modules():
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Attribute):
                name = getattr(node.value, "id", "") or getattr(node.value, "attr", "")
                private = f"{module.__name__}." if name.startswith("_") else ""
                uses.setdefault(private + name, set()).add(node.attr)
    return uses


def _expressions() -> Iterator[tuple[str, re.Pattern[str], bool]]:
    seen = set()
    uses = _uses()
    for module in _modules():
        for name, value in vars(module).items():
            for pattern in _within(value):
                if (pattern.pattern, pattern.flags) not in seen:
                    seen.add((pattern.pattern, pattern.flags))
                    private = f"{module.__name__}." if name.startswith("_") else ""
                    known = uses.get(private + name, set())
                    anchored = bool(known) and known <= {"match", "fullmatch"}
                    yield f"{module.__name__}.{name}", pattern, anchored


def _seconds(work: Callable[[T], object], given: T) -> float:
    """Processor time, without that of collecting the garbage of all tests before."""
    gc.disable()
    try:
        start = time.process_time()
        work(given)
        return time.process_time() - start
    finally:
        gc.enable()


def _least(work: Callable[[str], object], text: str) -> float:
    """Processor time: what takes long is done again, as it may have been something else."""
    seconds = _seconds(work, text)
    return min(seconds, *(_seconds(work, text) for _ in range(2))) if seconds > SLOW else seconds


def _slow(pattern: re.Pattern[str], anchored: bool) -> str:
    """What an expression is slow with; empty where it is not.

    The longest text is of what takes the most time of all that is shorter.
    """

    def work(text: str) -> None:
        if anchored:
            pattern.match(text)
        else:
            deque(pattern.finditer(text), 0)

    literals = [one.replace("\\", "") for one in _LITERAL.findall(pattern.pattern)][:3]
    most = (0.0, "", " ")
    for beginning in dict.fromkeys(["", "".join(literals)]):
        for pump in dict.fromkeys([*PUMPS, *literals]):
            for length in LENGTHS:
                seconds = _least(work, beginning + pump * (length // len(pump)) + "\x01")
                if seconds > SLOW:
                    return f"{beginning!r} and {length} characters of {pump!r}"
            most = max(most, (seconds, beginning, pump))
    seconds, beginning, pump = most
    text = beginning + pump * (LONGEST // len(pump)) + "\x01"
    times = LONGEST // LENGTHS[-1]
    slow = _least(work, text) > 4 * times * max(seconds, 0.001)
    return f"{beginning!r} and {LONGEST} characters of {pump!r}" if slow else ""


def test_no_expression_is_slow() -> None:
    slow = {}
    for name, pattern, anchored in _expressions():
        if name not in TRUSTED and (found := _slow(pattern, anchored)):
            slow[name] = found
    assert not slow


CONSTRUCTS = [
    '<SwmToken path="a.py" pos="1:0:0" line-data="a">`a`</SwmToken> ',
    "`a`<swm-token data-swm-token=':a.py:1:0:0:`a`'/> ",
    '`a`[<sup id="Z1">x</sup>](#f-Z1) ',
    "<SwmToken path='a'>\n\n",
    '<SwmSnippet path="/a.py" line="1">\n\n',
    '<SwmSnippet path="/a.py" line="1">\n```py\n',
    '<SwmSnippet path="/a.py" line="1">\n~~~~\n',
    '<SwmSnippet path="/a.py" line="1">\n\n---\n\n```py\nx\n```\n\n---\n\n</SwmSnippet>\n\n',
    "<!-- NOTE-swimm-snippet: x -->\n### \U0001f4c4 a.py\n```python\n",
    "<!-- NOTE-swimm-snippet: x -->\n### \U0001f4c4 a.py\n```python\n1      x\n```\n\n",
    "<!-- MERMAID {width: 100} -->\n```mermaid\n",
    "<!--MCONTENT {content: \n",
    "```mermaid\n%% Swimm:\nx\n",
    '### Swimm Note\n\n<span id="f-Z1">a</span>[^](#Z1) - "a.py" L1\n```py\n',
    "<SwmSnippetPlaceholder>\n",
    "<div>" + "<!-- " * 1_990,
    "[a](/.swm/x.abc12.sw.md) ",
    "![a](b.png)\n\n",
    "{{Explain this}} ",
    "[[sym:./a(6a3a72dd-1111)]] ",
    "`\U0001f4c4 a.py`",
    "`\U0001f4c4(other) a.py` ",
    '<SwmPath>[a](a)</SwmPath> <SwmLink doc-title="a">[a](/.swm/x.abc12.sw.md)</SwmLink> ',
    '<SwmMention uid="a">[a](mailto:a@b.c)</SwmMention> ',
    '```mermaid\ngraph TD\n  click A openCode "a.py:1:2"\n  click A goToHeading "a"\n```\n\n',
    '  click A openCode "a.py:1:2"\n',
    "<details>\n<summary>a</summary>\n\nb\n\n</details>\n\n",
    "[a]: b\n\n[a] ",
    *("`", "``a` ", "<", "[", "{{", "|", "*a ", "_a ", "~~a~~ ", "<b", "<span>", "&amp;", "a | "),
    *(
        "- a\n",
        "- a\n  - b\n",
        "> a\n",
        "> **Note**: a\n\n",
        "## a\n\n",
        "| c | d |\n",
        "&nbsp;- a\n",
    ),
    *("```py\n", "~~~\n", "    x\n", "<div>\n\n", "<pre>\n", "<?php\n", "<!--\n", "a <!-- b --> "),
    *("<https://www.youtube.com/watch?v=abcdefgh>\n\n", "https://a.test/b ", "<br/>\n"),
    '<img src="a.png" alt="b" id="c"> ',
    "<!-- Steps - Do not remove this comment -->\n1. [a](b.abc12.sw.md)\n",
]


def _grows(work: Callable[[int], object], length: int) -> bool:
    """Whether four times as much takes more than eight times as long."""
    return all(_ratio(work, length) > 8 for _ in range(3))


def _ratio(work: Callable[[int], object], length: int) -> float:
    return _seconds(work, 4 * length) / max(_seconds(work, length), 0.01)


def _grows_until(work: Callable[[int], object], longest: int) -> bool:
    """The same for a part of a length, and for all of it where that is no matter of seconds."""
    if _grows(work, longest // 25):
        return True
    return _seconds(work, longest // 25) < ENOUGH and _grows(work, longest // 4)


def test_no_construct_takes_the_square_of_its_length() -> None:
    def page(unit: str) -> Callable[[int], object]:
        site = FakeSite({"abc12": "First"}, ("b.png", "a.png"))
        return lambda length: render(read(unit * (length // len(unit))), "Title", site)

    assert [unit for unit in CONSTRUCTS if _grows_until(page(unit), LONGEST)] == []


LINKS = [
    "[`a`]({}#L1) ",
    "{}#L1 ",
    "{}#L1\n\n```py hl_lines='1'\na\n```\n\n",
    "!!! note\n\n    {}#L1\n\n    ```\n    a\n    ```\n\n",
    "| [`a`]({}#L1) | [a]({}#L2) |\n|-|-|\n",
    "[a][b] ",
    "\n\n[b]: {}#L1\n\n[b]",
    "\u22ef {}#L1\n\n```\na\n```\n\n",
]


def test_no_link_of_ordinary_markdown_takes_the_square_of_its_length() -> None:
    blob = "https://host.example/acme/tea/blob/0123abc/a.py"
    host = CodeHost("github", "https://host.example/acme/tea", Revision("0123abc"))
    read_link = LinkReader(host, "a.md", "", lambda path: False)

    def page(unit: str) -> Callable[[int], object]:
        unit = unit.replace("{}", blob)

        def work(length: int) -> object:
            text = f"[b]: {blob}\n\n" + unit * (length // len(unit))
            document = read_markdown(text, read_link, lambda address, link: ["a"])
            return render_ordinary(document, FakeSite(), ENGLISH, str)

        return work

    assert [unit for unit in LINKS if _grows(page(unit), 50_000)] == []


def test_many_files_of_a_patch_and_many_pages_of_one_name() -> None:
    def patch(count: int) -> object:
        hunk = {"hunkDiffLines": ["@@ -1,1 +1,1 @@", " a"]}
        files = {f"{number}.py": {"hunks": [hunk]} for number in range(count)}
        return read_unit(json.dumps({"name": "A", "swimmPatch": files}))

    def pages(count: int) -> object:
        name = name_of("a.bbbbb.sw.md")
        assert name
        names = {Path(str(number)): name for number in range(count)}
        return page_names(names, dict.fromkeys(names, ""))

    assert not _grows(patch, 2_000)
    assert not _grows(pages, 3_000)


def test_playlists_of_each_other(project: Project) -> None:
    def site(length: int) -> None:
        count = int(length**0.5)
        for at in range(count):
            others = (f"[a](p.aaa{(at + one) % count:02}.pl.sw.md)" for one in range(count))
            steps = (step for other in others for step in (other, "[b](https://b.test)"))
            project.write({f".swm/p.aaa{at:02}.pl.sw.md": playlist("P", *steps)})
        project.build(theme={"name": "mkdocs"}, plugins=[{"swimm": {}}])

    assert not _grows(site, 225)
