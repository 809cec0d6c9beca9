"""What the tests share: projects that are built for real, a browser, the real documents."""

import functools
import http.server
import logging
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

REPOSITORY = Path(__file__).parent.parent
SHARED = Path(os.environ.get("MKDOCS_SWIMM_DOCUMENTS", REPOSITORY.parent / "shared"))
CORPUS, SEED = SHARED / "corpus", SHARED / "seed"
REPOSITORIES = Path(os.environ.get("MKDOCS_SWIMM_REPOSITORIES", REPOSITORY.parent / "repos"))
PALETTES = [
    {"media": "(prefers-color-scheme: light)", "scheme": "default"},
    {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
]
NO_DOCUMENTS = "the real documents are not beside the repository"
NO_REPOSITORIES = "the real repositories are not beside the repository"


@dataclass
class Built:
    """A site that was built."""

    site: Path  # its folder
    log: list[tuple[str, str]] = field(default_factory=list)  # level and message

    def page(self, url: str) -> str:
        """The HTML of a page by its URL."""
        path = self.site / url
        return (path / "index.html" if path.is_dir() or url.endswith("/") else path).read_text(
            "utf-8"
        )

    def content(self, url: str) -> str:
        """The part of a page that is its own."""
        return (
            self.page(url)
            .partition('<article class="md-content__inner')[2]
            .partition("</article>")[0]
        )

    @property
    def warnings(self) -> list[str]:
        """The messages that count under ``--strict``."""
        return [message for level, message in self.log if level in ("WARNING", "ERROR")]


@dataclass
class Project:
    """A repository in a folder of its own."""

    root: Path

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files by their path."""
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                path.write_text(content, "utf-8", newline="")

    def git(self, *arguments: str) -> str:
        """Run git; returns its output."""
        identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
        done = subprocess.run(
            ["git", *identity, *arguments],
            cwd=self.root,
            check=True,
            capture_output=True,
            text=True,
            env={
                **os.environ,
                "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z",
                "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
            },
        )
        return done.stdout.strip()

    def commit(
        self, files: Mapping[str, str | bytes] | None = None, message: str = "A commit"
    ) -> str:
        """Write files and commit everything; return the commit."""
        self.write(files or {})
        if not (self.root / ".git").exists():
            self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def clone(self, *options: str) -> "Project":
        """A clone of the repository, beside it."""
        root = self.root.with_name(f"{self.root.name}-clone")
        self.git("clone", "-q", *options, self.root.as_uri(), str(root))
        return Project(root)

    def build(self, options: Mapping[str, Any] | None = None, **config: Any) -> Built:
        """Build the site; options are the plugin's, other arguments MkDocs' configuration."""
        (self.root / str(config.get("docs_dir", "docs"))).mkdir(exist_ok=True)
        settings = {
            "site_name": "Test site",
            "repo_url": "https://github.com/acme/widget",
            "theme": {"name": "material", "font": False},
            "plugins": ["search", {"swimm": dict(options or {})}],
            **config,
        }
        path = self.root / "mkdocs.yml"
        path.write_text(yaml.safe_dump(settings), "utf-8")
        return build_site(path)


def build_site(path: Path, command: Any = "build", **options: Any) -> Built:
    """Build the site of a configuration file; options are MkDocs' own and come before the file's.

    Args:
        path: The configuration file.
        command: The command that begins; none where a server builds again.
        options: Options of MkDocs.
    """
    log: list[tuple[str, str]] = []

    class Recorder(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            log.append((record.levelname, record.getMessage()))

    recorder = Recorder()
    logger = logging.getLogger("mkdocs")
    level = logger.level
    logger.addHandler(recorder)
    logger.setLevel(logging.INFO)
    try:
        config = load_config(str(path), **options)
        if command:
            config.plugins.on_startup(command=command, dirty=False)
        mkdocs_build(config)
    finally:
        logger.removeHandler(recorder)
        logger.setLevel(level)
    return Built(Path(config.site_dir), log)


def golden(path: Path, text: str) -> str:
    """The text that a file has, empty without it; ``SWIMM_UPDATE=1`` writes the new one first."""
    if os.environ.get("SWIMM_UPDATE"):
        path.write_text(text, "utf-8") if text else path.unlink(missing_ok=True)
    return path.read_text("utf-8") if path.exists() else ""


def files_in(folder: Path) -> dict[str, bytes]:
    """All files below a folder by their path, but for those of git."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def whole(folder: Path) -> bytes:
    """All that is in files below a folder."""
    return b"".join(files_in(folder).values())


def need(module: str) -> None:
    """Skip a test where a dependency of the group ``hosts`` is missing."""
    if find_spec(module) is None:
        pytest.skip(f"{module} is not installed: pip install --group hosts")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty repository."""
    return Project(tmp_path)


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside of the repository."""
    return tmp_path_factory.mktemp("outside")


def build_sample(folder: Path, **options: Any) -> Built:
    """Build the sample site with pages of code and further options, in another folder."""
    home = REPOSITORY / "sample_site"
    settings = yaml.safe_load((REPOSITORY / "mkdocs.yml").read_text("utf-8"))
    settings["docs_dir"] = str(home / "docs")
    own = {"source_pages": True, "sources": [str(home / ".swm")], "root": str(home), **options}
    settings["plugins"][1]["swimm"].update(own)
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")
    return build_site(folder / "mkdocs.yml")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample site with pages of code."""
    return build_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents."""
    if not CORPUS.is_dir():
        pytest.skip(NO_DOCUMENTS)
    return CORPUS


@pytest.fixture(scope="session")
def seed() -> Path:
    """The first document that the project was asked to render."""
    if not SEED.is_dir():
        pytest.skip(NO_DOCUMENTS)
    return next(SEED.glob("*.sw.md"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless browser."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing")
        pytest.skip("Chromium is missing")
    from playwright.sync_api import sync_playwright

    arguments = ["no-sandbox", "disable-gpu", "disable-background-networking", "disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[f"--{one}" for one in arguments]
        )
        yield browser
        browser.close()


def click_instantly(page: Any, link: Any) -> None:
    """Click a link of a site with ``navigation.instant``; Material takes the click.

    Until Material has read the map of the site a link leads to a page that is loaded afresh, so a
    click that was not taken is held back and done again. Fails if none is taken for ten seconds,
    or if the page was loaded afresh.
    """
    page.evaluate("window.same = true")
    for _ in range(200):
        page.evaluate(
            "addEventListener('click', click => "
            "{ window.taken = click.defaultPrevented; click.preventDefault() }, {once: true})"
        )
        link.click()
        if page.evaluate("window.taken"):
            break
        page.wait_for_timeout(50)
    assert page.evaluate("window.same && window.taken") is True


@pytest.fixture
def serve() -> Iterator[Any]:
    """A function that serves a folder and returns its address."""
    servers: dict[Path, http.server.ThreadingHTTPServer] = {}

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

    def start(folder: Path) -> str:
        if folder not in servers:
            handler = functools.partial(Quiet, directory=str(folder))
            servers[folder] = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
            threading.Thread(target=servers[folder].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[folder].server_address[1]}/"

    yield start
    for server in servers.values():
        server.shutdown()
        server.server_close()


@pytest.fixture
def browse(chromium: Any, serve: Any) -> Iterator[Any]:
    """Gives a function that opens a page of a folder that is served.

    Nothing is fetched from elsewhere: what was asked of others is in ``page.asked``, what came from
    the site in ``page.fetched``, and errors of scripts are in ``page.errors``.
    """
    contexts = []

    def opened(
        site: Path, url: str = "", width: int = 1280, scheme: str = "light", **options: Any
    ) -> Any:
        screen = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
        context = chromium.new_context(base_url=serve(site), **{**screen, **options})
        contexts.append(context)
        page = context.new_page()
        page.asked, page.fetched, page.errors = [], [], []
        page.on("pageerror", lambda error: page.errors.append(error))

        def route(route: Any) -> None:
            url = route.request.url
            if "127.0.0.1" in url:
                page.fetched.append(url)
                route.continue_()
                return
            page.asked.append(url)
            if route.request.is_navigation_request():
                route.fulfill(status=200, content_type="text/html", body="<h1>elsewhere</h1>")
            else:
                route.abort()

        page.route("**/*", route)
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()


_skipped: list[str] = []


def _remember(report: pytest.TestReport | pytest.CollectReport) -> None:
    # Without the real documents or repositories, what needs them is all that may be skipped.
    reason = str(report.longrepr)
    excused = (NO_DOCUMENTS in reason and not CORPUS.is_dir()) or (
        NO_REPOSITORIES in reason and not REPOSITORIES.is_dir()
    )
    if report.skipped and not hasattr(report, "wasxfail") and not excused:
        _skipped.append(report.nodeid)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember a test that was skipped."""
    _remember(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Remember a module that was skipped as a whole."""
    _remember(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything is there, nothing may be skipped."""
    if os.environ.get("CI") and _skipped:
        print(f"\nskipped although it should have run: {', '.join(_skipped)}")
        session.exitstatus = 1
