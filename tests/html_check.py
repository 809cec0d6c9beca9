"""Whether HTML is well formed and runs nothing, and what text it shows."""

import re
from collections import Counter
from html.parser import HTMLParser

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_NOT_IN_P = frozenset(
    "address article aside blockquote details div dl fieldset figure "
    "h1 h2 h3 h4 h5 h6 hr ol p pre section table ul".split()
)
_RUNS = re.compile("javascript:|data:|vbscript:")
_WITHIN_WORDS = frozenset("a b code del em i mark span strong sub sup u".split())


class _Checker(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wrong = []
        for name, value in attrs:
            if name == "id":
                self.ids[value or ""] += 1
            address = re.sub(r"[\x00-\x20]", "", value or "").lower()
            runs = name in ("href", "src") and _RUNS.match(address)
            if name.startswith("on") or runs:
                wrong.append(f"{name}={value}")
        if tag == "a" and "a" in self.open:
            wrong.append("<a> in <a>")
        if tag in _NOT_IN_P and "p" in self.open:
            wrong.append(f"<{tag}> in <p>")
        self.faults += [f"{one} at {self.getpos()}" for one in wrong]
        self._part(tag)
        if tag not in _VOID:
            self.open.append(tag)

    def _part(self, tag: str) -> None:
        if tag not in _WITHIN_WORDS:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._part(tag)
        if tag in _VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> at {self.getpos()} within {self.open[-3:]}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open[-1:]):
            self.words.append(data)


def faults(html: str) -> list[str]:
    """What is wrong with HTML: nesting, open elements, ids used twice, anything that runs."""
    checker = _checked(html)
    twice = [f"id {name!r} is used {n} times" for name, n in checker.ids.items() if n > 1]
    return checker.faults + twice + [f"<{tag}> is never closed" for tag in checker.open]


def text_of(html: str) -> str:
    """The text that HTML shows."""
    return "".join(_checked(html).words)


def _checked(html: str) -> _Checker:
    checker = _Checker()
    checker.feed(html)
    checker.close()
    return checker
