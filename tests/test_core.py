"""Everything but the plugin itself works where there is no MkDocs."""

import subprocess
import sys

BLOCKED = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("mkdocs", "properdocs", "material"):
            raise ImportError(f"{name} is not here")

sys.meta_path.insert(0, Blocker())
import mkdocs_swimm.format.document, mkdocs_swimm.rendering, mkdocs_swimm.freshness
import mkdocs_swimm.markdown.blocks, mkdocs_swimm.markdown_extension
import mkdocs_swimm.export.pages, mkdocs_swimm.export.codetour
import mkdocs_swimm.cli.verify, mkdocs_swimm.cli.which, mkdocs_swimm.cli.coverage
import mkdocs_swimm.cli.export, mkdocs_swimm.cli.setup, mkdocs_swimm.server.features
"""


def test_the_core_needs_no_mkdocs() -> None:
    done = subprocess.run([sys.executable, "-c", BLOCKED], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
