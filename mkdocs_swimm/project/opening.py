"""Opens a project, without any documents yet, by ``mkdocs.yml``, options, or a folder alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from os.path import normpath
from pathlib import Path

from ..code.codehost import repo_url_problem
from ..code.git import Git, repository_root
from ..safety.files import is_within
from .documents import Doc, DocumentCache
from .folders import documents_in, is_folder
from .problems import log
from .project import Project
from .repository import (
    DEFAULT_HOSTING,
    Hosting,
    ProjectError,
    Repository,
    Source,
    below,
    part_of,
    root_of,
)
from .settings import Settings, find_config, read_config


def open_project(
    start: Path,
    root: Path | None = None,
    config_file: Path | None = None,
    ref: str | None = None,
    hosting: Hosting = DEFAULT_HOSTING,
    cache: DocumentCache | None = None,
) -> Project:
    """Open the project around a file or folder, by the nearest ``mkdocs.yml`` or ``config_file``.

    The other arguments override its settings; ``ref`` is the revision of the code. Raises
    ProjectError.
    """
    home, _ = _home_of(_folder_of(config_file or start))
    config_file = config_file or find_config(_folder_of(start), home)
    if config_file is None:
        return open_folder(start, root, hosting, cache)
    settings = read_config(config_file)
    configured = settings.hosting
    hosting = Hosting(
        hosting.repo_url or configured.repo_url,
        hosting.host or configured.host,
        configured.link_template,
        configured.revision if hosting.revision == "commit" else hosting.revision,
        None if ref else configured.ref,
    )
    if root is not None:
        return open_folder(start, root, hosting, cache)
    project = open_site(replace(settings, hosting=hosting), cache)
    project.home = home
    return project


def open_folder(
    start: Path,
    root: Path | None = None,
    hosting: Hosting = DEFAULT_HOSTING,
    cache: DocumentCache | None = None,
) -> Project:
    """Open the repository around a file or folder; by default, documents decide on the root."""
    home, git = _home_of(_folder_of(start))
    if root is not None:
        if not is_folder(root):
            raise ProjectError(f"the folder {root} of the option 'root' does not exist")
        root = root.resolve()
        git = Git.find(root)
    own = Repository(root or home, git, hosting)
    return Project(home, [own], cache or DocumentCache(), by_part=root is None)


def _folder_of(start: Path) -> Path:
    """A folder, or the folder of a file; raise ProjectError if links in its path are broken."""
    try:
        start = start.resolve()
    except (OSError, RuntimeError):
        raise ProjectError(f"{start} does not exist") from None
    return start if is_folder(start) else start.parent


def _home_of(start: Path) -> tuple[Path, Git | None]:
    """The root of the repository around a folder; without git, where ``.git`` or ``.swm`` is."""
    if git := Git.find(start):
        return git.root.resolve(), git
    around = (at for at in (start, *start.parents) if is_folder(at / ".swm"))
    return repository_root(start / "x") or next(around, Path.cwd()), None


def open_site(settings: Settings, cache: DocumentCache | None = None) -> Project:
    """Open the repositories of a site; a part with a root of its own is a ``Repository``, too."""
    cache = cache or DocumentCache()
    whole = _own_repository(settings)
    base, docs = settings.base, settings.docs_dir

    def part_for(folder: Path) -> Repository:
        """The part of the site's own repository that the documents in a folder are about."""
        part = part_of(below(whole.root, folder.resolve()))
        if not part or settings.root is not None:
            return whole
        docs = (cache.read(path) for path in documents_in(folder.resolve()))
        documents = (doc.document for doc in docs if isinstance(doc, Doc))
        return whole.at(whole.root / root_of(part, documents, whole.code))

    own = (base / entry["path"] for entry in settings.sources if "root" not in entry)
    # Documents in ``docs_dir`` belong to the site's own repository, named in ``sources`` or not.
    main = part_for(docs if ".swm" in docs.parts else next(filter(Path.is_dir, own), docs))
    repositories = {main.root: main}
    sources: list[Source] = []
    for entry in settings.sources:
        if "root" in entry:
            root = (base / entry["root"]).resolve()
            if not root.is_dir():
                log.warning(
                    "%s: no such checkout; correct 'root' in the options of swimm, or fetch the "
                    "repository",
                    root,
                )
                continue
            repository = _other_repository(root, entry, settings, whole)
        else:
            repository = part_for(base / entry["path"])
        repository = repositories.setdefault(repository.root, repository)
        root = repository.root if "root" in entry else whole.root
        name = repository.root.name if "root" in entry and repository is not main else ""
        sources += _source(entry, repository, root, name, settings)
    mounts: list[str] = []
    for repository in repositories.values():
        repository.others = [other for other in repositories.values() if other is not repository]
        repository.mount = _mount([one for one in sources if one.repository is repository], docs)
        if repository.mount in mounts:
            repository.mount = f"{repository.mount}/{repository.root.name}".strip("/")
        mounts.append(repository.mount)
    return Project(
        whole.root,
        list(repositories.values()),
        cache,
        sources,
        docs.resolve(),
        settings.pages,
        by_part=settings.root is None,
    )


