"""A snippet as a card: the path as its title, the code with its real line numbers.

One that the code has left behind shows what was quoted, what is there now, and what differs.
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
"""What would end the title of a fence, or be a tag in it: some versions write it as it is."""

_LONG = 50
"""Longer runs of code are folded: pages are for reading, and the rest is one click away."""


def card(
    snippet: Snippet,
    link: CodeLink,
    strings: Strings,
    *,
    notice: str = "",
    follows: bool = False,
    prose: str = "",
    rows: Sequence[Row] = (),
) -> str:
    """The card of a snippet: an admonition around the code, as Markdown at column 0.

    What a reader must know about the code makes it a warning; a card that follows one of the same
    file does not name that again. Of prose, a list, Material makes an annotation: the code is in
    one piece then, and a comment in it has the number. Rows may be given with other marks than
    the snippet has.
    """
    words = span_words(*snippet.span, strings)
    head = card_head(snippet, link, strings, words=words, warning=bool(notice), follows=follows)
    body = _annotated(snippet, prose) if prose else code_of(rows or snippet.rows, snippet, strings)
    if snippet.empty:
        body = sentence(strings.empty_snippet)
    parts = (notice, body, unfold(snippet.rows, strings))
    return f"{head}\n\n    {indented(f'{chr(10) * 2}'.join(filter(None, parts)))}"


def card_head(
    snippet: Snippet,
    link: CodeLink,
    strings: Strings,
    *,
    words: str,
    warning: bool,
    follows: bool = False,
) -> str:
    """The first lines of a card: what kind of box it is, its title, and the link of a closed one.

    A link within the title of a closed card could not be told from what opens the card. The title
    names the file, and the lines; the lines alone where the card follows.
    """
    kind = f"{'warning ' * warning}swimm-snippet{' swimm-follows' * follows}"
    url = "" if snippet.collapsed else link.url
    title = f"<span class='swimm-lines' data-search-exclude>{in_ascii(plain_text(words))}</span>"
    if follows:
        title = f"[{title}]({url})" if url else title
    else:
        # The name of the file stands out.
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
    """Rows as highlighted code with their numbers, gaps between them shown as gaps.

    They are those of the snippet, which tells the language, or as they are now.
    """
    language = language_of(snippet.path, snippet.info, [row.code for row in rows])
    blocks: list[str] = []
    previous: Row | None = None
    for run in runs(rows):
        if previous is not None and not (run[0].stub or previous.stub):
            blocks.append(_gap(previous.number + 1, run[0].number - 1, strings))
        previous = run[-1]
        shown = without_blank_ends(run)
        if shown:
            # Highlighting escapes it; the two signs would end the title, or the fence's first line.
            title = strings.stub.translate(_IN_TITLE) if shown[0].stub else ""
            classes = (".swimm-long",) * _is_long(shown)
            blocks.append(_fence(shown, language, classes, rows, title=title))
    return "\n".join(blocks).rstrip()


def in_one_piece(snippet: Snippet) -> bool:
    """Whether all code of a card is seen at once: nothing is left out, folded or closed."""
    found = list(runs(snippet.rows))
    stubs = any(row.stub for row in snippet.rows)
    return len(found) == 1 and not (stubs or snippet.collapsed or _is_long(found[0]))


def _annotated(snippet: Snippet, prose: str) -> str:
    shown = without_blank_ends(snippet.rows)
    language = language_of(snippet.path, snippet.info, [row.code for row in shown])
    code = _fence(shown, language, (".annotate",), shown)
    return f"{code.rstrip()}\n\n{prose}"


def runs(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """The rows in runs without a gap in their numbers, stubs apart."""
    position = count()
    for _, run in groupby(
        rows, lambda row: (row.stub, 0 if row.stub else row.number - next(position))
    ):
        yield tuple(run)


def _gap(first: int, last: int, strings: Strings) -> str:
    words = (strings.one_left_out if first == last else strings.left_out).format(
        first=first, last=last
    )
    return f'&#8943;\n{{ .swimm-gap title="{in_ascii(attribute(words))}" }}\n'


def unfold(rows: Sequence[Row], strings: Strings) -> str:
    """What opens a card of which only the beginning is shown at first; no script is needed."""
    if not _is_long(rows) or not any(map(_is_long, runs(rows))):
        return ""
    words = plain_text(strings.counted(strings.unfold, len(rows)))
    return f'<label class="swimm-unfold" data-search-exclude><input type="checkbox">{words}</label>'


def _is_long(rows: Sequence[Row]) -> bool:
    return len(rows) > _LONG


def _fence(
    rows: Sequence[Row],
    language: str,
    classes: Sequence[str],
    among: Sequence[Row],
    *,
    title: str = "",
) -> str:
    # Quoted code would drown the prose in the search. Without a value, superfences writes "None".
    code = "\n".join([row.code for row in rows])
    lexer = lexer_name(language, [row.code for row in rows])
    if has_many_blank_lines(code):
        lexer = "text"
    options = [" ".join(("{", f".{lexer}", *classes, "data-search-exclude=true"))]
    if title:
        options.append(f'title="{title}"')
    elif rows[0].number > 0:
        options.append(f'linenums="{rows[0].number}"')
    marked = [number for number, row in enumerate(rows, 1) if row.marked]
    # Marks on every line would tell nothing; those of one piece tell it from the others.
    if marked and (len(marked) < len(rows) or _is_partly_marked(among)):
        options.append(f'hl_lines="{_ranges(marked)}"')
    options.append("}")
    return fenced(code, " ".join(options)) + "\n"


def _is_partly_marked(rows: Sequence[Row]) -> bool:
    return any(not (row.marked or row.stub) for row in rows if row.code.strip())


def _ranges(numbers: Sequence[int]) -> str:
    """``1 3-5``: the numbers as highlighting takes them."""
    parts = []
    for _, run in groupby(enumerate(numbers), lambda one: one[1] - one[0]):
        same = [number for _, number in run]
        first, last = same[0], same[-1]
        parts.append(str(first) if first == last else f"{first}-{last}")
    return " ".join(parts)


_AROUND = 3
"""Lines without a difference that are shown around one that has."""


def stale_notice(citation: Citation, snippet: Snippet, strings: Strings) -> str | None:
    """What a reader must know about code that changed or is gone; None for any other."""
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
    """The card of a snippet that changed or is gone; None for any other."""
    words = stale_notice(citation, snippet, strings)
    if words is None or citation.finding is None:
        return None
    notice = f"{sentence(words)}\n{{ data-search-exclude }}"
    if citation.state is State.GONE:
        return card(snippet, citation.link, strings, notice=notice)
    return _changed(citation, citation.finding, snippet, notice, strings)


def _changed(
    citation: Citation, finding: Finding, snippet: Snippet, notice: str, strings: Strings
) -> str:
    now = finding.rows_now
    words = span_words(*(citation.span or snippet.span), strings)
    shown = strings.perhaps.format(lines=words) if finding.reason == "ambiguous" else words
    at_place = citation.reference if isinstance(citation.reference, Snippet) else snippet
    head = card_head(at_place, citation.link, strings, words=shown, warning=True)
    difference = difference_of(snippet, now, info="{ .diff data-search-exclude=true }")
    tabs = (
        (strings.as_documented, code_of(snippet.rows, at_place, strings)),
        (strings.now, code_of(now, at_place, strings)),
        (strings.difference, difference),
    )
    blocks = [
        notice,
        *(f'=== "{box_title(name)}"\n\n    {indented(code)}' for name, code in tabs),
    ]
    longest = max(snippet.rows, now, key=len)
    blocks += filter(None, [unfold(longest, strings)])
    return f"{head}\n\n    {indented((chr(10) * 2).join(blocks))}"


def difference_of(snippet: Snippet, now: Sequence[Row], *, info: str = "diff") -> str:
    """What differs between a snippet and the code as it is now, as a fence."""
    difference = "\n".join(_difference(_quoted(snippet), now))
    return fenced(difference, info)


def _quoted(snippet: Snippet) -> Sequence[Row]:
    """The rows from the first selected one to the last, with what is quoted in between."""
    first, last = snippet.span
    return [row for row in snippet.rows if not row.stub and first <= row.number <= last]


def _difference(old: Sequence[Row], new: Sequence[Row]) -> Iterator[str]:
    """A unified difference with the real line numbers of both sides."""
    before = [row.code.rstrip() for row in old]
    after = [row.code.rstrip() for row in new]
    for group in matcher(before, after).get_grouped_opcodes(_AROUND):
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
