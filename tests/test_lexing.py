"""Lexers give the very tokens that Pygments gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown import Markdown
from pygments.lexers import get_lexer_by_name

import mkdocs_swimm
from mkdocs_swimm import lexing
from mkdocs_swimm.extensions import NEEDED, SwimmPages
from mkdocs_swimm.lexing import lexer_of

PACKAGE = Path(mkdocs_swimm.__file__).parent
OWN = sorted(PACKAGE.glob("*.py"))
ASSETS = sorted((PACKAGE / "assets").glob("*.*"))
LANGUAGES = {".py": "python", ".css": "css", ".js": "javascript"}

# A state within a state, words that need groups, an end of the line that ends a state, what no
# rule knows, flags of one rule alone, the language itself within a piece of it.
TEXTS = {
    "bash": 'cat <<EOF\n$(date) `ls`\nEOF\nx="a ${b:-c}" # end\nif [ 1 ]; then :; fi\n',
    "c": "#include <a.h>\n/* one\n two */ int main(void) { return 'x'; } \\\n§\n",
    "cobol": "       MAIN-PARA.\n           MOVE 'A' TO B.\n      * a comment\n",
    "csharp": 'class A { string s = @"a""b"; /* x */ int P => 1; }\n',
    "go": "package a\nfunc f() string { return `raw\nstring` } // end\n",
    "html": '<p style="color: red">é</p><script>let a = 1 / 2</script><!-- x\n -->\n',
    "java": '@A public class B<T> { char c = \'\\n\'; String s = """\n a\n"""; }\n',
    "kotlin": 'fun <T> a(b: String = "${c}") = b /* /* x */ */\n',
    "lua": "local a = [==[ long ]] string ]==] -- [[ x ]]\n",
    "perl": "my $x = <<'END';\ntext\nEND\ns{a}{b}g; q(one (two) three);\n",
    "php": '<?php\n$a = <<<X\ntext $b\nX;\necho "a {$c[1]}"; ?>\n<b>\n',
    "python": "async def f(a=r'\\d', *, b: int = 0x_1) -> None:\n    f\"{a!r:>{b}} {{\" '''x\n'''\n\0?\n",
    "ruby": "x = <<~A + %w(a b)\n  t #{1}\nA\n=begin\n=end\n:sym\n",
    "rust": "fn a<'b>(c: &'b str) -> u8 { r#\"raw \" \"#; b'\\n' } /* /* n */ */\n",
    "sql": "SELECT 'it''s' -- end\nFROM a /* b */ WHERE c = 1;\n",
    "typescript": "const a: Map<string, B> = /re[/]x/g.exec(`t ${`n ${1}`}`)!; // end\n",
    "xml": "<?xml version='1.0'?><a b=\"c\"><![CDATA[ <x> ]]></a>\n",
    "yaml": "a: |\n  text\n - b: {c: [1, 'd']} # end\n? x\n: *y\n",
}


@pytest.mark.parametrize("language", TEXTS)
def test_tokens_of_languages(language: str) -> None:
    same(language, TEXTS[language])
    same(language, TEXTS[language] * 2 + "\n\n" + TEXTS[language].upper())


@pytest.mark.parametrize("language", TEXTS)
def test_torn_texts_of_other_languages(language: str) -> None:
    for text in TEXTS.values():
        same(language, text[len(text) // 3 :])


@pytest.mark.parametrize("path", OWN + ASSETS, ids=lambda path: path.name)
def test_tokens_of_whole_files(path: Path) -> None:
    same(LANGUAGES[path.suffix], path.read_text("utf-8"))


def test_rules_that_can_not_be_one_are_tried_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(_: object) -> str:
        return "("

    monkeypatch.setattr(lexing, "_states", {})
    monkeypatch.setattr(lexing, "_alternative", torn)
    same("python", TEXTS["python"])


def test_fences_of_documents_are_highlighted_as_ever_with_quick_lexers() -> None:
    fences = [f'```{language} linenums="7"\n{text}\n```' for language, text in TEXTS.items()]
    page = "\n\n".join([*fences, "```\nplain\n```", "```klingon\nnuqneH\n```", "    indented()"])
    lexing._states.clear()
    settings = {name: dict(NEEDED[name]) for name in NEEDED}
    theirs = Markdown(extensions=list(NEEDED), extension_configs=settings).convert(page)
    assert not lexing._states
    pages = SwimmPages()
    pages.active = True
    assert Markdown(extensions=[pages]).convert(page) == theirs
    assert len(lexing._states) >= len(TEXTS) // 2
    assert theirs.count('<code class="') + theirs.count("<code>") >= len(fences)


def test_a_language_that_nobody_knows_is_text() -> None:
    assert list(lexer_of("klingon").get_tokens("a\n  b")) == list(
        get_lexer_by_name("text", stripnl=False, ensurenl=False).get_tokens("a\n  b")
    )


def same(language: str, text: str) -> None:
    theirs = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    assert list(lexer_of(language).get_tokens(text)) == list(theirs.get_tokens(text))
