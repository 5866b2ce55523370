"""What lies beside a source page: the archived document made visible, and its bytes as they were archived."""

from collections.abc import Iterator, Sequence
from html import escape

from warehouse.evidence.apart import Task, show_all_apart, show_apart
from warehouse.evidence.documents import document
from warehouse.evidence.figures import Cell
from warehouse.evidence.model import KINDS, KINDS_ZH, EvidenceError, Shown
from warehouse.evidence.proof import Show
from warehouse.web.content import Both, PageFile
from warehouse.web.doors import LARGEST_FILE
from warehouse.web.labels import word
from warehouse.web.parts.source.reports import Source, sourced
from warehouse.web.questions import Questions

NOTHING = Shown("as_read")
TOO_LARGE = Both(
    "This document is too large for a folder of files; `nianbao serve` shows it.",
    "此文件过大，未写入文件夹；nianbao serve 可显示。",
)


def document_of(source: Source, show: Show = show_apart) -> bytes:
    """The file of a source for a sandboxed frame; where it cannot be shown a file that says why."""
    try:
        found: Shown | EvidenceError = show(source.data(), source.targets)
    except EvidenceError as error:
        found = error
    return _file(source, found)


def files(questions: Questions, keys: Sequence[str]) -> Iterator[PageFile]:
    """Both files of every source of some reports whose bytes are here, those alone that every host takes."""
    held: list[tuple[str, Source, bytes]] = []
    for key in keys:
        for source in sourced(questions, key).sources:
            try:
                held.append((key, source, source.data()))
            except EvidenceError:
                continue  # the page says so
    tasks = [Task(data, tuple(source.targets)) for _, source, data in held]
    for (key, source, data), found in zip(held, show_all_apart(tasks), strict=True):
        page = _file(source, found)
        if len(page) > LARGEST_FILE:
            page = _said(source, TOO_LARGE)
        yield PageFile(key, source.page_name, page)
        if len(data) <= LARGEST_FILE:
            yield PageFile(key, source.bytes_name, data)


def _file(source: Source, found: Shown | EvidenceError) -> bytes:
    if isinstance(found, EvidenceError):
        return _said(source, word("evidence", found.reason))
    head = "\n".join(_notes(source, found))
    return document(found, head=head, title=_title(source)).encode()


def _said(source: Source, text: Both) -> bytes:
    """A file that holds a sentence, and as every other an element for each cell."""
    head = "\n".join((_note(text), *map(_absent, source.cells)))
    return document(NOTHING, head=head, title=_title(source)).encode()


def _title(source: Source) -> str:
    return f"{source.report.agency_name or ''} {source.report.year or ''} {source.capture.url}"


def _notes(source: Source, shown: Shown) -> Iterator[str]:
    """What is to be known of what is shown: how, how much of it, and which cells to look at oneself."""
    yield _note(Both(KINDS[shown.kind], KINDS_ZH[shown.kind]))
    if shown.member is not None:
        yield _note(Both(f"from the archive: {shown.member}", f"压缩包内文件：{shown.member}"))
    if shown.is_cut:
        yield _note(Both("a long document: what stands near the figures", "原件较长，仅显示数字附近的部分"))
    for cell in source.cells:
        if cell.id not in shown.anchors:
            yield _absent(cell)
        elif shown.kind != "pictures" and cell.id not in shown.agreeing:
            yield _doubtful(cell, shown.anchors[cell.id])


def _absent(cell: Cell) -> str:
    """An element for a cell that is not found again, so that whoever asks for it is told."""
    text = _both(Both("not found again in the document", "在文件中未能重新找到"))
    return f'<p class="note" id="{cell.id}">{escape(cell.label_zh)} ({escape(cell.locator)}): {text}</p>'


def _doubtful(cell: Cell, anchor: str) -> str:
    text = Both(
        "its cell does not say in so many characters what was read; look at it yourself",
        "所在格的文字与读出的不完全一致，请自行核对",
    )
    where = f'<a href="#{anchor}">{escape(cell.label_zh)}</a> ({escape(cell.raw)})'
    return f'<p class="note">{where}: {_both(text)}</p>'


def _note(text: Both) -> str:
    return f'<p class="note">{_both(text)}</p>'


def _both(text: Both) -> str:
    return f'{escape(text.zh)} <span lang="en">{escape(text.en)}</span>'
