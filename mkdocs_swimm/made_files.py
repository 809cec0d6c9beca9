"""Files of a site whose text is made when it is written: until then nobody needs it."""

from __future__ import annotations

from collections.abc import Callable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File


class MadeFile(File):
    """A file of a site.

    Attributes:
        make: Gives its text.
    """

    make: Callable[[], str] = str

    @classmethod
    def of(cls, config: MkDocsConfig, uri: str, make: Callable[[], str]) -> MadeFile:
        """A file that a text is made for.

        Args:
            config: The configuration of the site.
            uri: Where it is on the site.
            make: Gives its text, the same whenever it is asked.
        """
        file = cls.generated(config, uri, content="")
        assert isinstance(file, cls)  # noqa: S101 - for the type checker
        file.make = make
        return file

    @property
    def content_bytes(self) -> bytes:
        """The bytes of the file."""
        return self.make().encode()

    @content_bytes.setter
    def content_bytes(self, value: bytes) -> None:
        self.make = value.decode

    @property
    def content_string(self) -> str:
        """The text of the file."""
        return self.make()

    @content_string.setter
    def content_string(self, value: str) -> None:
        self.make = value.__str__

    def copy_file(self, dirty: bool = False) -> None:
        """Write the file to the site."""
        self._content = self.make()
        super().copy_file(dirty)
        self._content = ""
