"""The words on the pages in every language: whole, filled in alike, and nowhere left out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from mkdocs.exceptions import Abort

import mkdocs_swimm
from mkdocs_swimm.i18n.strings import (
    ENGLISH,
    Forms,
    languages,
    names,
    placeholders,
    problem,
    read,
    translated,
)

from .conftest import REPOSITORY, Built, Project, build_sample
from .documents import document, playlist

pytestmark = pytest.mark.slow

PACKAGE = Path(mkdocs_swimm.__file__).parent
ASSETS = PACKAGE / "assets"
WHOLE = [language for language in languages() if "-" not in language]
NO_WORDS = ("separator", "clauses")
"""What stands between words."""


def filled_in(text: str | Mapping[str, str]) -> frozenset[str]:
    return placeholders(text if isinstance(text, str) else text["other"])


def english(name: str) -> str:
    wanted = getattr(ENGLISH, name)
    return wanted.other if isinstance(wanted, Forms) else str(wanted)


@pytest.mark.parametrize("language", languages())
def test_every_language_fills_in_the_same(language: str) -> None:
    texts = read(language)
    assert texts
    assert [problem(name, text) for name, text in texts.items() if problem(name, text)] == []
    for name, text in texts.items():
        assert filled_in(text) == placeholders(english(name)), name
        assert isinstance(text, dict) == isinstance(getattr(ENGLISH, name), Forms), name


@pytest.mark.parametrize("language", WHOLE)
def test_every_language_is_whole(language: str) -> None:
    assert set(read(language)) == set(names())


@pytest.mark.parametrize("language", languages())
def test_every_form_of_number_that_a_language_has_is_there(language: str) -> None:
    strings = translated(language)
    assert strings
    wanted = {strings._locale.plural_form(number) for number in range(2000)}
    for name in names():
        forms = getattr(strings, name)
        if isinstance(forms, Forms):
            assert all(getattr(forms, form) for form in wanted), name


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("pt-BR", "pt-BR"),
        ("pt_BR", "pt-BR"),
        ("pt-PT", "pt"),
        ("zh-Hant", "zh-Hant"),
        ("zh_Hant_TW", "zh-Hant"),
        ("zh-TW", "zh-Hant"),
        ("zh-CN", "zh"),
        ("en-GB", "en"),
        ("pl", None),
        ("custom", None),
        ("ku-IQ", None),
        ("../de", None),
    ],
)
def test_regions_fall_back_to_languages(asked: str, found: str | None) -> None:
    strings = translated(asked)
    assert (strings.language if strings else None) == found


def test_texts_missing_for_a_region_come_from_its_language() -> None:
    brazil, portugal = translated("pt-BR"), translated("pt")
    assert brazil
    assert portugal
    assert brazil.step_file == "arquivo"
    assert portugal.step_file == "ficheiro"
    assert brazil.summary == portugal.summary == "Resumo"


FILES: dict[str, str | bytes] = {
    ".swm/one.aaaaa.sw.md": document("One", "See `src/app.py`."),
    ".swm/tour.tour1.pl.sw.md": playlist("Tour", "[One](one.aaaaa.sw.md)"),
}


def test_words_follow_the_language_of_material(project: Project) -> None:
    project.write(FILES)
    theme = {"name": "material", "font": False, "language": "pt-BR"}
    built = project.build(theme=theme, strict=True)
    assert "Passo 1 de 1 de" in built.content("swimm/one/")
    assert '<html lang="pt-BR">' in built.page("swimm/d/aaaaa/")
    assert "<h1>Documentos</h1>" in re.sub(' id="[^"]*"', "", built.content("swimm/"))


def test_words_follow_the_locale_of_other_themes(project: Project) -> None:
    project.write(FILES)
    built = project.build(theme={"name": "mkdocs", "locale": "zh_TW"}, strict=True)
    assert "第 1 步" in built.page("swimm/one/")
    assert "影片" not in built.page("swimm/one/")
    assert '<html lang="zh-Hant"' in built.page("swimm/d/aaaaa/")


def test_a_missing_translation_is_reported_once(project: Project) -> None:
    project.write(FILES)
    theme = {"name": "material", "font": False, "language": "pl"}
    built = project.build({"strings": {"next": "Dalej"}}, theme=theme, strict=True)
    reported = [message for level, message in built.log if "translated" in message]
    assert len(reported) == 1
    assert "'pl'" in reported[0]
    assert "Step 1 of 1 in" in built.content("swimm/one/")


def test_single_words_can_be_chosen(project: Project) -> None:
    project.write(FILES)
    chosen = {"in_playlist": "{playlist} <{step}>", "in_playlists": {"other": "{count}"}}
    built = project.build({"strings": chosen}, strict=True)
    assert '<a href="../tour/">Tour</a> &lt;1&gt;' in built.content("swimm/one/")


@pytest.mark.parametrize(
    ("texts", "reported"),
    [
        ({"nextt": "x"}, "did you mean 'next'?"),
        ({"next": 3}, "expected a text but received: 3"),
        ({"line": "{last}"}, "{last} cannot be filled in, {first} can"),
        ({"next": "{}"}, "{} cannot be filled in, nothing can"),
        ({"line": "{first.__class__}"}, "cannot be filled in"),
        ({"line": "{first!r}"}, "may hold a name and nothing else"),
        ({"line": "{first"}, "a curly bracket itself is written twice"),
        ({"snippets": {"one": "{count}"}}, "the form 'other' is missing"),
        ({"snippets": {"other": "x", "lots": "y"}}, "received: lots"),
        ({"next": {"other": "x"}}, "expected a text but received"),
        (["next"], "Expected names with texts"),
    ],
)
def test_invalid_texts_are_refused(
    project: Project, caplog: pytest.LogCaptureFixture, texts: Any, reported: str
) -> None:
    project.write(FILES)
    with pytest.raises(Abort):
        project.build({"strings": texts})
    assert reported in caplog.text


@pytest.mark.parametrize("script", sorted(path.name for path in ASSETS.glob("*.js")))
def test_scripts_say_nothing(script: str) -> None:
    """Words are no part of scripts: they are in attributes of the page."""
    code = re.sub(r"/\*.*?\*/|(?m://.*$)", "", (ASSETS / script).read_text("utf-8"), flags=re.S)
    # What a developer reads in the console is English, as messages of the build are.
    code = re.sub(r"console\.warn\([^)\n]*\)", "", code)
    texts = re.findall(r"\"([^\"\n]*)\"|`([^`]*)`", code)
    said = [
        one or other for one, other in texts if re.search(r"[A-Za-z]{2,} [a-z]{2,}", one or other)
    ]
    allowed = ("use strict", "swimm-preview md-typeset", ".swimm-health table")
    # Style rules have spaces as well.
    assert [text for text in said if text not in allowed and ":" not in text] == []


MARKED = re.compile("⟦([a-z_]+)[^⟦⟧]*⟧")


def marked(name: str) -> str | dict[str, str]:
    """A text that is recognized on a page, with all that Markdown or HTML would act on."""
    parts = [f"{{{part}}}" for _, part, _, _ in Formatter().parse(english(name)) if part]
    text = f"⟦{name} <i>*_`\"'&|[x](y)$#⟧" + "".join(f"⟦{name}⟧{part}" for part in parts)
    return {"other": text} if isinstance(getattr(ENGLISH, name), Forms) else text


class Said(HTMLParser):
    """The texts and attributes of a page or a part of it that a reader sees."""

    TOLD = ("title", "aria-label", "alt", "placeholder")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.data: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in self.TOLD:
                self.texts.append(value or "")
            elif name.startswith("data-") and value and "⟦" in value:
                self.data.append(value)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample site in an invented language."""
    strings = {name: marked(name) for name in names() if name not in NO_WORDS}
    return build_sample(tmp_path_factory.mktemp("foreign"), strings=strings)


