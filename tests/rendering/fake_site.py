"""A site without files, for tests of what a document becomes."""

from dataclasses import dataclass, field
from urllib.parse import quote

from markdown.extensions.toc import slugify

from mkdocs_swimm.format.constructs import Repo
from mkdocs_swimm.freshness import Finding, Reference
from mkdocs_swimm.markdown.contract import Target
from mkdocs_swimm.rendering import CodeLink, CodePlace

OWN = "own-repo"


@dataclass
class FakeSite:
    """Knows the given documents and files; code is hosted at ``https://code.test``."""

    documents: dict[str, str] = field(default_factory=dict)  # titles by id; ``ID.md`` is the page
    files: tuple[str, ...] = ()  # of the repository, that links and images may lead to

    def code(self, place: CodePlace) -> CodeLink:
        path, first, last, repo, folder = place
        if ".." in path.split("/"):
            return CodeLink(path, problem="outside")
        name = ""
        if repo and (repo.id or repo.name) != OWN:
            name = repo.name or repo.id or "?"
            if name == "nowhere":
                return CodeLink(path, "", name, folder, "unknown repository")
        lines = "" if first is None else f"#L{first}" if first == last else f"#L{first}-L{last}"
        kind = "tree" if folder else "blob"
        url = f"https://code.test/{quote(name or OWN)}/{kind}/{quote(path)}{lines}"
        return CodeLink(path, url, name, folder)

    def finding(self, reference: Reference) -> Finding | None:
        return None

    def preview(self, link: CodeLink, line: int | None) -> str:
        return ""

    @property
    def health(self) -> Target | None:
        return Target("health.md", "../health/")

    def document(self, id: str, fragment: str, repo: Repo | None, file: str = "") -> Target | None:
        if id not in self.documents:
            return None
        anchor = f"#{fragment}" if fragment else ""
        return Target(f"{id}.md{anchor}", f"../{id}/{anchor}", self.documents[id])

    def foreign_document(self, href: str, repo: Repo | None) -> Target | None:
        if repo is None or repo.id == OWN:
            return None
        return Target(href, href) if href.startswith("https:") else Target("", "")

    def asset(self, src: str) -> Target | None:
        return self.reference(src)

    def reference(self, href: str) -> Target | None:
        path = href.lstrip("/").replace("%20", " ")
        address = path.replace(" ", "%20")
        return Target(address, f"../{address}") if path in self.files else None

    def heading_id(self, text: str) -> str:
        return slugify(text, "-")