def _own_repository(settings: Settings) -> Repository:
    hosting = settings.hosting
    git = Git.find(settings.base)
    root = git.root.resolve() if git else settings.base
    if settings.root is not None:
        root = (settings.base / settings.root).resolve()
        if git and not root.is_relative_to(git.root.resolve()):
            git = Git.find(root) if root.is_dir() else None
    url, site_url = hosting.repo_url, settings.site_repo_url
    # With a template, links do not depend on the address.
    if hosting.link_template is None:
        _require_repository(url, hosting.host, "'repo_url'")
        problem = repo_url_problem(site_url, hosting.host) if site_url and not url else None
        if problem:
            log.warning(
                "the 'repo_url' of the site is not a repository and is not used: %s", problem
            )
            site_url = None
    hosting = replace(hosting, repo_url=url if url is not None else site_url or None)
    return Repository(root, git, hosting, settings.repositories)


def _other_repository(
    root: Path, entry: Mapping[str, str], settings: Settings, whole: Repository
) -> Repository:
    url, host = entry.get("repo_url"), entry.get("host")
    _require_repository(url, host, "'repo_url' of an entry of 'sources'")
    revision = entry.get("revision", settings.hosting.revision)
    hosting = Hosting(url, host, revision=revision, ref=entry.get("ref"))
    git = Git.find(root)
    foreign = not (git and whole.git and git.root == whole.git.root)
    return Repository(root, git, hosting, settings.repositories, foreign=foreign)


def _require_repository(url: str | None, kind: str | None, option: str) -> None:
    """Raise ProjectError for an address that cannot be that of a repository."""
    if problem := repo_url_problem(url, kind) if url else None:
        raise ProjectError(f"{option}: {problem}")


def _source(
    entry: Mapping[str, str], repository: Repository, root: Path, name: str, settings: Settings
) -> Sequence[Source]:
    """The folder of documents of an entry; none if it is missing or outside the repository.

    By default, it is mounted at the path of its part below ``root``, after ``name`` if not empty.
    """
    named = Path(normpath(settings.base / entry["path"]))
    folder = named.resolve()
    top = repository.top if repository.git else root
    if named.is_relative_to(top) and not is_within(folder, top):
        log.warning(
            "%s: this link leads out of the repository and is not followed; name the folder "
            "itself in 'sources' in the options of swimm",
            named,
        )
        return ()
    if folder.is_dir():
        home = next((at for at in (root, settings.base) if folder.is_relative_to(at)), folder)
        inside = folder.parent.relative_to(home).as_posix() if folder not in (home, root) else "."
        names = (settings.mount.strip("/"), name, inside.strip("."))
        mount = entry.get("mount", "/".join(filter(None, names))).strip("/")
        return [Source(folder, mount, repository)]
    if entry["path"] != ".swm":
        log.warning(
            "%s: no such folder of documents; correct 'sources' in the options of swimm", folder
        )
    return ()


def _mount(sources: Sequence[Source], docs_dir: Path) -> str:
    """The URL path of a repository's source pages, old addresses and the like."""
    docs = docs_dir.resolve()
    for source in sources:
        if not source.folder.is_relative_to(docs):
            return source.mount
    inside = [source.folder.relative_to(docs).as_posix() for source in sources]
    return inside[0].strip(".") if inside else ""