def pages(built: Built) -> Iterator[tuple[str, str]]:
    for path in sorted(built.site.rglob("*.html")):
        name = path.relative_to(built.site).as_posix()
        text = path.read_text("utf-8")
        article = text.partition("<article")[2].partition("</article>")[0]
        if article:
            yield name, re.sub(r"(?s)<(script|style)\b.*?</\1>", "", "<article" + article)


JOINER = "\u2060"
"""Stands behind ``<`` in titles, unseen, so that no script takes them for HTML."""


def test_words_are_shown_as_they_are(foreign: Built) -> None:
    """No text is taken for Markdown or HTML, whatever is in it."""
    seen = set()
    for page, html in pages(foreign):
        said = Said(html)
        for text in ["".join(said.texts), *said.data]:
            for mark in re.finditer(r"⟦([a-z_]+) [^⟦⟧]*⟧", text):
                name = mark[1]
                seen.add(name)
                wanted = f"⟦{name} <i>*_`\"'&|[x](y)$#⟧"
                assert mark[0].replace(JOINER, "") == wanted, (page, mark[0])
    assert seen >= {"state_stale", "sources", "steps", "health", "coverage", "file_index"}


# The elements whose words are the package's own, and pages that are so as a whole.
OWN = re.compile(
    r'(?s)<(\w+)[^>]*class="[^"]*\b(?:swimm-state|swimm-reading-head|swimm-step|swimm-badge|'
    r'swimm-toggle|swimm-where|swimm-between|swimm-lines|swimm-gap|swimm-check)\b[^"]*".*?</\1>'
)
WHOLE_PAGES = ("health/", "code/", "source/")


