"""Every word that the package puts on a page, in one place."""

from __future__ import annotations

from dataclasses import dataclass


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
    in_playlist: str = "Step {step} of {count} in"
    previous: str = "Previous"
    next: str = "Next"
    start: str = "Start"
    documents: str = "Documents"
    playlists: str = "Playlists"
    all_documents: str = "All documents of this site."
    moved: str = "This page has moved."


ENGLISH = Strings()
