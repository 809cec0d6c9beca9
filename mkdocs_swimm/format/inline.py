"""Inline rules for markdown-it: Swimm's tokens, paths, links to documents, mentions and prompts.

Swimm never splits a tag over lines (``FORMAT.md`` section 6.1).
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

_BACKTICKS = re.compile(r"`+")
_FOOTNOTE = re.compile(r'\[<sup id="([\w-]{1,40})">[^<\n]{0,12}</sup>\]\(#f-[\w-]{1,40}\)')
_SELF_CLOSING = re.compile(r'<swm-token\s+data-swm-token="([^"\n]*)"\s*/?>(?:</swm-token>)?')
_TAG = re.compile(rf"<(Swm[A-Z][A-Za-z]*){ATTRIBUTES}(/?)>")
_NAMES = (*tags.VALUES, "SwmLink", "SwmSnippetPlaceholder")
_CLOSE = {name: re.compile(rf"<(/?){name}\b|\n") for name in _NAMES}
"""What ends the content of a tag: its end tag, another tag of its kind, or the end of the line."""
_TORN = re.compile(rf"</?({'|'.join(_NAMES)}|SwmSnippet|SwmMeta|swm-token)\b")
_SYMBOL = re.compile(r"\[\[sym(?:-(text|mention|link))?:([^\[\]\n]*?)\]\]")
_PROMPT = re.compile(r"\{\{(?=[^\s{}])[^{}\n]*[^\s{}]\}\}|\{[A-Z][a-z]+ [^{}\n]*\}")

_Rule = Callable[[StateInline, bool], bool]


def add_rules(parser: MarkdownIt) -> None:
    """Add the inline rules to a parser."""
    ruler = parser.inline.ruler
    ruler.at("backticks", code_span)
    ruler.before("link", "swimm_bracket", bracket)
    ruler.before("autolink", "swimm_tag", tag)
    for name, rule in (("link", link), ("image", image), ("autolink", autolink)):
        ruler.at(name, _tracked(rule))
    ruler.at("html_inline", _tracked(html_inline))
    ruler.push("swimm_prompt", prompt)


def add_rules_in_html(parser: MarkdownIt) -> None:
    """Add the inline rules to a parser of raw HTML."""
    ruler = parser.inline.ruler
    for name, rule in (("code", code_in_html), ("bracket", bracket), ("tag", tag)):
        ruler.before("html_inline", f"swimm_{name}", rule)
    ruler.at("html_inline", _tracked(html_inline))
    ruler.push("swimm_prompt", prompt)


def _tracked(rule: _Rule) -> _Rule:
    """Wrap a rule of markdown-it so that its token has a line, and the document it links to."""

    def tracked(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            # markdown-it may have pushed a token for the text before it.
            token = state.tokens[count]
            token = state.tokens[count + 1] if token.type == "text" else token
            origin = _origin(state, start)
            token.map = [origin[1] - 1, origin[1]]
            if value := tags.doc_link(origin, str(token.attrs.get("href", ""))):
                token.meta = {KEY: value}
        return True

    return tracked


def code_span(state: StateInline, silent: bool) -> bool:
    """Parse a code span, or the token or paths of generation 1 or 2 that begin with one."""
    start = state.pos
    run = _BACKTICKS.match(state.src, start)
    if not run or not backtick(state, silent):
        return False
    if state.pos <= run.end():
        # The span is not closed.
        return True
    end = state.pos
    note = _FOOTNOTE.match(state.src, end, state.posMax)
    tag = _SELF_CLOSING.match(state.src, end, state.posMax)
    if suffix := note or tag:
        state.pos = suffix.end()
    if silent:
        return True
    span, context, origin = state.tokens[-1], context_of(state.env), _origin(state, start)
    source, line = origin
    value: Token | None = None
    if tag:
        value = tags.swm_token(origin, tag[1], span.content)
    elif note:
        value = Token(source, line, span.content, note=note[1])
        if described := context.notes.get(note[1]):
            value = replace(described, source=source, line=line, text=span.content, note=note[1])
        else:
            what = f"no footnote describes the token '{span.content}'"
            remedy = "restore its entry in the Swimm Note at the end of the document"
            context.add_flaw(line, what, remedy)
    elif state.src.startswith(tags.PAGE, run.end()):
        paths = tags.page_paths((state.src[start:end], line), context.repo_names)
        if paths:
            state.tokens.pop()
            state.tokens_meta.pop()
        for path in paths:
            _push(state, path)
    if value:
        span.type, span.meta = type_of(value), {KEY: value}
    return True


def code_in_html(state: StateInline, silent: bool) -> bool:
    """Parse a code span in raw HTML, where backticks are text except in tokens and paths."""
    start, count = state.pos, len(state.tokens)
    if not code_span(state, silent):
        return False
    for token in () if silent else state.tokens[count:]:
        if token.type == "code_inline":
            token.type, token.content = "text", state.src[start : state.pos]
    return True


def tag(state: StateInline, silent: bool) -> bool:
    """Parse a tag of generation 3, or the rest of a token of generation 2."""
    start, text = state.pos, state.src
    if not text.startswith(("<Swm", "<swm-token", "</Swm", "</swm-token"), start):
        return False
    if lone := _SELF_CLOSING.match(text, start, state.posMax):
        # An edit removed its code span: there is nothing to show.
        state.pos = lone.end()
        return True
    opening = _TAG.match(text, start, state.posMax)
    ends = _ends_of(state, opening) if opening else None
    if opening is None or ends is None:
        return _report_torn(state, silent)
    body_start, (body_end, tag_end) = opening.end(), ends
    if silent:
        state.pos = tag_end
        return True
    name, attrs = opening[1], attributes(opening[2])
    origin, body = _origin(state, start, tag_end), text[body_start:body_end]
    if name in tags.VALUES:
        value = tags.VALUES[name](origin, attrs, body)
        if value is None:
            return _report_torn(state, silent)
        _push(state, value)
    elif name == "SwmLink":
        label, href = tags.linked(body)
        link = tags.doc_link(origin, href, attrs)
        if link is None:
            return _report_torn(state, silent)
        label_start = body_start + max(body.find(label), 0)
        _link(state, link, label_start, label_start + len(label))
    else:
        _prompt(state, Placeholder(*origin), body_start, body_end)
    state.pos = tag_end
    return True


def _ends_of(state: StateInline, opening: re.Match[str]) -> tuple[int, int] | None:
    """The ends of a tag's content and of its end tag; None if the tag is not closed."""
    if opening[1] not in _CLOSE:
        return None
    if opening[3]:
        return opening.end(), opening.end()
    close = _CLOSE[opening[1]].search(state.src, opening.end(), state.posMax)
    if not close or not close[1] or not state.src.startswith(">", close.end()):
        return None
    return close.start(), close.end() + 1


