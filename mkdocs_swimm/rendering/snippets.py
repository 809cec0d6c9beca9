"""Renders a snippet as a card: the path as its title, and the code with line numbers.

A snippet that has changed shows the quoted code, the current code, and the difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, groupby

from ..code.languages import language_of, lexer_name
from ..code.words import matcher
from ..format.constructs import Row, Snippet, without_blank_ends
from ..freshness import Finding, State
from ..i18n.strings import Strings
from ..markdown.escaping import (
    attribute,
    box_title,
    code_span,
    fenced,
    filled,
    has_many_blank_lines,
    in_ascii,
    indented,
    plain_text,
    sentence,
)
from .citations import Citation, span_words
from .links import CodeLink

_IN_TITLE = str.maketrans({'"': "'", "`": "'", "<": "\u2039", ">": "\u203a"})
"""Characters that would end the title of a fence or a tag; some versions do not escape it."""

_LONG = 50  # lines; longer code is folded


def card(
    snippet: Snippet,
    link: CodeLink,
    strings: Strings,
    *,
    notice: str = "",
    follows: bool = False,
    annotation: str = "",
    rows: Sequence[Row] = (),
) -> str:
    """The card of a snippet: an admonition around the code, as Markdown at column 0.

    A notice makes it a warning. A card that follows another one of the same file does not name the
    file. ``annotation`` is a list from which Material makes an annotation: the code is in one piece
    then, and contains a comment with the number. ``rows`` may have another selection.
    """
    words = span_words(*snippet.span, strings)
    head = card_head(snippet, link, strings, words=words, warning=bool(notice), follows=follows)
    if snippet.empty:
        body = sentence(strings.empty_snippet)
    elif annotation:
        body = _annotated(snippet, annotation)
    else:
        body = code_of(rows or snippet.rows, snippet, strings)
    return _box(head, (notice, body, unfold(snippet.rows, strings)))


def _box(head: str, parts: Sequence[str]) -> str:
    body = "\n\n".join(filter(None, parts))
    return f"{head}\n\n    {indented(body)}"


def card_head(
    snippet: Snippet,
    link: CodeLink,
    strings: Strings,
    *,
    words: str,
    warning: bool,
    follows: bool = False,
) -> str:
    """The first lines of a card: the type and title of the box, and the link of a collapsed card.

    That link is not in the title, where a click opens the card. The title is the file and the
    lines, or only the lines if the card follows one of the same file.
    """
    kind = f"{'warning ' * warning}swimm-snippet{' swimm-follows' * follows}"
    url = "" if snippet.collapsed else link.url
    title = f"<span class='swimm-lines' data-search-exclude>{in_ascii(plain_text(words))}</span>"
    if follows:
        title = f"[{title}]({url})" if url else title
    else:
        folder, slash, name = (snippet.path or "?").rpartition("/")
        path = code_span(folder + slash) if slash else ""
        path += f"**{code_span(name)}**" if name else ""
        where = ""
        if link.repository:
            name = f"**{plain_text(link.repository)}**"
            where = f" {filled(strings.in_repository, repository=name)}"
        title = f"{f'[{path}]({url})' if url else path}{where} {title}"
    # Quotation marks would end the title of the admonition.
    head = f'{"???" if snippet.collapsed else "!!!"} {kind} "{title.replace(chr(34), "&quot;")}"'
    if snippet.collapsed and link.url:
        label = plain_text(strings.whole_file)
        head += f"\n\n    [{label}]({link.url})\n    {{ .swimm-open data-search-exclude }}"
    return head


def code_of(rows: Sequence[Row], snippet: Snippet, strings: Strings) -> str:
    """Rows of a snippet, or the current ones, as highlighted code with line numbers and gaps."""
    language = language_of(snippet.path, snippet.info, [row.code for row in rows])
    blocks: list[str] = []
    previous: Row | None = None
    for run in runs(rows):
        # A torn gutter may count backwards, where nothing is left out.
        if previous and not run[0].stub and not previous.stub and previous.number < run[0].number:
            blocks.append(_gap(previous.number + 1, run[0].number - 1, strings))
        previous = run[-1]
        shown = without_blank_ends(run)
        if shown:
            title = strings.stub.translate(_IN_TITLE) if shown[0].stub else ""
            classes = (".swimm-long",) * _is_long(shown)
            blocks.append(_fence(shown, language, classes, rows, title=title))
    return "\n".join(blocks).rstrip()


def in_one_piece(snippet: Snippet) -> bool:
    """Whether a card shows all code at once: without gaps, stubs, and neither folded nor closed."""
    runs_of_rows = list(runs(snippet.rows))
    stubs = any(row.stub for row in snippet.rows)
    return len(runs_of_rows) == 1 and not (stubs or snippet.collapsed or _is_long(snippet.rows))


def _annotated(snippet: Snippet, annotation: str) -> str:
    shown = without_blank_ends(snippet.rows)
    language = language_of(snippet.path, snippet.info, [row.code for row in shown])
    code = _fence(shown, language, (".annotate",), shown)
    return f"{code.rstrip()}\n\n{annotation}"


def runs(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """Split rows at gaps in their numbers, and between lines of the file and stubs."""
    index = count()
    for _, run in groupby(rows, lambda row: (row.stub, row.stub or row.number - next(index))):
        yield tuple(run)


def _gap(first: int, last: int, strings: Strings) -> str:
    words = strings.one_left_out if first == last else strings.left_out
    title = in_ascii(attribute(words.format(first=first, last=last)))
    return f'&#8943;\n{{ .swimm-gap title="{title}" }}\n'


def unfold(rows: Sequence[Row], strings: Strings) -> str:
    """The checkbox that unfolds long code without a script; empty for short code."""
    if not _is_long(rows) or not any(map(_is_long, runs(rows))):
        return ""
    words = plain_text(strings.counted(strings.unfold, len(rows)))
    return f'<label class="swimm-unfold" data-search-exclude><input type="checkbox">{words}</label>'


def _is_long(rows: Sequence[Row]) -> bool:
    return len(rows) > _LONG


def _fence(
    rows: Sequence[Row], language: str, css: Sequence[str], all_rows: Sequence[Row], title: str = ""
) -> str:
    """A fence of consecutive rows of a snippet.

    It is not searched, as code would crowd out text; superfences writes "None" without ``=true``.
    """
    code = "\n".join([row.code for row in rows])
    is_slow = has_many_blank_lines(code)
    lexer = "text" if is_slow else lexer_name(language, [row.code for row in rows])
    options = [" ".join(("{", f".{lexer}", *css, "data-search-exclude=true"))]
    if title:
        options.append(f'title="{title}"')
    elif rows[0].number > 0:
        options.append(f'linenums="{rows[0].number}"')
    selected = [number for number, row in enumerate(rows, 1) if row.marked]
    # A selection is not highlighted if it is the whole snippet.
    if selected and (len(selected) < len(rows) or _is_partly_selected(all_rows)):
        options.append(f'hl_lines="{_ranges(selected)}"')
    options.append("}")
    return fenced(code, " ".join(options)) + "\n"


def _is_partly_selected(rows: Sequence[Row]) -> bool:
    return any(not (row.marked or row.stub) for row in rows if row.code.strip())


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers in the syntax of ``hl_lines``, such as ``1 3-5``."""
    parts = []
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        consecutive = [number for _, number in run]
        first, last = consecutive[0], consecutive[-1]
        parts.append(str(first) if first == last else f"{first}-{last}")
    return " ".join(parts)


