"""Neovim, set up as documented."""

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ..cli.conftest import APP, DOCUMENT, NAME, invoke
from ..conftest import REPOSITORY, Project

pytestmark = pytest.mark.slow

PAGE = REPOSITORY / "docs/pages/neovim.md"

SESSION = """
local function wait(what, done)
  assert(vim.wait(60000, done, 50), what .. ' did not come')
end
local said = {}
vim.cmd.edit('DOCUMENT')
wait('a client', function() return #vim.lsp.get_clients({ bufnr = 0 }) > 0 end)
wait('a diagnostic', function() return #vim.diagnostic.get(0) > 0 end)
said.diagnostics = vim.tbl_map(function(one) return one.message end, vim.diagnostic.get(0))
vim.fn.search('Adds up')
vim.lsp.buf.hover()
local function window()
  for _, one in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(one).relative ~= '' then return one end
  end
end
wait('a hover', window)
said.hover = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window()), 0, -1, false)
vim.api.nvim_win_close(window(), true)
vim.lsp.buf.definition()
wait('the code', function() return vim.fn.expand('%:t') == 'app.py' end)
said.definition = vim.fn.expand('%:t') .. ':' .. vim.fn.line('.')
vim.fn.search('result = result')
vim.cmd.normal({ 'cwtotal', bang = true })
vim.cmd.normal({ 'u', bang = true })
vim.cmd([[%s/result = result + value/result += value/]])
vim.cmd.buffer('numbers')
wait('the all clear', function() return #vim.diagnostic.get(0) == 0 end)
said.after = #vim.diagnostic.get(0)
io.stdout:write(vim.json.encode(said))
vim.cmd('quitall!')
"""


def _neovim() -> str | None:
    """A Neovim that has ``vim.lsp.config``, beside this Python or on the path."""
    beside = Path(sys.executable).with_name("nvim")
    found = str(beside) if beside.exists() else shutil.which("nvim")
    if found is None:
        return None
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    number = re.match(r"NVIM v(\d+)\.(\d+)", version.stdout)
    return found if number and (int(number[1]), int(number[2])) >= (0, 11) else None


@pytest.fixture
def neovim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Neovim, for a user whose ``init.lua`` is the one of the documentation."""
    found = _neovim()
    if found is None:
        pytest.skip("Neovim 0.11 is missing")
    block = re.search(r"```lua.*\n(vim\.lsp\.config[\s\S]*?)```", PAGE.read_text("utf-8"))
    assert block
    # The command is not installed under its name where tests run.
    command = json.dumps([sys.executable, "-m", "mkdocs_swimm", "server"]).strip("[]")
    setup = block[1].replace("'mkdocs-swimm', 'server'", command)
    assert command in setup
    config = tmp_path / "home/nvim/init.lua"
    config.parent.mkdir(parents=True)
    config.write_text(setup)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return found


@pytest.mark.slow
def test_a_diagnostic_a_hover_and_the_code(project: Project, tmp_path: Path, neovim: str) -> None:
    project.commit({"src/app.py": APP.replace("result +=", "result = result +"), NAME: DOCUMENT})
    session = tmp_path / "home/session.lua"
    session.write_text(SESSION.replace("DOCUMENT", NAME))
    done = subprocess.run(
        [neovim, "--headless", "-n", "-c", f"luafile {session}", "-c", "quitall!"],
        cwd=project.root,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    said = json.loads(done.stdout)
    words = "snippet src/app.py:6-10, whose lines have changed"
    assert [one.partition(";")[0] for one in said["diagnostics"]] == [words]
    assert said["hover"][0].startswith(f"**changed** · {words}")
    assert "        result = result + value" in said["hover"]
    assert said["definition"] == "app.py:6"
    assert said["after"] == 0


@pytest.mark.slow
def test_a_document_is_written(project: Project, tmp_path: Path, neovim: str) -> None:
    project.commit({"src/app.py": APP, NAME: DOCUMENT})
    socket = str(tmp_path / "socket")
    started = subprocess.Popen(
        [neovim, "--headless", "-n", "--listen", socket, "src/app.py"], cwd=project.root
    )

    def ask(expression: str) -> str:
        command = [neovim, "--server", socket, "--remote-expr", expression]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()

    def wait(expression: str, answer: str) -> None:
        end = time.monotonic() + 60
        while (found := ask(expression)) != answer:
            assert time.monotonic() < end, (expression, found)

    def press(keys: str) -> None:
        subprocess.run([neovim, "--server", socket, "--remote-send", keys], check=True)

    def complete(typed: str) -> None:
        press(typed)
        # Who asks before the server has read the documents is offered nothing, and asks again.
        for _ in range(20):
            press("<C-x><C-o>")
            end = time.monotonic() + 3
            while time.monotonic() < end:
                if ask("pumvisible()") == "1":
                    break
            else:
                continue
            break
        press("<C-y>")
        wait("pumvisible()", "0")

    clients = "luaeval('#vim.lsp.get_clients({bufnr = 0})')"
    try:
        wait(clients, "1")
        press("6GVG")
        press(":<C-u>lua vim.lsp.buf.code_action({ apply = true, range = ")
        press("{ start = { 6, 0 }, ['end'] = { 10, 9 } } })<CR>")
        wait("getreg('\"')[:10]", "<SwmSnippet")
        press(":edit .swm/sums.s1u2.sw.md<CR>")
        wait(clients, "1")
        press("i---<CR>title: Sums<CR>---<CR><Esc>p")
        complete("GoIt adds `tot")
        complete(" of `val")
        complete(" in <lt>SwmPath>[src/a")
        complete(", see [[Num")
        press("<Esc>:write<CR>")
        wait("&modified", "0")
    finally:
        started.terminate()
        started.wait()
    done = invoke(project.root, "verify", ".swm/sums.s1u2.sw.md")
    assert done.out == "1 document, 4 references: 4 up to date\n"
    written = (project.root / ".swm/sums.s1u2.sw.md").read_text("utf-8")
    assert "](/.swm/numbers.x1y2.sw.md)</SwmLink>" in written
