"""Documents of the third generation, and their parts."""


def document(title: str, text: str = "Words.") -> str:
    """A document with a title."""
    return f"---\ntitle: {title}\n---\n\n{text}\n"


def playlist(title: str, *steps: str) -> str:
    """A playlist; its steps are ``[Title](target)``."""
    listed = "".join(f"{number}. {step}\n" for number, step in enumerate(steps, 1))
    return (
        f"---\ntitle: {title}\nfile_version: 1.1.3\n---\n\n"
        f"<!-- Steps - Do not remove this comment -->\n{listed}"
    )


def snippet(
    path: str, code: str, line: int = 1, comment: str = "", info: str = "python", more: str = ""
) -> str:
    """A snippet; further attributes come last."""
    comment = f"{comment}\n\n" if comment else ""
    code = code if code.endswith("\n") else f"{code}\n"
    return (
        f'<SwmSnippet path="/{path}" line="{line}"{more}>\n\n---\n\n{comment}'
        f"```{info}\n{code}```\n\n---\n\n</SwmSnippet>\n"
    )


def token(path: str, line: int, text: str, code: str = "x", more: str = "") -> str:
    """A token on a line of code; further attributes come last."""
    return f'<SwmToken path="{path}" pos="{line}:0:0" line-data="{code}"{more}>`{text}`</SwmToken>'
