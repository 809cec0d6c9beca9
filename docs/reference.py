"""Writes the reference of options and commands from the code.

A page has a comment where a piece of it goes: ``<!-- option: mount -->`` for an option,
``<!-- command: verify -->`` for a command; ``<!-- options -->``, ``<!-- levels -->``,
``<!-- commands -->`` and ``<!-- common options -->`` for the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from mkdocs_swimm.cli import main
from mkdocs_swimm.site.schema import schema

PAGES = Path(__file__).parent / "pages"
PLACE = re.compile(r"^<!-- ([a-z ]+?)(?:: (\w+))? -->$", re.M)
KINDS = {"string": "text", "boolean": "`true` or `false`", "array": "list", "object": "mapping"}

# What is to be typed in help texts, beside the names of a command's arguments.
OPTION = r"--[a-z][\w-]*"
FILE = r"[\w*./-]*\.(?:yml|json|md|js|swm|tours|gitignore)(?![\w/])"


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the reference in its places."""
    return PLACE.sub(_made, markdown)


def _made(place: re.Match[str]) -> str:
    match place.groups():
        case "option", name:
            return _option(name)
        case "command", name:
            return "\n\n".join(_command(name))
        case "options", None:
            return _table(("Option", "Default", "Meaning"), _option_rows())
        case "levels", None:
            levels = _options()["validation"]["properties"].items()
            problems = [(f"`{name}`", _default(one), one["description"]) for name, one in levels]
            return _table(("Kind", "Default", "Problem"), problems)
        case "commands", None:
            commands = _commands().items()
            purposes = [
                (_link("command", name), one.get_short_help_str(200)) for name, one in commands
            ]
            return _table(("Command", "Purpose"), purposes)
        case "common options", None:
            verify = _commands()["verify"]
            shared = [one for one in _options_of(verify) if _is_shared(one)]
            rows = [(_names(one), _meaning(one, verify), f"`{one.envvar}`") for one in shared]
            return _table(("Option", "Meaning", "Variable"), rows)
    return place[0]


def _options() -> Mapping[str, Any]:
    plugins = schema()["properties"]["plugins"]["anyOf"][0]["items"]["anyOf"]
    options: Mapping[str, Any] = plugins[1]["properties"]["swimm"]["anyOf"][0]["properties"]
    return options


def _option(name: str) -> str:
    option = _options()[name]
    if "enum" in option:
        *others, last = (f"`{value}`" for value in option["enum"])
        kind = f"{', '.join(others)} or {last}"
    else:
        kind = KINDS[option["type"]]
    return f"**Type:** {kind} · **Default:** {_default(option)}\n\n{option['description']}"


def _option_rows() -> Iterator[Sequence[str]]:
    for name, option in _options().items():
        summary, _, _ = option["description"].partition(". ")
        yield _link("option", name), _default(option), summary.removesuffix(".")


def _default(option: Mapping[str, Any]) -> str:
    """The default in YAML, or in a word."""
    match option.get("default"):
        case None if "By default" in option["description"]:
            return "automatic"
        case None if option.get("type") == "object":
            return "`{}`"
        case None:
            return "none"
        case bool(value):
            return f"`{str(value).lower()}`"
        case [{"path": path}]:
            return f"`[{path}]`"
        case value:
            return f"`{value}`"


def _commands() -> Mapping[str, click.Command]:
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in found.items() if command}


def _options_of(command: click.Command) -> Sequence[click.Option]:
    return [one for one in command.params if isinstance(one, click.Option)]


def _is_shared(option: click.Option) -> bool:
    """Whether all commands that read documents and code have the option."""
    return option.envvar == f"MKDOCS_SWIMM_{option.name}".upper()


def _command(name: str) -> Iterator[str]:
    """The parts of a section: usage, help, and the command's own options."""
    command = _commands()[name]
    yield _usage(command, name)
    yield from _help(command)
    yield from _own_options(command)
    if isinstance(command, click.Group):
        for own_name, own in command.commands.items():
            yield f"## {name} {own_name}"
            yield _usage(own, f"{name} {own_name}")
            yield f"{own.get_short_help_str(200)}"
            yield from _own_options(own)


def _usage(command: click.Command, name: str) -> str:
    usage = command.get_usage(click.Context(command, info_name=f"mkdocs-swimm {name}"))
    return f"```text\n{usage.removeprefix('Usage: ')}\n```"


def _help(command: click.Command) -> Iterator[str]:
    for part in (command.help or "").strip().split("\n\n"):
        if not part.startswith("\b\n"):
            yield _prose(" ".join(part.split()), command)
            continue
        lines = part.split("\n")[1:]
        if lines[0].endswith(":"):
            yield lines.pop(0)
        yield "\n".join(["```sh", *(line.removeprefix("  ") for line in lines), "```"])


def _own_options(command: click.Command) -> Iterator[str]:
    options = _options_of(command)
    own = [one for one in options if not _is_shared(one)]
    if own:
        rows = [(_names(one), _meaning(one, command)) for one in own]
        yield _table(("Option", "Meaning"), rows)
    if len(own) < len(options):
        yield "It also has the [options of all commands](../commands.md#options-of-all-commands)."


def _names(option: click.Option) -> str:
    takes = f" {option.metavar}" if option.metavar else ""
    return f"`{', '.join(option.opts)}{takes}`"


def _meaning(option: click.Option, command: click.Command) -> str:
    choices = option.type.choices if isinstance(option.type, click.Choice) else ()
    listed = f" One of {', '.join(f'`{one}`' for one in choices)}." if choices else ""
    default = f" Default: `{option.default}`." if option.show_default else ""
    return f"{_prose(option.help or '', command)}{listed}{default}"


def _prose(text: str, command: click.Command) -> str:
    """A help text as Markdown: what is to be typed, and names of files, as code."""
    parameters = [*command.params]
    if isinstance(command, click.Group):
        parameters += [one for own in command.commands.values() for one in own.params]
    names = {(one.metavar or str(one.name).upper()).strip("[]") for one in parameters}
    code = "|".join([OPTION, FILE, *sorted(names, key=len, reverse=True)])
    text = re.sub(r"\s*\[default: (.*?)\]", r" Default: \1.", text)
    text = re.sub(rf"(?<![\w-])({code})(?![\w.]\w)", r"`\1`", text)
    return re.sub(r"(?<!\w)'([^']+)'(?!\w)", r"`\1`", text)


def _link(kind: str, name: str) -> str:
    """A link to the section of an option or command."""
    for path in PAGES.rglob("*.md"):
        text = path.read_text("utf-8")
        at = text.find(f"<!-- {kind}: {name} -->")
        if at >= 0:
            heading = text[:at].rstrip().rpartition("\n")[2]
            anchor = f"#{name}" if heading.startswith("##") else ""
            return f"[`{name}`]({path.relative_to(PAGES).as_posix()}{anchor})"
    raise LookupError(f"no page has '<!-- {kind}: {name} -->'")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (" | ".join(line) for line in (head, ["---"] * len(head), *rows))
    return "\n".join(f"| {line} |" for line in lines)