_CONTEXT = 3  # unchanged lines that are shown around a difference


def stale_notice(citation: Citation, snippet: Snippet, strings: Strings) -> str | None:
    """The notice that code has changed or is gone; None for any other state."""
    finding = citation.finding
    if finding is None or finding.reason == "outside":
        return None
    if finding.state is State.GONE:
        words = strings.file_gone if finding.reason == "missing" else strings.code_gone
    elif finding.state is State.CHANGED and finding.now:
        unsure = finding.reason == "ambiguous"
        words = strings.code_changed_unsure if unsure else strings.code_changed
    else:
        return None
    return words.format(path=snippet.path)


def stale_card(citation: Citation, snippet: Snippet, strings: Strings) -> str | None:
    """The card of a snippet that has changed or is gone; None for any other state."""
    words = stale_notice(citation, snippet, strings)
    if words is None or citation.finding is None:
        return None
    notice = f"{sentence(words)}\n{{ data-search-exclude }}"
    if citation.state is State.GONE:
        return card(snippet, citation.link, strings, notice=notice)
    return _changed_card(citation, citation.finding, snippet, notice, strings)


def _changed_card(
    citation: Citation, finding: Finding, snippet: Snippet, notice: str, strings: Strings
) -> str:
    now = finding.rows_now
    words = span_words(*(citation.span or snippet.span), strings)
    words = strings.perhaps.format(lines=words) if finding.reason == "ambiguous" else words
    current = citation.reference if isinstance(citation.reference, Snippet) else snippet
    head = card_head(current, citation.link, strings, words=words, warning=True)
    difference = difference_of(snippet, now, info="{ .diff data-search-exclude=true }")
    tabs = (
        (strings.as_documented, code_of(snippet.rows, current, strings)),
        (strings.now, code_of(now, current, strings)),
        (strings.difference, difference),
    )
    boxes = [_box(f'=== "{box_title(name)}"', [code]) for name, code in tabs]
    return _box(head, (notice, *boxes, unfold(max(snippet.rows, now, key=len), strings)))


def difference_of(snippet: Snippet, now: Sequence[Row], *, info: str = "diff") -> str:
    """The difference between a snippet and the current code, as a fence."""
    first, last = snippet.span
    old = [row for row in snippet.rows if not row.stub and first <= row.number <= last]
    return fenced("\n".join(_difference(old, now)), info)


def _difference(old: Sequence[Row], new: Sequence[Row]) -> Iterator[str]:
    """A unified diff with the line numbers of both sides."""
    before = [row.code.rstrip() for row in old]
    after = [row.code.rstrip() for row in new]
    for group in matcher(before, after).get_grouped_opcodes(_CONTEXT):
        _, start, _, to, _ = group[0]
        _, _, end, _, until = group[-1]
        yield f"@@ -{_range(old, start, end)} +{_range(new, to, until)} @@"
        for tag, start, end, to, until in group:
            if tag == "equal":
                yield from (f" {line}" for line in before[start:end])
                continue
            yield from (f"-{line}" for line in before[start:end])
            yield from (f"+{line}" for line in after[to:until])


def _range(rows: Sequence[Row], start: int, end: int) -> str:
    number = rows[start].number if start < len(rows) else (rows[-1].number + 1 if rows else 0)
    return f"{number},{end - start}"
