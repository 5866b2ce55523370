"""The one renderer: content to HTML in a language, and to the files that belong to it, for either door."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from warehouse.release.delta import last_capture
from warehouse.web import charts, discovery
from warehouse.web.charts import ASSETS
from warehouse.web.content import Both, Chart, Content, NotFoundError, Page
from warehouse.web.doors import LANGUAGES, Door, path_of
from warehouse.web.labels import ABSENT, word
from warehouse.web.policy import PAGE_POLICY
from warehouse.web.questions import Questions, Row

SCRIPTS = ("site.js", "chart.js")
SVG, PNG, CSV, SQL, HTML = "svg", "png", "csv", "sql", "html"


class Renderer:
    """Pages of one release for one door."""

    def __init__(self, questions: Questions, door: Door) -> None:
        self.questions = questions
        self._door = door
        self._environment = Environment(
            loader=PackageLoader("warehouse.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"number": number, "percent": percent}

    def content(self, kind: str, key: str, query: Mapping[str, str] | None = None) -> Content:
        """A page without language, with what the parts add to it; NotFoundError where there is none."""
        content = self.page(kind).build(self.questions, key, query or {})
        for addition in discovery.additions().get(kind, ()):
            content = addition.add(self.questions, key, content)
        return content

    def page(self, kind: str) -> Page:
        """The kind of page with that first part of the address; NotFoundError where there is none."""
        found = discovery.pages().get(kind)
        if found is None:
            raise NotFoundError(Both("There is no such page.", "没有这个页面。"))
        return found

    def html(self, kind: str, key: str, language: str, content: Content) -> str:
        """The page in a language."""
        path = path_of("en", kind, key)
        return self._rendered(self.page(kind).template, kind, path, language, content)

    def embedded(self, kind: str, key: str, language: str, content: Content, name: str) -> str:
        """The chart of a page alone, for the frames of other pages; NotFoundError where there is none."""
        chart = content.chart(name)
        if chart is None or chart.spec is None:
            raise _no_file()
        shown = replace(content, values={"chart": chart})
        return self._rendered("embed.html", kind, path_of("en", kind, key), language, shown)

    def message(self, language: str, title: Both, text: Both, path: str = "404") -> str:
        """A page that says what went wrong; it links as the pages do."""
        content = Content(title, {"text": text})
        return self._rendered("message.html", "message", path, language, content)

    def _rendered(self, template: str, kind: str, path: str, language: str, content: Content) -> str:
        here = path if language == "en" else f"{language}/{path}".rstrip("/")
        words = Words(language)
        links = Links(self._door, here, language)
        known: dict[str, Any] = {
            "content": content,
            "kind": kind,
            "path": path,
            "language": language,
            "t": words.text,
            "both": words.both,
            "word": words.word,
            "absent": words.absent,
            "link": links.page,
            "file": links.file,
            "beside": lambda name: links.file(f"{path}/{name}".lstrip("/")) + content.query,
            "embedded": lambda name: links.embedded(path, name) + content.query,
            "asset": lambda name: links.file(f"assets/{name}") + f"?v={self.versions[name]}",
            "languages": [(code, links.in_language(code, path) + content.query) for code in LANGUAGES],
            "navigation": [page for page in discovery.pages().values() if page.label],
            "release": self.about,
            "is_static": self._door.is_static,
            "holds": lambda kind, key: self._door.holds(path_of("en", kind, str(key))),
            "page_policy": PAGE_POLICY,
            "cell_link": lambda cell: self._cell_link(links, content, cell),
            "compare_link": lambda a, b, section="": links.compared(a, b, section),
            "download": lambda name: self._download(content, links, path, name),
            "spec_json": self._spec_json,
            **content.values,
        }
        known["slot"] = self._slot(known)
        return self._environment.get_template(template).render(known)

    def _slot(self, known: Mapping[str, Any]) -> Callable[[str], Markup]:
        def slot(name: str) -> Markup:
            templates = discovery.slots().get(name, ())
            parts = (self._environment.get_template(each).render(known) for each in templates)
            return Markup("\n").join(Markup(part) for part in parts)

        return slot

    def _cell_link(self, links: "Links", content: Content, cell: Row) -> str:
        """Where a printed cell leads to: to its source where a part of the page shows it, else to itself."""
        found = (part(content.values["head"], cell) for part in discovery.cell_pages())
        return next((links.page(*address) for address in found if address), f"#{cell['anchor']}")

    def _download(self, content: Content, links: "Links", path: str, name: str) -> str:
        """A link to a file of the release; empty where the page or this door does not offer it."""
        found = content.downloads.get(name)
        return links.file(f"{path}/{name}") if found and self._door.hands_out(found) else ""

    @cached_property
    def about(self) -> dict[str, Any]:
        """What every page says of the release it is made from."""
        manifest = self.questions.manifest
        captured = last_capture(self.questions.path)
        return {
            "id": self.questions.release_id,
            "registry": manifest.registry,
            "is_invented": manifest.is_invented,
            "notice": self.questions.notice,
            "date": captured[:10],
            "year": captured[:4],
        }

    @cached_property
    def versions(self) -> dict[str, str]:
        """Digests of the assets, so that a browser keeps each until it changes."""
        known = {path.name: sha256(path.read_bytes()).hexdigest()[:8] for path in ASSETS.iterdir()}
        return known | {charts.PLAYER: charts.bundle_version()}

    def _spec_json(self, chart: Chart) -> Markup:
        """What the script draws, as text that ends no element."""
        whole = {"spec": chart.spec, "picture": self.picture(chart)}
        text = json.dumps(whole, ensure_ascii=False, default=_plain, separators=(",", ":"))
        return Markup(text.replace("<", "\\u003c"))

    def picture(self, chart: Chart) -> dict[str, str]:
        """The words that a chart carries when it leaves its page, in both languages."""
        about = self.about
        source = f"nianbao, registry {about['registry']}, release {about['id']}"
        if about["is_invented"]:
            source += " · Invented 虚构: made up, nobody's figures"
        return {"title": f"{chart.title.zh} {chart.title.en}", "source": source}

    def picture_spec(self, chart: Chart) -> dict[str, Any] | None:
        """The spec of a chart that leaves its page; None where there is nothing to draw."""
        if chart.spec is None:
            return None
        words = self.picture(chart)
        spec = json.loads(json.dumps(chart.spec, default=_plain))
        return charts.picture_spec(spec, words["title"], "", words["source"])

    def file(self, content: Content, name: str) -> bytes:
        """A file of a page: NAME.csv and NAME.sql of an answer, NAME.svg and NAME.png of a chart.

        A folder has besides those that a server needs not, since it answers itself.
        """
        if name in content.made and self._door.is_static:
            return content.made[name](self._door.holds)
        stem, _, ending = name.rpartition(".")
        answer, chart = content.answer(stem), content.chart(stem)
        if answer and ending == CSV:
            return answer.csv(self.questions.notice).encode()
        if answer and ending == SQL:
            return self.sql(answer.sql).encode()
        spec = self.picture_spec(chart) if chart and ending in (SVG, PNG) else None
        if spec is None:
            raise _no_file()
        return charts.svg(spec).encode() if ending == SVG else charts.png(spec)

    def sql(self, text: str) -> str:
        """The SQL of an answer, with where to ask it."""
        lines = [f"-- nianbao, registry {self.about['registry']}, release {self.about['id']}"]
        lines += [f"-- {self.questions.notice}"] if self.questions.notice else []
        lines.append(
            "-- Ask it again: nianbao sql --file THIS_FILE; or in any DuckDB, in nianbao-portable.duckdb"
        )
        return "\n".join([*lines, text.strip()]) + "\n"


def _no_file() -> NotFoundError:
    return NotFoundError(Both("This page has no such file.", "此页没有这个文件。"))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} in a chart")


class Words:
    """Texts in the language of a page."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._signs: dict[str, Markup] = {}

    def text(self, en: str, zh: str) -> str:
        """The text in the language of the page."""
        return zh if self._language == "zh" else en

    def both(self, both: Both) -> str:
        """The same of a pair."""
        return self.text(both.en, both.zh)

    def word(self, vocabulary: str, code: object) -> str:
        """What a code is called."""
        return self.both(word(vocabulary, code))

    def absent(self, reason: str) -> Markup:
        """A sign that stands for no number, with its reason: never zero, never nothing."""
        if reason not in self._signs:
            self._signs[reason] = self._sign(*ABSENT[reason])
        return self._signs[reason]

    def _sign(self, sign: str, told: Both) -> Markup:
        return Markup(
            '<span class="absent" title="{1}"><span aria-hidden="true">{0}</span>'
            '<span class="unseen">{1}</span></span>'
        ).format(sign, self.both(told))


