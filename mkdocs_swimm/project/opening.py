"""How a project is opened: by ``mkdocs.yml``, from a site's options, or from a folder alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os.path import normpath
from pathlib import Path

from ..code.codehost import repo_url_problem
from ..code.git import Git
from ..safety.files import is_within
from .config_file import find_config, read_config
from .documents import Doc, DocumentCache
from .folders import documents_in
from .options import Settings
from .problems import log, shown_path
from .project import Project
from .repository import NOT_SAID, Hosting, ProjectError, Repository, Source, is_file, is_folder
from .roots import part_of, root_of


def open_project(
    start: Path,
    root: Path | None = None,
    config_file: Path | None = None,
    ref: str | None = None,
    hosting: Hosting = NOT_SAID,
    cache: DocumentCache | None = None,
) -> Project:
    """Open the project around a file or folder, by the nearest ``mkdocs.yml``, without documents.

    Args:
        start: The file or folder.
        root: The root of the code, where that is chosen.
        config_file: The configuration of a site; the nearest one where it is not given.
        ref: The revision that the caller is going to look at, whatever the configuration says.
        hosting: What is said about the repository, over the configuration.
        cache: Reads documents, or remembers them.

    Raises:
        ProjectError: There is no such folder, or the configuration can not be followed.
    """
    project = open_folder(config_file or start, root, hosting, cache)
    home = project.home
    config_file = config_file or find_config(_folder_of(start), home)
    if config_file is None:
        return project
    settings = read_config(config_file)
    said = settings.hosting
    hosting = Hosting(
        hosting.repo_url or said.repo_url,
        hosting.host or said.host,
        said.link_template,
        said.revision if hosting.revision == "commit" else hosting.revision,
        None if ref else said.ref,
    )
    if root is not None:
        return open_folder(start, root, hosting, cache)
    project = open_site(replace(settings, hosting=hosting), cache)
    project.home = home
    return project


def _folder_of(start: Path) -> Path:
    """A folder, or that of a file; raise ProjectError for one that can not be followed."""
    try:
        start = start.resolve()
    except (OSError, RuntimeError):
        raise ProjectError(f"{start} does not exist") from None
    return start if is_folder(start) else start.parent


def open_folder(
    start: Path,
    root: Path | None = None,
    hosting: Hosting = NOT_SAID,
    cache: DocumentCache | None = None,
) -> Project:
    """Open the repository around a file or folder, without any documents yet.

    Args:
        start: The file or folder.
        root: The root of the code; None for where the paths in documents exist.
        hosting: What is said about the repository.
        cache: Reads documents, or remembers them.

    Raises:
        ProjectError: There is no such folder, or no such revision.
    """
    start = _folder_of(start)
    git = Git.find(start)
    home = git.root.resolve() if git else _home_of(start)
    if root is not None:
        if not is_folder(root):
            raise ProjectError(f"the folder {root} of the option 'root' does not exist")
        root = root.resolve()
        git = Git.find(root)
    own = Repository(root or home, git, hosting)
    return Project(home, [own], cache or DocumentCache(), by_part=root is None)


def _home_of(start: Path) -> Path:
    """The root of a repository without git: what holds ``.git`` or ``.swm``."""
    for name in (".git", ".swm"):
        for at in (start, *start.parents):
            if is_file(at / name) or is_folder(at / name):
                return at
    return Path.cwd()


def open_site(settings: Settings, cache: DocumentCache | None = None) -> Project:
    """Open the repositories of a site, without any documents yet.

    Parts of the site's own repository with roots of their own are repositories, too.

    Raises:
        ProjectError: An option can not be followed, such as an unknown revision.
    """
    cache = cache or DocumentCache()
    whole = _own_repository(settings)
    base, docs = settings.base, settings.docs_dir
    roots = _Roots(whole, cache, chosen=settings.root is not None)
    own = [base / entry["path"] for entry in settings.sources if "root" not in entry]
    # Documents in ``docs_dir`` are the site's own whether a source names their folder or not.
    main = whole.at(
        roots.of(docs if ".swm" in docs.parts else next(filter(Path.is_dir, own), docs))
    )
    repositories = {main.root: main}
    sources: list[Source] = []
    for entry in settings.sources:
        if "root" in entry:
            repository = _other_repository(entry, settings)
            if not repository.root.is_dir():
                log.warning(
                    "%s: no such checkout; correct 'root' in the options of swimm, or fetch the "
                    "repository",
                    repository.root,
                )
                continue
            same = repository.git and whole.git and repository.git.root == whole.git.root
            repository.foreign = not same
        else:
            repository = whole.at(roots.of(base / entry["path"]))
        repository = repositories.setdefault(repository.root, repository)
        source = _source(entry, repository, whole, settings, main)
        if source:
            sources.append(source)
    mounts: list[str] = []
    for repository in repositories.values():
        repository.others = [one for one in repositories.values() if one is not repository]
        folders = [source for source in sources if source.repository is repository]
        repository.mount = _mount(folders, docs)
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
    url = hosting.repo_url
    # A template says by itself where files are.
    if hosting.link_template is None:
        _refuse(url, hosting.host, "'repo_url'")
    if url is None and settings.site_repo_url:
        url = settings.site_repo_url
        problem = repo_url_problem(url, hosting.host) if hosting.link_template is None else None
        if problem:
            log.warning(
                "the 'repo_url' of the site is not a repository and is not used: %s", problem
            )
            url = None
    hosting = Hosting(url, hosting.host, hosting.link_template, hosting.revision, hosting.ref)
    return Repository(root, git, hosting, settings.repositories)


def _other_repository(entry: Mapping[str, str], settings: Settings) -> Repository:
    """Another repository, that an entry of ``sources`` names by its ``root``."""
    root = (settings.base / entry["root"]).resolve()
    _refuse(entry.get("repo_url"), entry.get("host"), "'repo_url' of an entry of 'sources'")
    hosting = Hosting(
        entry.get("repo_url"),
        entry.get("host"),
        revision=entry.get("revision", settings.hosting.revision),
        ref=entry.get("ref") if root.is_dir() else None,
    )
    git = Git.find(root) if root.is_dir() else None
    return Repository(root, git, hosting, settings.repositories)


def _refuse(url: str | None, kind: str | None, option: str) -> None:
    """Raise ProjectError for an address that can not be that of a repository."""
    problem = repo_url_problem(url, kind) if url else None
    if problem:
        raise ProjectError(f"{option}: {problem}")


@dataclass(frozen=True, slots=True)
class _Roots:
    """Finds the roots of the code that folders of documents are about.

    Attributes:
        whole: The site's own repository.
        cache: Reads documents, or remembers them.
        chosen: Whether the options say what the root is.
    """

    whole: Repository
    cache: DocumentCache
    chosen: bool

    def of(self, folder: Path) -> Path:
        """The root for the documents in a folder."""
        top, place = self.whole.root, folder.resolve()
        part = part_of(shown_path(place, top)) if place.is_relative_to(top) else ""
        if not part or self.chosen:
            return top
        read = [self.cache.read(path) for path in documents_in(place)]
        documents = (one.document for one in read if isinstance(one, Doc))
        return top / root_of(part, documents, self.whole.code)


def _source(
    entry: Mapping[str, str],
    repository: Repository,
    whole: Repository,
    settings: Settings,
    main: Repository,
) -> Source | None:
    """A folder of documents; None for one that is not there, or that a link leads out to."""
    base = settings.base
    root = repository.root if "root" in entry else whole.root
    named = Path(normpath(base / entry["path"]))
    folder = named.resolve()
    top = repository.git.root.resolve() if repository.git else root
    if named.is_relative_to(top) and not is_within(folder, top):
        log.warning(
            "%s: this link leads out of the repository and is not followed; name the folder "
            "itself in 'sources' in the options of swimm",
            named,
        )
        return None
    # Documents of a part of the repository are mounted under the part's path, those of another
    # repository under its name.
    name = repository.root.name if "root" in entry and repository is not main else ""
    home = next((one for one in (root, base) if folder.is_relative_to(one)), folder)
    below = folder.parent.relative_to(home).as_posix() if folder not in (home, root) else "."
    names = [settings.mount.strip("/"), name, below.strip(".")]
    default = "/".join(name for name in names if name)
    if folder.is_dir():
        return Source(folder, entry.get("mount", default).strip("/"), repository)
    if entry["path"] != ".swm":
        log.warning(
            "%s: no such folder of documents; correct 'sources' in the options of swimm", folder
        )
    return None


def _mount(sources: Sequence[Source], docs_dir: Path) -> str:
    """The URL path under which old addresses, pages of code and the like are."""
    docs = docs_dir.resolve()
    outside = [source for source in sources if not source.folder.is_relative_to(docs)]
    if outside:
        return outside[0].mount
    inside = [source.folder.relative_to(docs).as_posix() for source in sources]
    return inside[0].strip(".") if inside else ""
