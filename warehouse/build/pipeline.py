"""From readings to a published release: stage, resolve, write the facts, write the small tables, publish."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from warehouse.build import partitions, planning, small_tables, unchanged
from warehouse.build.budget import DEFAULT_MB, Budget, release_unused
from warehouse.build.context import BuildContext
from warehouse.build.kept import Kept
from warehouse.build.parts import Partition, years_of
from warehouse.build.recipes import build_recipe, recipes
from warehouse.build.staging import core
from warehouse.build.staging.archive_tables import Archive
from warehouse.build.staging.inputs import Inputs
from warehouse.build.staging.resolved import Resolutions
from warehouse.build.years import copies, findings, known_documents, yearly
from warehouse.build.years.figures import figures
from warehouse.build.years.series import series
from warehouse.release import feed
from warehouse.release.database_file import make_portable_if_small, write_database
from warehouse.release.delta import write_beside
from warehouse.release.manifest import Entry, Manifest, Release, checksum
from warehouse.release.store import Store
from warehouse.schema.duckdb_connection import connect
from warehouse.schema.views import VIEWS, views_script
from warehouse.search.index import write_search

YEARLY = {"figures": figures, "series": series}
NEEDED = ("figures",)  # of these `copies` and `findings` are made


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: the release, whether it is new, and how many partition files were written or kept."""

    release: Path
    is_new: bool
    written: int
    kept: int
    rows: dict[str, int]
    damaged: tuple[str, ...] = ()  # what is wrong with the release before; nothing of it was kept


def build(
    store: Store,
    registry: str,
    inputs: Inputs,
    workers: int = 2,
    memory_mb: int = DEFAULT_MB,
    has_portable: bool = False,
    has_search: bool = False,
) -> Built:
    """Build a candidate, enforce every contract on it, publish it and make it current.

    `inputs` are what `gather` found; `workers` the province-years written at a time; `memory_mb` what the
    whole build is meant to use: beyond that it spills to disk, and does less at a time. `has_portable` wants
    a small release as one database file, too, and `has_search` the index of its names and texts. Parts that
    did not change are hard links to the current release; equal inputs make equal bytes, and so the same
    release. It may be killed at any moment.

    Raises WarehouseError, with nothing published, where a table is not as declared or a check says that the
    fault is ours (ContractError), a correction is stale, or another build runs.

    >>> store = Store(Path("data/demo/warehouse"))
    >>> build(store, "demo", gather("demo", Path("data"))).release.name  # doctest: +SKIP
    '03be2e9767d3'
    """
    with store.building() as scratch_dir:
        kept = Kept(store.kept, scratch_dir)
        previous = store.latest(inputs.file_digests.of)
        code = build_recipe()
        made_from = unchanged.made_from(registry, inputs, code, recipes())
        if previous and unchanged.is_of(store, previous, made_from):
            manifest, release = previous.manifest, store.renew(previous.path)
        else:
            candidate = scratch_dir / "release"
            made_by = unchanged.made_by(registry, inputs, code)
            resolutions = Resolutions(kept, made_by, inputs.file_digests)
            manifest = _make(candidate, registry, inputs, previous, resolutions, workers, memory_mb)
            release = store.publish(candidate, manifest)
        with ThreadPoolExecutor(1) as executor:
            beside = executor.submit(write_beside, store, release, previous, scratch_dir)
            write_database(release, scratch_dir, store.kept)
            if has_portable:
                make_portable_if_small(release, scratch_dir)
            if has_search:
                write_search(release, scratch_dir, previous.path if previous else None)
            beside.result()
        store.point(release)
        feed.write(store, scratch_dir)
        unchanged.note(store, release, made_from, scratch_dir)
        for entry in _new(manifest, previous):
            inputs.file_digests.note(release / entry.path, entry.sha256)
        inputs.file_digests.keep(kept)
    return _built(release, previous, manifest)


