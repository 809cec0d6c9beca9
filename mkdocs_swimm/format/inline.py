"""Rules for markdown-it: Swimm's constructs within running text.

Tokens, paths, links to documents, people and prompts. No tag is ever split over lines
(``FORMAT.md`` section 6.1).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, autolink, backtick, html_inline, image, link

from . import tags
from .constructs import KEY, DocLink, Mention, PathRef, Placeholder, Token, type_of
from .context import context_of
from .tags import ATTRIBUTES, attributes

_RUN = re.compile(r"`+")
_FOOTNOTE = re.compile(r'\[<sup id="([\w-]{1,40})">[^<\n]{0,12}</sup>\]\(#f-[\w-]{1,40}\)')
_SELF_CLOSING = re.compile(r'<swm-token\s+data-swm-token="([^"\n]*)"\s*/?>(?:</swm-token>)?')
_TAG = re.compile(rf"<(Swm[A-Z][A-Za-z]*){ATTRIBUTES}(/?)>")
_NAMES = (*tags.VALUES, "SwmLink", "SwmSnippetPlaceholder")
_CLOSE = {name: re.compile(rf"<(/?){name}\b|\n") for name in _NAMES}
"""What ends the content of a tag: its end tag, another one of its kind, or the end of the line."""

_TORN = re.compile(rf"</?({'|'.join(_NAMES)}|SwmSnippet|SwmMeta|swm-token)\b")
_SYMBOL = re.compile(r"\[\[sym(?:-(text|mention|link))?:([^\[\]\n]*?)\]\]")
_PROMPT = re.compile(r"\{\{(?=[^\s{}])[^{}\n]*[^\s{}]\}\}|\{[A-Z][a-z]+ [^{}\n]*\}")

_Rule = Callable[[StateInline, bool], bool]


def add_rules(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    ruler = parser.inline.ruler
    ruler.at("backticks", code_span)
    ruler.before("link", "swimm_bracket", bracket)
    ruler.before("autolink", "swimm_tag", tag)
    for name, rule in (("link", link), ("image", image), ("autolink", autolink)):
        ruler.at(name, _with_line(rule))
    ruler.at("html_inline", _with_line(html_inline))
    ruler.push("swimm_prompt", prompt)


def add_rules_in_html(parser: MarkdownIt) -> None:
    """Add the rules to a parser of raw HTML, in which Markdown means nothing."""
    ruler = parser.inline.ruler
    for name, rule in (("code", code_in_html), ("bracket", bracket), ("tag", tag)):
        ruler.before("html_inline", f"swimm_{name}", rule)
    ruler.at("html_inline", _with_line(html_inline))
    ruler.push("swimm_prompt", prompt)


def _with_line(rule: _Rule) -> _Rule:
    """A rule of markdown-it's whose token tells its line, and the document that it leads to."""

    def with_line(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            # Text that stood before it may have become a token as well.
            made = state.tokens[count]
            made = state.tokens[count + 1] if made.type == "text" else made
            where = _where(state, start)
            made.map = [where[1] - 1, where[1]]
            if value := tags.doc_link(where, str(made.attrs.get("href", ""))):
                made.meta = {KEY: value}
        return True

    return with_line


def code_span(state: StateInline, silent: bool) -> bool:
    """A code span; the token or the paths of generation 1 or 2 that it is a part of."""
    start = state.pos
    run = _RUN.match(state.src, start)
    if not run or not backtick(state, silent):
        return False
    if state.pos <= run.end():
        # Nothing closes the span.
        return True
    end = state.pos
    note = _FOOTNOTE.match(state.src, end, state.posMax)
    tag = _SELF_CLOSING.match(state.src, end, state.posMax)
    if found := note or tag:
        state.pos = found.end()
    if silent:
        return True
    span, context, where = state.tokens[-1], context_of(state.env), _where(state, start)
    value: Token | None = None
    if tag:
        value = tags.swm_token(where, tag[1], span.content)
    elif note:
        value = Token(*where, span.content, note=note[1])
        if told := context.notes.get(note[1]):
            value = replace(told, source=where[0], line=where[1], text=span.content, note=note[1])
        else:
            what = f"no footnote describes the token '{span.content}'"
            remedy = "restore its entry in the Swimm Note at the end of the document"
            context.torn(where[1], what, remedy)
    elif state.src.startswith(tags.PAGE, run.end()):
        paths = tags.page_paths((state.src[start:end], where[1]), context.repo_names)
        if paths:
            state.tokens.pop()
            state.tokens_meta.pop()
        for path in paths:
            _push(state, path)
    if value:
        span.type, span.meta = type_of(value), {KEY: value}
    return True


def code_in_html(state: StateInline, silent: bool) -> bool:
    """A code span in raw HTML: its backticks are text, but those of a token or path."""
    start, count = state.pos, len(state.tokens)
    if not code_span(state, silent):
        return False
    for token in () if silent else state.tokens[count:]:
        if token.type == "code_inline":
            token.type, token.content = "text", state.src[start : state.pos]
    return True


def tag(state: StateInline, silent: bool) -> bool:
    """A tag of generation 3, or what is left of a token of generation 2."""
    start, text = state.pos, state.src
    if not text.startswith(("<Swm", "<swm-token", "</Swm", "</swm-token"), start):
        return False
    if lone := _SELF_CLOSING.match(text, start, state.posMax):
        # Its code span was cut off by an edit: nothing is left to show.
        state.pos = lone.end()
        return True
    opening = _TAG.match(text, start, state.posMax)
    end = _end_of(state, opening) if opening else None
    if opening is None or end is None:
        return _torn(state, silent)
    if silent:
        state.pos = end[1]
        return True
    name, attrs, at = opening[1], attributes(opening[2]), opening.end()
    where, body = _where(state, start, end[1]), text[at : end[0]]
    if name in tags.VALUES:
        value = tags.VALUES[name](where, attrs, body)
        if value is None:
            return _torn(state, silent)
        _push(state, value)
    elif name == "SwmLink":
        label, href = tags.linked(body)
        link = tags.doc_link(where, href, attrs)
        if link is None:
            return _torn(state, silent)
        at += max(body.find(label), 0)
        _link(state, link, at, at + len(label))
    else:
        _prompt(state, Placeholder(*where), at, end[0])
    state.pos = end[1]
    return True


def _end_of(state: StateInline, opening: re.Match[str]) -> tuple[int, int] | None:
    """Where the content of a tag ends, and the tag; None for one that is not closed."""
    if opening[1] not in _CLOSE:
        return None
    if opening[3]:
        return opening.end(), opening.end()
    close = _CLOSE[opening[1]].search(state.src, opening.end(), state.posMax)
    if not close or not close[1] or not state.src.startswith(">", close.end()):
        return None
    return close.start(), close.end() + 1


def _torn(state: StateInline, silent: bool) -> bool:
    """Tell what is left of a tag; its text stays."""
    torn = _TORN.match(state.src, state.pos, state.posMax)
    if torn and not silent:
        context = context_of(state.env)
        remedy = f"complete it as <{torn[1]} …>…</{torn[1]}>, or delete what is left of it"
        context.torn(context.line_of(state, state.pos), f"a <{torn[1]}> tag is torn", remedy)
    return False


def bracket(state: StateInline, silent: bool) -> bool:
    """A leaked symbol, or what is left of a token of generation 1."""
    start = state.pos
    if not state.src.startswith("[", start):
        return False
    # The word of such a token still stands in the text; an edit has cut off its code span.
    symbol = _SYMBOL.match(state.src, start, state.posMax)
    found = symbol or _FOOTNOTE.match(state.src, start, state.posMax)
    if symbol and not silent:
        _push(state, tags.symbol(_where(state, start, symbol.end()), symbol[1], symbol[2]))
    if found:
        state.pos = found.end()
    return found is not None


def prompt(state: StateInline, silent: bool) -> bool:
    """A template's prompt in braces (``FORMAT.md`` section 5.9)."""
    start = state.pos
    found = _PROMPT.match(state.src, start, state.posMax)
    if not found:
        return False
    if not silent:
        width = 2 if found[0].startswith("{{") else 1
        value = Placeholder(*_where(state, start, found.end()))
        _prompt(state, value, start + width, found.end() - width)
    state.pos = found.end()
    return True


def _push(state: StateInline, value: Token | PathRef | Mention) -> None:
    """A construct that is one token, its plain text the token's content."""
    token = state.push(type_of(value), "", 0)
    token.meta = {KEY: value}
    match value:
        case Token(text=plain) | PathRef(path=plain) | Mention(name=plain):
            token.content = plain


def _link(state: StateInline, link: DocLink, start: int, stop: int) -> None:
    """A link around a part of the text."""
    token = state.push("link_open", "a", 1)
    token.attrs, token.meta = {"href": link.target}, {KEY: link}
    state.linkLevel += 1
    _inside(state, start, stop)
    if start == stop and link.title:
        state.push("text", "", 0).content = link.title
    state.linkLevel -= 1
    state.push("link_close", "a", -1)


def _prompt(state: StateInline, value: Placeholder, start: int, stop: int) -> None:
    """A prompt around a part of the text."""
    state.push("swimm_prompt_open", "", 1).meta = {KEY: value}
    _inside(state, start, stop)
    state.push("swimm_prompt_close", "", -1)


def _inside(state: StateInline, start: int, stop: int) -> None:
    """Read a part of the text."""
    whole = state.posMax
    state.pos, state.posMax = start, stop
    state.md.inline.tokenize(state)
    state.posMax = whole


def _where(state: StateInline, start: int, stop: int | None = None) -> tuple[str, int]:
    """A part of the document's text, up to the position by default, and its line in the file.

    In a cell of a table, bars are escaped again.
    """
    context = context_of(state.env)
    text = state.src[start : state.pos if stop is None else stop]
    source = text.replace("|", r"\|") if context.in_table else text
    return source, context.line_of(state, start)