def known_words() -> set[str]:
    """What documents, paths and languages of code are called."""
    words = {"Parcel", "Post", "Swimm"}
    for path in REPOSITORY.joinpath("sample_site").rglob("*"):
        words |= set(re.findall(r"\w+", path.relative_to(REPOSITORY).as_posix()))
        if path.name.endswith(".sw.md"):
            text = path.read_text("utf-8", errors="replace")
            words |= set(re.findall(r"\w+", " ".join(re.findall(r"[\w/]+\.\w{2,4}\b", text))))
            for title in re.findall(r"(?m)^(?:title|name): (.*)$", text):
                words |= set(re.findall(r"\w+", title))
            if ".pl." in path.name:
                words |= set(re.findall(r"\w+", " ".join(re.findall(r"\[(.*?)\]", text))))
    # The last part of a list is joined by the word that its language has for that.
    words.add("and")
    return words | set("Python TypeScript Go Docker Bash SQL YAML Makefile JavaScript".split())


def test_no_english_word_is_left(foreign: Built) -> None:
    known = known_words()
    for page, html in pages(foreign):
        whole = any(part in page for part in WHOLE_PAGES)
        parts = [html] if whole else [found[0] for found in OWN.finditer(html)]
        for part in parts:
            part = re.sub(
                r'(?s)<div class="highlight swimm-source".*?</code></pre></div>', "", part
            )
            text = " ".join(Said(part).texts)
            left = MARKED.sub(" ", text)
            words = [word for word in re.findall(r"[A-Za-z]{2,}", left) if word not in known]
            assert words == [], (page, left)


def test_every_word_of_a_script_is_on_the_page(foreign: Built) -> None:
    page = dict(pages(foreign))["swimm/recording-an-event/index.html"]
    said = " ".join(Said(page).data)
    for name in ("steps_read", "mark_read", "mark_unread"):
        assert f"⟦{name} " in said


def test_the_navigation_is_in_the_language(foreign: Built) -> None:
    titles = foreign.page("swimm/health/").partition("md-sidebar--primary")[2]
    for name in ("file_index", "health"):
        assert f"⟦{name} " in titles
    assert "Documentation health" not in foreign.page("swimm/health/")


def test_every_text_is_of_use() -> None:
    """Translators have no unused texts to translate."""
    code = (
        "\n".join(
            path.read_text("utf-8") for path in PACKAGE.rglob("*.py") if path.name != "strings.py"
        )
        + (PACKAGE / "i18n" / "strings.py").read_text("utf-8").partition("@property")[2]
    )
    unused = [name for name in names() if not re.search(rf"(?:strings|self)\.{name}\b", code)]
    assert unused == []
    assert {field.name for field in fields(ENGLISH)} == {*names(), "language"}