class Links:
    """Links from one page."""

    def __init__(self, door: Door, here: str, language: str) -> None:
        self._door, self._here, self._language = door, here, language

    def page(self, kind: str, key: object = "", fragment: str = "") -> str:
        """To a page in the same language."""
        path = path_of(self._language, kind, str(key))
        return self._door.page(self._here, path) + (f"#{fragment}" if fragment else "")

    def compared(self, one: object, other: object, section: object = "") -> str:
        """To two reports side by side, or to a section of both, whose text a server alone compares."""
        fragment = f"#section-{section}" if section and not self._door.is_static else ""
        return f"{self.page('compare')}?a={one}&b={other}{fragment}"

    def file(self, path: str) -> str:
        """To a file, which has no language."""
        return self._door.file(self._here, path)

    def embedded(self, path: str, name: str) -> str:
        """To the chart of a page alone, in the same language; only a server has these."""
        return self.file("/".join(part for part in (path_of(self._language, path), f"{name}.{HTML}") if part))

    def in_language(self, language: str, path: str) -> str:
        """To the same page in another language."""
        prefix = "" if language == "en" else language
        return self._door.page(self._here, "/".join(part for part in (prefix, path) if part))


def number(value: object) -> str:
    """A figure with thousands, and no more decimals than it has."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, float | Decimal) else str(value)


def percent(value: float | None) -> str:
    """A share with one decimal."""
    return "" if value is None else f"{value:.1f}"
