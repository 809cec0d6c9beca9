"""The language of code, from its path."""

import pytest

from mkdocs_swimm.code.languages import language_of

BASIC = ["Private Sub Form_Load()", "    Dim count As Integer ' how many", "End Sub"]
APEX = ["public class Parcel {", "    Integer count;", "}"]


@pytest.mark.parametrize(
    ("path", "info", "language"),
    [
        ("src/a.py", "", "python"),
        ("src/a.test.ts", "typescript", "typescript"),
        ("CMakeLists.txt", "", "cmake"),
        ("notes.txt", "", "text"),
        ("docs/Makefile.am", "am", "make"),
        ("SConstruct", "", "python"),
        ("home/.bashrc", "", "bash"),
        ("SRC/MAIN.PY", "", "python"),
        ("src/Dockerfile", "", "docker"),
        ("Gemfile", "", "ruby"),
        ("src/main.test.js", "", "javascript"),
        ("a.unheardof", "unheardof", "text"),
        ("a.unheardof", "sql", "sql"),
        ("LICENSE", "", "text"),
        # The first language that there is for a suffix is written there, whatever the file is.
        ("src/main.rs", "renderscript", "rust"),
        ("src/chip.v", "coq", "verilog"),
        ("src/proof.v", "verilog", "verilog"),
        ("src/order.p", "openedge abl", "openedge"),
        ("src/order.cls", "openedge abl", "openedge"),
        ("src/view.h", "objective-c", "objective-c"),
        ("src/view.h", "", "c"),
        ("src/view.m", "matlab", "matlab"),
        ("src/Form.frm", "visual basic", "vb.net"),
        ("src/Module.bas", "visual basic", "vb.net"),
        ("src/tool.pl", "", "perl"),
        ("src/Late.trigger", "apex", "java"),
    ],
)
def test_language(path: str, info: str, language: str) -> None:
    assert language_of(path, info) == language


@pytest.mark.parametrize("info", ["apex", ""])
def test_class_files_are_known_by_their_code(info: str) -> None:
    assert language_of("src/Parcel.cls", info, APEX) == "java"
    assert language_of("src/Parcel.cls", info, BASIC) == "vb.net"
