"""The plugin's options as a JSON schema for editors, derived from ``config.py``."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from typing import Any

from mkdocs.config import config_options as c
from mkdocs.config.base import Config, ValidationError

from ..code.codehost import KINDS
from ..i18n.strings import names
from ..project import settings
from . import config

_Schema = dict[str, Any]


def schema() -> _Schema:
    """A JSON schema (draft 7) for ``mkdocs.yml`` that covers this plugin alone."""
    options = _of_config(config.SwimmConfig)
    with_options = {
        "type": "object",
        "properties": {"swimm": {"anyOf": [options, {"type": "null"}]}},
    }
    plugin = {"anyOf": [{"const": "swimm"}, with_options, {"type": "string"}]}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "mkdocs.yml with mkdocs-swimm",
        "type": "object",
        "properties": {"plugins": {"anyOf": [{"type": "array", "items": plugin}, with_options]}},
    }


def _of_config(kind: type[Config]) -> _Schema:
    properties: _Schema = {}
    for name, description in _docstrings(kind).items():
        option = vars(kind)[name]
        properties[name] = {"description": description, **_of_option(option)}
        default = getattr(option, "default", None)
        if default not in (None, {}):
            properties[name]["default"] = default
    return _mapping(properties)


def _of_option(option: object) -> _Schema:
    """The schema of an option's value; raise TypeError for an unknown kind of option."""
    match option:
        case config.Checked(check=settings.source):
            return _SOURCE
        case config.Checked(check=config.texts):
            return {"type": "object", "propertyNames": {"enum": sorted(names())}}
        case config.Checked():
            return {"type": "string"}
        case c.Optional():
            return _of_option(option.option)
        case c.SubConfig():
            return _of_config(option.config_class)
        case c.ListOfItems():
            return {"type": "array", "items": _of_option(option.option_type)}
        case c.DictOfItems():
            return {"type": "object", "additionalProperties": _of_option(option.option_type)}
        case c.Choice():
            return {"enum": list(option.choices)}
        case c.URL():
            return {"type": "string", "format": "uri"}
        case c.Type():
            return {"type": "boolean" if _accepts(option, True) else "string"}
    raise TypeError(f"no schema for {option!r}")


def _mapping(properties: _Schema, required: str = "") -> _Schema:
    needed = {"required": [required]} if required else {}
    return {"type": "object", "additionalProperties": False, **needed, "properties": properties}


def _accepts(option: c.Type[object], value: object) -> bool:
    try:
        option.run_validation(value)
    except ValidationError:
        return False
    return True


_SOURCE: _Schema = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        _mapping(
            {
                name: {"enum": list(KINDS)} if name == "host" else {"type": "string"}
                for name in settings.SOURCE_KEYS
            },
            required="path",
        ),
    ]
}


def _docstrings(kind: type[Config]) -> Mapping[str, str]:
    """The docstring of each option of a class."""
    body = ast.parse(inspect.getsource(kind)).body[0]
    docstrings = {}
    if isinstance(body, ast.ClassDef):
        for before, after in zip(body.body, body.body[1:], strict=False):
            match before, after:
                case (
                    ast.Assign(targets=[ast.Name(id=name)]),
                    ast.Expr(value=ast.Constant(value=str() as text)),
                ):
                    docstrings[name] = " ".join(text.replace("``", "`").split())
    return docstrings
