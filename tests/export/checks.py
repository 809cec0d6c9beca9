"""What is true of every exported file."""

import json
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from mkdocs_swimm.export.pages import Export

RESIDUE = re.compile(
    r"</?Swm[A-Z]|swm-token|<sup id|\u2193</sup>|\U0001f4c4|\[\[sym|NOTE-swimm|MCONTENT|MERMAID"
    r"|[\u2b1c\U0001f7e9] \d|VIDEO--|Swimm Note|Powered by Swimm|%% Swimm:|[\ue000-\ue002]"
)
_FRONT = re.compile(r"\A---\n.*?^---\n", re.M | re.S)
_PARSER = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
_TAG = re.compile(r"</?[a-z]|<!-- -->")
_JSX = re.compile(
    r"</[a-z][a-z0-9]*>"
    r"|<[a-z][a-z0-9]*(?: [a-zA-Z]+(?:=(?:\"[^\"]*\"|\{\{[^{}]*\}\}|\{require\(\"[^\"]*\"\)\.default\}))?)*(?: /)?>"
)


def faults(made: Export, flavour: str) -> list[str]:
    """What is wrong with exported files."""
    found: list[str] = []
    for name, content in made.files.items():
        if name.endswith((".md", ".mdx")):
            text = _FRONT.sub("", content.decode())
            found += [f"{name}: {what}" for what in _faults(text, name, made, flavour)]
        elif name.endswith(".tour"):
            for step in json.loads(content)["steps"]:
                found += [f"{name}: {one}" for one in _residue(_PARSER.parse(step["description"]))]
    return found


def _faults(text: str, name: str, made: Export, flavour: str) -> Iterator[str]:
    tokens = list(flat(_PARSER.parse(text)))
    if flavour == "material":
        # What is indented is content of boxes there, not code.
        tokens = list(flat(_PARSER.parse(re.sub(r"^ +", "", text, flags=re.M))))
    yield from _residue(tokens)
    for token in tokens:
        url = token.attrGet("href") or token.attrGet("src") if token.attrs else None
        path = unquote(str(url).partition("#")[0]) if url else ""
        if path and not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/", path):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            if target not in made.files:
                yield f"leads nowhere: {url}"
        raw = token.type in ("html_inline", "html_block")
        if raw and flavour == "github" and not _TAG.match(token.content):
            yield f"is no tag: {token.content[:60]}"
    if flavour == "docusaurus":
        yield from mdx_faults(text)


def _residue(tokens: list[Token]) -> Iterator[str]:
    for token in flat(tokens):
        if token.type in ("text", "html_inline", "html_block"):
            for residue in RESIDUE.findall(token.content):
                yield f"is still there: {residue}"


def mdx_faults(text: str) -> Iterator[str]:
    """Brackets that MDX would take for JavaScript, tags that are not JSX."""
    text = re.sub(r"^( *)(`{3,}).*?^\1\2$", "", text, flags=re.M | re.S)
    text = re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", text, flags=re.S)
    yield from (
        f"is HTML: {tag}"
        for tag in _JSX.findall(text)
        if (re.match(r"<(?:br|hr|img|wbr|col)\b", tag) and not tag.endswith("/>"))
        or " class=" in tag
        or '"style=' in tag
    )
    text = _JSX.sub("|", text).replace("{/* */}", "")
    places = (found.start() for found in re.finditer(r"[{}<]", text))
    yield from (f"is no MDX: {text[max(at - 30, 0) : at + 30]!r}" for at in places)
    yield from (
        f"is JavaScript: {line}" for line in re.findall(r"^(?:import|export)\b.*", text, re.M)
    )


def flat(tokens: list[Token]) -> Iterator[Token]:
    """Tokens with those inside of them."""
    for token in tokens:
        yield token
        yield from flat(token.children or [])