def _report_torn(state: StateInline, silent: bool) -> bool:
    """Report a torn tag, and return False: it is shown as text."""
    torn = _TORN.match(state.src, state.pos, state.posMax)
    if torn and not silent:
        context = context_of(state.env)
        remedy = f"complete it as <{torn[1]} …>…</{torn[1]}>, or delete what is left of it"
        context.add_flaw(context.line_of(state, state.pos), f"a <{torn[1]}> tag is torn", remedy)
    return False


def bracket(state: StateInline, silent: bool) -> bool:
    """Parse a leaked symbol, or the footnote of a token of generation 1 without its code span."""
    start = state.pos
    if not state.src.startswith("[", start):
        return False
    symbol = _SYMBOL.match(state.src, start, state.posMax)
    match = symbol or _FOOTNOTE.match(state.src, start, state.posMax)
    if symbol and not silent:
        _push(state, tags.symbol(_origin(state, start, symbol.end()), symbol[1], symbol[2]))
    if match:
        state.pos = match.end()
    return match is not None


def prompt(state: StateInline, silent: bool) -> bool:
    """Parse a template's prompt in braces (``FORMAT.md`` section 5.9)."""
    start = state.pos
    match = _PROMPT.match(state.src, start, state.posMax)
    if not match:
        return False
    if not silent:
        width = 2 if match[0].startswith("{{") else 1
        value = Placeholder(*_origin(state, start, match.end()))
        _prompt(state, value, start + width, match.end() - width)
    state.pos = match.end()
    return True


def _push(state: StateInline, value: Token | PathRef | Mention) -> None:
    """Push the token of a construct, with its plain text as the token's content."""
    token = state.push(type_of(value), "", 0)
    token.meta = {KEY: value}
    match value:
        case Token(text=plain) | PathRef(path=plain) | Mention(name=plain):
            token.content = plain


def _link(state: StateInline, link: DocLink, start: int, stop: int) -> None:
    """Push a link, and the tokens of its label."""
    token = state.push("link_open", "a", 1)
    token.attrs, token.meta = {"href": link.target}, {KEY: link}
    state.linkLevel += 1
    _parse_range(state, start, stop)
    if start == stop and link.title:
        state.push("text", "", 0).content = link.title
    state.linkLevel -= 1
    state.push("link_close", "a", -1)


def _prompt(state: StateInline, value: Placeholder, start: int, stop: int) -> None:
    """Push a prompt, and the tokens of its text."""
    state.push("swimm_prompt_open", "", 1).meta = {KEY: value}
    _parse_range(state, start, stop)
    state.push("swimm_prompt_close", "", -1)


def _parse_range(state: StateInline, start: int, stop: int) -> None:
    saved = state.posMax
    state.pos, state.posMax = start, stop
    state.md.inline.tokenize(state)
    state.posMax = saved


def _origin(state: StateInline, start: int, stop: int | None = None) -> tags.Origin:
    """The source of a range, by default up to the current position, and its line in the file."""
    context = context_of(state.env)
    text = state.src[start : state.pos if stop is None else stop]
    # markdown-it has unescaped the pipes of a table cell.
    source = text.replace("|", r"\|") if context.in_table else text
    return source, context.line_of(state, start)