def _make(
    candidate: Path,
    registry: str,
    inputs: Inputs,
    previous: Release | None,
    resolutions: Resolutions,
    workers: int,
    memory_mb: int,
) -> Manifest:
    """Write every file of a candidate, below whose folder there is room for what is put down on the way."""
    scratch_dir, budget = candidate.parent, Budget(memory_mb, workers)
    with ThreadPoolExecutor(workers) as executor, connect(scratch_dir, 1, budget.of_years) as database:
        if previous:  # its files are read through, while the models run
            executor.submit(getattr, previous, "faults")
        with ExitStack() as models:
            connection = models.enter_context(connect(scratch_dir, workers, budget.of_models))
            core.stage_small(connection, inputs)
            archive = Archive(inputs, resolutions.kept, executor)
            touched = core.resolve(connection, archive, resolutions.of(previous), inputs)
            corrections, made = core.corrections(connection), recipes()
            context = BuildContext(
                candidate,
                scratch_dir,
                inputs.readings,
                corrections,
                made,
                previous,
                resolutions.kept,
                budget,
                executor,
                database,
            )
            plan = planning.plan(connection, scratch_dir, touched)
            last_years = core.last_years(connection), core.last_year(connection)
            beside = models.enter_context(ThreadPoolExecutor(1))
            small = beside.submit(small_tables.write_all, context, connection, touched)
            if not touched:  # of a whole nation they hold what the parts need
                small.result()
                models.close()
                release_unused()
            parts = write_parts(context, plan.partitions(made.facts), small)
        resolutions.keep(small.result(), plan.parts, plan.source, archive, *last_years, previous)
    files = sorted([*small.result(), *parts, *_write_views(candidate)], key=lambda entry: entry.path)
    return Manifest(registry, plan.extractor_versions(), tuple(files), inputs.is_invented)


def write_parts(context: BuildContext, planned: list[Partition], small: "Future[list[Entry]]") -> list[Entry]:
    """Write or link every Parquet file of the candidate that is cut by year; checks read the `small`, too."""
    years = years_of(planned)
    facts, changed = partitions.link_unchanged(context, planned)
    yearly_recipes = {name: getattr(context.recipes, name) for name in YEARLY}
    of_years, wanted = yearly.link_unchanged(context, years, yearly_recipes, changed)
    facts += partitions.write_all(context, changed, _figures_only(wanted, changed))
    first, others = yearly.in_turn(context, wanted, NEEDED)
    of_years += yearly.write_all(context, first, YEARLY)
    release_unused()
    with ThreadPoolExecutor(2) as beside:
        written = beside.submit(yearly.write_all, context, others, YEARLY)
        ready = beside.submit(findings.prepared, context, years, small)
        copied = copies.write_all(context, years)
        found = findings.write_all(context, ready.result())
        of_years += written.result()
    known_documents.forget_others(context, planned)
    return [*facts, *of_years, *copied, *found]


def _figures_only(wanted: list[yearly.YearlyFiles], changed: list[Partition]) -> list[Partition]:
    """The partitions whose facts stand, but whose figures a yearly file is made of."""
    written = {partition.number for partition in changed}
    needed = {partition.number: partition for file in wanted for partition in file.made}
    return [partition for number, partition in sorted(needed.items()) if number not in written]


def _write_views(candidate: Path) -> list[Entry]:
    path = candidate / VIEWS
    path.write_text(views_script(), encoding="utf-8")
    return [Entry(path.name, checksum(path), path.stat().st_size)]


def _new(manifest: Manifest, previous: Release | None) -> list[Entry]:
    """The files that were written now: those handed on were read, or may have been written to since."""
    known = {(entry.path, entry.sha256) for entry in previous.manifest.files} if previous else set()
    return [entry for entry in manifest.files if (entry.path, entry.sha256) not in known]


def _built(release: Path, previous: Release | None, manifest: Manifest) -> Built:
    parts = [entry for entry in manifest.files if entry.made_from]
    kept = sum(previous.is_linked(entry.path, release) for entry in parts) if previous else 0
    rows: dict[str, int] = {}
    for entry in manifest.files:
        if entry.rows is not None:
            rows[entry.table] = rows.get(entry.table, 0) + entry.rows
    is_new = previous is None or release != previous.path
    faults = tuple(previous.faults.values()) if previous else ()
    return Built(release, is_new, len(parts) - kept, kept, rows, faults)
