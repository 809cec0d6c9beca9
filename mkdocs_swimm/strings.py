"""Every word that the package puts on a page, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Strings:
    """The words on the pages, in English; another language replaces them field by field."""

    line: str = "line {first}"
    lines: str = "lines {first}–{last}"
    left_out: str = "Lines {first}–{last} are left out"
    one_left_out: str = "Line {first} is left out"
    in_repository: str = "in {repository}"
    empty_snippet: str = "No lines are quoted here."
    stub: str = "To be written in this exercise: not in the file"
    prompt: str = "Still to be written"
    notice: str = "Not verified yet"
    sources: str = "Code on this page"
    video: str = "Video"
    video_player: str = "Video player"
    steps: str = "Steps"
    summary: str = "Summary"
    step_document: str = "document"
    step_playlist: str = "playlist"
    step_file: str = "file"
    step_link: str = "web page"
    step_video: str = "video"
    in_playlist: str = "Step {step} of {count} in {playlist}"
    in_playlists: str = "Part of {count} playlists"
    steps_read: str = "{read} of {count} read"
    step_read: str = "Read: {title}"
    mark_read: str = "Mark as read"
    mark_unread: str = "Mark as unread"
    on_the_way: str = "On the way:"
    finish: str = "Finish"
    go_on: str = "Continue"
    start_over: str = "Start over"
    previous: str = "Previous"
    next: str = "Next"
    start: str = "Start"
    documents: str = "Documents"
    playlists: str = "Playlists"
    all_documents: str = "All documents of this site."
    moved: str = "This page has moved."
    renamed: str = "Now {path}"
    as_documented: str = "As documented"
    now: str = "Now"
    difference: str = "Difference"
    perhaps: str = "perhaps {lines}"
    code_changed: str = "This code has changed since the document was written."
    code_changed_unsure: str = (
        "This code has changed since the document was written, and it could be one of several "
        "places now."
    )
    code_gone: str = "This code is no longer in {path}. It is shown as it was."
    file_gone: str = "The file {path} is no longer there. Its code is shown as it was."
    token_gone: str = "Gone: no longer in {path}, where it was on line {line}"
    token_file_gone: str = "Gone: the file {path} is no longer there"
    token_renamed: str = "Now called {name}: {path}, line {line}"
    token_elsewhere: str = "Its line has changed: perhaps now {path}, line {line}"
    path_gone: str = "Gone: no longer in the repository"
    state_current: str = "Up to date with the code"
    state_moved: str = "Up to date with the code, where {what} moved since this was written"
    state_stale: str = "The code has moved on since this was written: {what}."
    changed: str = "{what} changed"
    gone: str = "{what} gone"
    and_: str = " and "
    snippet: str = "snippet"
    snippets: str = "snippets"
    token: str = "token"
    tokens: str = "tokens"
    path: str = "path"
    paths: str = "paths"
    source_documents: str = "Documents about this file"
    source_on_host: str = "This file on its code host"
    source_too_large: str = "This file is too large to be shown here."
    file_index: str = "Code and its documents"
    related: str = "Related documents"
    health: str = "Documentation health"
    health_columns: tuple[str, ...] = (
        "Document",
        "State",
        "Gone",
        "Changed",
        "Moved",
        "Up to date",
        "Because of",
    )
    health_files: str = "Files that documents wait for"
    health_file_columns: tuple[str, ...] = ("File", "References", "Documents")
    more: str = "and {count} more"
    no_references: str = "no references"
    state_names: Mapping[str, str] = field(
        default_factory=lambda: {
            "up to date": "up to date",
            "moved": "moved",
            "changed": "changed",
            "gone": "gone",
            "not checked": "not checked",
        }
    )


ENGLISH = Strings()
