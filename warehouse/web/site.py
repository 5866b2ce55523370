"""The static door: every page of a release as a folder of files, for any host or a USB stick."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from warehouse.errors import WarehouseError
from warehouse.web import charts, discovery
from warehouse.web.charts import ASSETS
from warehouse.web.content import Both, Content
from warehouse.web.doors import ELSEWHERE, LANGUAGES, Folder, path_of
from warehouse.web.questions import Questions
from warehouse.web.render import CSV, SQL, SVG, Renderer

MARK = "nianbao-site.json"  # says that a folder is ours to replace, and what it was made of
AT_ONCE = 60  # pages a question is asked for


@dataclass(frozen=True, slots=True)
class Written:
    """What a site holds."""

    folder: Path
    pages: int
    files: int
    size: int


def write(
    release: Path, out: Path, workers: int | None = None, place: str = "", archive: Path | None = None
) -> Written:
    """Write the pages of a release as the folder `out`, whole or not at all; returns what it holds.

    A site that stands there is replaced. With `place`, the code of one, its own pages alone are written, with
    those of its bodies and reports, and those that belong to no place. Sources of figures are shown from
    `archive`, where there is one. WarehouseError where `out` holds anything else, or there is no such place.

    >>> write(Path("data/demo/warehouse/current"), Path("site"))  # doctest: +SKIP
    Written(folder=PosixPath('site'), pages=2468, files=13004, size=120000000)
    """
    _refuse_foreign(out)
    draft = out.with_name(f".{out.name}.draft-{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
        pages = _write_pages(release, draft, workers or os.cpu_count() or 1, place, archive)
        _write_assets(draft)
        questions = Questions(release)
        mark = {
            "release": questions.release_id,
            "registry": questions.manifest.registry,
            "place": place,
            "pages": pages,
        }
        (draft / MARK).write_text(json.dumps(mark, indent=1) + "\n", encoding="utf-8")
        _swap(draft, out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    files = [path for path in out.rglob("*") if path.is_file()]
    return Written(out, pages, len(files), sum(path.stat().st_size for path in files))


def _refuse_foreign(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise WarehouseError(f"{out} is a file; name a folder.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).exists():
        raise WarehouseError(f"{out} holds other files than a site; name an empty folder, or a new one.")


def _swap(draft: Path, out: Path) -> None:
    """Put the draft in the place of what stands there, which goes last."""
    old = out.with_name(f".{out.name}.old-{os.getpid()}")
    if out.exists():
        out.rename(old)
    draft.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _write_pages(release: Path, draft: Path, workers: int, place: str, archive: Path | None) -> int:
    """Every page in every language, by processes that share the kinds out in portions."""
    chosen = _chosen(Questions(release), place)
    portions = [(kind, portion) for kind, keys in chosen.items() for portion in _portions(keys)]
    portions.sort(key=lambda portion: len(portion[1]), reverse=True)
    written = {path_of("en", kind, key) for kind, keys in chosen.items() for key in keys} if place else None
    context = get_context("spawn")  # DuckDB and the charts' player have threads, which no fork survives
    opened = (release, archive, draft, written)
    with ProcessPoolExecutor(workers, context, _open, opened) as executor:
        pages = sum(executor.map(_write_portion, portions))
        return pages + (executor.submit(_write_elsewhere, place).result() if place else 0)


def _chosen(questions: Questions, place: str) -> dict[str, list[str]]:
    """The keys of the pages to write, by kind."""
    known = {kind: page.keys(questions) for kind, page in discovery.pages().items()}
    chosen = {
        kind: [each.key for each in keys if not place or not each.inside or place in each.inside]
        for kind, keys in known.items()
    }
    if place and place not in chosen["place"]:
        raise WarehouseError(
            f"There is no place {place!r} in this release; places have six digits, as 110105."
        )
    return chosen


def _portions(keys: list[str]) -> Iterator[list[str]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


_opened: dict[str, Any] = {}  # of this process: what it was told to open, and then the renderer


def _open(release: Path, archive: Path | None, draft: Path, written: set[str] | None) -> None:
    """Note what to open: an initializer that fails would break the pool without a word."""
    _opened.update(release=release, archive=archive, draft=draft, written=written)


def _renderer() -> Renderer:
    if "renderer" not in _opened:
        questions = Questions(_opened["release"], archive=_opened["archive"])
        _opened["renderer"] = Renderer(questions, Folder(_opened["written"]))
    found: Renderer = _opened["renderer"]
    return found


def _write_elsewhere(place: str) -> int:
    """The page that links to pages of other places lead to."""
    renderer, draft = _renderer(), _opened["draft"]
    title = Both("Not in this folder", "不在此文件夹中")
    text = Both(
        f"This folder holds the pages of place {place} alone. `nianbao site` without --place writes all.",
        f"此文件夹只含地区 {place} 的页面；不带 --place 的 nianbao site 会写出全部页面。",
    )
    for language in LANGUAGES:
        folder = draft / path_of(language, ELSEWHERE)
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(
            renderer.message(language, title, text, ELSEWHERE), encoding="utf-8"
        )
    return len(LANGUAGES)


def _write_portion(portion: tuple[str, list[str]]) -> int:
    """The pages of some keys; returns how many."""
    renderer, draft, (kind, keys) = _renderer(), _opened["draft"], portion
    renderer.questions.prepare(discovery.asks(kind), keys)
    count = 0
    for key in keys:
        content = renderer.content(kind, key)
        for language in LANGUAGES:
            folder = draft / path_of(language, kind, key)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "index.html").write_text(renderer.html(kind, key, language, content), encoding="utf-8")
            count += 1
        _write_files(renderer, content, draft / path_of("en", kind, key))
    for file in renderer.page(kind).files(renderer.questions, keys):
        (draft / path_of("en", kind, file.key) / file.name).write_bytes(file.body)
    return count


def _write_files(renderer: Renderer, content: Content, folder: Path) -> None:
    for name in _file_names(content):
        (folder / name).write_bytes(renderer.file(content, name))
    for name, path in content.downloads.items():
        if Folder().hands_out(path):
            shutil.copyfile(path, folder / name)


def _file_names(content: Content) -> Iterator[str]:
    for answer in content.answers:
        yield from (f"{answer.name}.{CSV}", f"{answer.name}.{SQL}")
    yield from content.made
    yield from (f"{chart.name}.{SVG}" for chart in content.charts if chart.spec is not None)


def _write_assets(draft: Path) -> None:
    folder = draft / "assets"
    folder.mkdir(exist_ok=True)
    for path in _assets():
        shutil.copyfile(path, folder / path.name)
    (folder / charts.PLAYER).write_bytes(charts.bundle())


def _assets() -> Iterable[Path]:
    return (path for path in ASSETS.iterdir() if path.is_file())
