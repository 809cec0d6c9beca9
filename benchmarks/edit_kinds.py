"""Edits of code as people and tools make them, in which every line keeps its number."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Line = tuple[str, int]
"""A text, and the number by which a line is known wherever it goes."""

Block = list[Line]
_NAME = re.compile(r"def (\w+)")
_CALL = re.compile(r"^(\s*)(.*?\w\()([^()]{6,})(\).*)$")
_LONGEST = 60


@dataclass
class Scene:
    """Some files, and the function that is documented.

    Attributes:
        files: The files, each in blocks: the head, then functions with the blank line below them.
        main: The file with the function.
        other: Another one.
        target: Which block of the file it is.
        chance: What is left to chance.
        ids: Numbers for new lines.
        fresh: Makes another function.
        renamed: New names by old ones.
        copies: Lines of copies of whole functions, by the lines that they are copies of.
    """

    files: dict[str, list[Block]]
    main: str
    other: str
    target: int
    chance: random.Random
    ids: Iterator[int]
    fresh: Callable[[], Block]
    renamed: dict[str, str] = field(default_factory=dict)
    copies: dict[int, int] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Block]:
        """The file with the function, or what took its place."""
        return self.files.setdefault(self.main, [[("# nothing", next(self.ids))]])

    @property
    def at(self) -> int:
        """Where the function is, as far as it is there."""
        return min(self.target, len(self.blocks) - 1)

    def copy(self, block: Block) -> Block:
        """The same text as lines of their own."""
        return [(text, next(self.ids)) for text, _ in block]

    def whole_copy(self, block: Block) -> Block:
        """A copy that takes the place of the original where that is deleted later."""
        copy = self.copy(block)
        self.copies.update({id: new for (_, id), (_, new) in zip(block, copy, strict=True)})
        return copy

    def new(self, *texts: str) -> Block:
        """New lines."""
        return [(text, next(self.ids)) for text in texts]


def flat(blocks: Sequence[Block]) -> list[Line]:
    """The lines of a file."""
    return [line for block in blocks for line in block]


def text_of(blocks: Sequence[Block]) -> str:
    """The text of a file."""
    return "".join(f"{text}\n" for text, _ in flat(blocks))


def _nothing(_: Scene) -> None:
    pass


@dataclass(frozen=True)
class Edit:
    """An edit, and what has to be there before."""

    make: Callable[[Scene], None]
    prepare: Callable[[Scene], None] = _nothing


def _filled(block: Block) -> list[int]:
    return [index for index, (text, _) in enumerate(block) if len(text.strip()) > 3] or [0]


def _renamed(block: Block, suffix: str) -> Block:
    """A block whose function has another name."""
    names = _NAME.search("\n".join(text for text, _ in block))
    if not names:
        return block
    word = re.compile(rf"\b{names[1]}\b")
    return [(word.sub(names[1] + suffix, text), id) for text, id in block]


def _above(scene: Scene) -> None:
    scene.blocks.insert(1, scene.fresh())


def _within(scene: Scene) -> None:
    block = scene.blocks[scene.at]
    at = scene.chance.choice(_filled(block))
    text, id = block[at]
    match scene.chance.choice(("edit", "put in", "take out", "replace")):
        case "edit":
            block[at] = (f"{text}  # checked", id)
        case "put in":
            block[at:at] = scene.new("    started = time.monotonic()", "    log(started)")
        case "take out":
            del block[at]
        case "replace":
            block[at] = (f"    raise Problem{next(scene.ids)}", next(scene.ids))


def _copied(scene: Scene) -> None:
    copy = _renamed(scene.whole_copy(scene.blocks[scene.at]), scene.chance.choice(("_again", "2")))
    scene.blocks.insert(scene.chance.randint(1, len(scene.blocks)), copy)


def _copied_and_edited(scene: Scene) -> None:
    block = scene.blocks[scene.at]
    copy = _renamed(scene.whole_copy(block), "_copy")
    for at in scene.chance.sample(_filled(block), min(2, len(_filled(block)))):
        block[at] = (block[at][0] + "  # edited", block[at][1])
    scene.blocks.insert(scene.at + 1, copy)


def _same_ending(scene: Scene) -> None:
    """Another function that ends alike, and a formatter over all of the file."""
    ending = scene.copy(scene.blocks[scene.at][-4:])
    scene.blocks.insert(scene.at + 1, [*scene.fresh()[:-1], *ending])
    _wrapped(scene, sparing=scene.at)


def _wrapped(scene: Scene, sparing: int = -1) -> None:
    """Long calls in lines of their own, and short ones on one line."""
    limit = scene.chance.choice((30, 40, 50))
    for index, block in enumerate(scene.blocks):
        if index == sparing:
            continue
        lines: Block = []
        for text, id in block:
            call = _CALL.match(text)
            if call and len(text) > limit and '"' not in text and "'" not in text:
                indent, head, inside, tail = call.groups()
                lines += [(indent + head, id), (f"{indent}    {inside}", id), (indent + tail, id)]
            else:
                lines.append((text, id))
        block[:] = lines


def _twins_wrapped(scene: Scene) -> None:
    """Two functions share a line, and a formatter wraps them in different ways."""
    block = scene.blocks[scene.at]
    for twin in scene.blocks[1:]:
        for at in _filled(twin)[1:3]:
            call = _CALL.match(twin[at][0])
            if call and twin is not block:
                indent, head, inside, tail = call.groups()
                wrapped = scene.new(indent + head, f"{indent}    {inside}", indent + tail)
                block.insert(min(2, len(block)), (twin[at][0], next(scene.ids)))
                twin[at : at + 1] = wrapped
                return


def _twins_wrapped_again(scene: Scene) -> None:
    for block in scene.blocks:
        for at in range(len(block) - 2):
            (head, one), (inside, _), (tail, _) = block[at : at + 3]
            if head.endswith("(") and tail.strip().startswith(")"):
                block[at : at + 3] = [(head + inside.strip() + tail.strip(), one)]
                break
    block = scene.blocks[scene.at]
    for at in _filled(block):
        call = _CALL.match(block[at][0])
        if call:
            indent, head, inside, tail = call.groups()
            id = block[at][1]
            block[at : at + 1] = [
                (indent + head, id), (f"{indent}    {inside}", id), (indent + tail, id)
            ]  # fmt: skip
            return


def _indented(scene: Scene) -> None:
    """The function goes below a condition."""
    block = scene.blocks[scene.at]
    block[:] = scene.new("if ENABLED:") + [
        (f"    {text}" if text else "", id) for text, id in block
    ]


def _other_indent(scene: Scene) -> None:
    for block in scene.blocks:
        block[:] = [
            (text[(len(text) - len(text.lstrip())) // 2 :] if text else "", id)
            for text, id in block
        ]


def _other_quotes(scene: Scene) -> None:
    for block in scene.blocks:
        block[:] = [(text.replace("'", '"'), id) for text, id in block]


def _swapped(scene: Scene) -> None:
    blocks, at = scene.blocks, scene.at
    other = at - 1 if at > 1 else min(at + 1, len(blocks) - 1)
    blocks[at], blocks[other] = blocks[other], blocks[at]


def _shuffled(scene: Scene) -> None:
    functions = scene.blocks[1:]
    scene.chance.shuffle(functions)
    scene.blocks[1:] = functions


def _deleted(scene: Scene) -> None:
    if len(scene.blocks) > 1:
        del scene.blocks[scene.at]


def _replaced(scene: Scene) -> None:
    scene.blocks[scene.at] = scene.fresh()


def _file_deleted(scene: Scene) -> None:
    scene.files.pop(scene.main, None)


def _namesake(scene: Scene) -> None:
    """An unrelated file of the same name with some lines in common."""
    home, _, name = scene.main.rpartition("/")
    head = [scene.copy(block) for block in scene.files[scene.main][:1]]
    ending = scene.copy(scene.blocks[scene.at][-3:])
    scene.files[f"{home}/elsewhere/{name}"] = [*head, [*scene.fresh()[:-1], *ending]]


def _header_kept(scene: Scene) -> None:
    """A file is deleted, and another one begun with the same head."""
    head = scene.copy(scene.blocks[0])
    scene.files.pop(scene.main)
    home = scene.main.rpartition("/")[0]
    scene.files[f"{home}/begun{next(scene.ids)}.py"] = [head, scene.fresh()[:6]]


def _file_renamed(scene: Scene) -> None:
    home, _, name = scene.main.rpartition("/")
    scene.files[f"{home}/moved/new_{name}"] = scene.files.pop(scene.main, [scene.fresh()])


def _file_renamed_and_edited(scene: Scene) -> None:
    _above(scene)
    _file_renamed(scene)


def _file_replaced(scene: Scene) -> None:
    """A file goes, and another one takes its name in the same commit."""
    _file_renamed(scene)
    scene.files[scene.main] = [scene.fresh(), scene.fresh()]


def _pasted_elsewhere(scene: Scene) -> None:
    if len(scene.blocks) > 1:
        scene.files[scene.other].insert(2, scene.blocks.pop(scene.at))


def _pasted_below(scene: Scene) -> None:
    scene.blocks.append(scene.blocks.pop(scene.at))


def _split(scene: Scene) -> None:
    """The lower half goes to a new file, with a copy of the head."""
    blocks = scene.blocks
    half = max(1, len(blocks) // 2)
    home, _, name = scene.main.rpartition("/")
    scene.files[f"{home}/half_{name}"] = [scene.copy(blocks[0]), *blocks[half:]]
    del blocks[half:]


def _function_renamed(scene: Scene) -> None:
    names = _NAME.search("\n".join(text for text, _ in scene.blocks[scene.at]))
    if not names:
        return
    old, new = names[1], f"{names[1]}_now"
    word = re.compile(rf"\b{old}\b")
    for blocks in scene.files.values():
        for block in blocks:
            block[:] = [(word.sub(new, text), id) for text, id in block]
    scene.renamed[old] = new


def _accessors(scene: Scene) -> None:
    """The function becomes one of several that are all alike."""
    words = [f"{word}{next(scene.ids)}" for word in ("name", "size", "owner", "state")]
    made = [scene.new(f"def get_{word}(self):", f"    return self.{word}", "") for word in words]
    scene.blocks[1:1] = made
    scene.target = scene.chance.choice((1, 2, 3))


def _accessor_deleted(scene: Scene) -> None:
    word = f"usable{next(scene.ids)}"
    del scene.blocks[scene.at]
    if scene.chance.random() < 0.5:
        scene.blocks.insert(
            scene.at, scene.new(f"def is_{word}_by(self):", "    return self._allowed", "")
        )


def _blank_lines(scene: Scene) -> None:
    """The function has blank lines within it."""
    block = scene.blocks[scene.at]
    for at in sorted(scene.chance.sample(range(1, len(block)), min(3, len(block) - 1)))[::-1]:
        block[at:at] = scene.new("")


def _blank_lines_gone(scene: Scene) -> None:
    for block in scene.blocks:
        block[:] = [*[line for line in block[:-1] if line[0]], block[-1]]


EDITS: Mapping[str, Edit] = {
    "lines above": Edit(_above),
    "a line within": Edit(_within),
    "copied": Edit(_copied),
    "copied, original edited": Edit(_copied_and_edited),
    "same ending, formatter": Edit(_same_ending),
    "calls wrapped": Edit(_wrapped),
    "twins wrapped differently": Edit(_twins_wrapped_again, _twins_wrapped),
    "below a condition": Edit(_indented),
    "indented less": Edit(_other_indent),
    "other quotes": Edit(_other_quotes),
    "swapped": Edit(_swapped),
    "shuffled": Edit(_shuffled),
    "deleted": Edit(_deleted),
    "replaced": Edit(_replaced),
    "file deleted": Edit(_file_deleted),
    "deleted beside a namesake": Edit(_file_deleted, _namesake),
    "new file, same head": Edit(_header_kept),
    "file renamed": Edit(_file_renamed),
    "file renamed and edited": Edit(_file_renamed_and_edited),
    "file renamed, replaced": Edit(_file_replaced),
    "pasted into another file": Edit(_pasted_elsewhere),
    "pasted below": Edit(_pasted_below),
    "file split": Edit(_split),
    "function renamed": Edit(_function_renamed),
    "accessor deleted": Edit(_accessor_deleted, _accessors),
    "blank lines gone": Edit(_blank_lines_gone, _blank_lines),
}
