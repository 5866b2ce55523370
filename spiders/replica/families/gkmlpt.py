"""gkmlpt: Guangdong's disclosure catalogue, an index with _CONFIG and a JSON list of 100 rows a page."""

import json
from datetime import UTC, datetime
from html import escape

from spiders.replica.families.base import NOT_FOUND, ReplicaSite, Reply, Request
from spiders.replica.families.builder import Builder, Row, as_json, county, number, query
from spiders.replica.families.shells import Article
from spiders.replica.model import Report

CATEGORY, SID = 2629, "755041"


def build(edition: int) -> list[ReplicaSite]:
    return [
        _site("heyan", edition, 100, False, "past the end: no articles"),
        _site("luming", edition, 10, True, "past the end: 404; ten rows a page"),
    ]


def _site(key: str, edition: int, size: int, is_strict: bool, note: str) -> ReplicaSite:
    site = Builder(county(key, "gkmlpt", "/gkmlpt/index", note), edition, "plain")

    def path(place: int, report: Report) -> str:
        return f"/gkmlpt/content/3/{3250 + place}/post_{3250000 + place}.html"

    rows = site.rows(path, _article)
    away = f"http://www.elsewhere.gov.example/{key}.html"
    rows.insert(
        1, site.stray(away, f"{site.row.name}审计局2024年政府信息公开工作年度报告", "2025-01-20", "off_host")
    )
    site.add(site.column_path, _index(site, len(rows)))

    def listing(request: Request) -> Reply:
        page = max(number(query(request), "page", 1), 1)
        start = (page - 1) * size
        chosen = rows[start : start + size]
        if is_strict and not chosen:
            return NOT_FOUND
        return as_json(_answer(site, chosen, len(rows), start))

    site.pages[f"/gkmlpt/api/all/{CATEGORY}"] = listing
    return site.done()


def _index(site: Builder, count: int) -> str:
    tree = [
        {"id": 20765, "name": "政策法规", "children": [], "post_count": 3},
        {"id": CATEGORY, "name": "政府信息公开年报", "children": [], "post_count": count + 20},
    ]
    config = (
        f"{{ APP_URL:'http://{site.host}', SID: '{SID}', "
        f"TREE: {json.dumps(tree, ensure_ascii=False)}, SERVICE_AREA_ID: 1 }}"
    )
    return f"<html>{site.head()}<body><script>window._CONFIG = {config};</script></body></html>"


def _answer(site: Builder, rows: list[Row], total: int, offset: int) -> dict[str, object]:
    """`post_count` is more than is listed, as on real hosts."""
    return {
        "classify": {
            "id": CATEGORY,
            "name": "政府信息公开年报",
            "parent": 0,
            "post_count": total + 20,
            "jump_url": "",
        },
        "total": total,
        "offset": offset,
        "articles": [_record(site, row, offset + place) for place, row in enumerate(rows)],
    }


def _record(site: Builder, row: Row, place: int) -> dict[str, object]:
    moment = int(datetime.fromisoformat(row.date).replace(tzinfo=UTC).timestamp())
    return {
        "id": 3255421 - place,
        "title": row.title,
        "type": "url" if "://" in row.href else "normal",
        "document_number": "",
        "identifier": f"11440000XXXXXXXXXX/{row.date[:4]}-{place:05}",
        "publisher": site.site_name,
        "date": moment - 86400,
        "create_time": moment,
        "created_at": "2026-06-01 09:00:00",
        "display_publish_time": moment,
        "classify_main": CATEGORY,
        "classify_main_name": "政府信息公开年报",
        "url": site.url(row.href),
        "post_url": "",
        "is_expired": 0,
        "is_abolished": 0,
        "attachment": _files(site, site.url(row.href)),
        "relation": "[]",
    }


def _files(site: Builder, url: str) -> list[dict[str, object]]:
    """The files of an article as the JSON names them: the type is the CMS's word, not the bytes'."""
    return [
        {"id": place, "name": listed.title, "type": "doc", "mime": "application/msword", "url": listed.url}
        for place, listed in enumerate(site.listed, 1)
        if listed.parent_url == url
    ]


def _article(article: Article) -> str:
    """The eight fields, the text in the page and once more, escaped, in the script."""
    fields = {
        "索引号": article.index_number,
        "分类": "政府信息公开年报",
        "发布机构": article.source,
        "成文日期": article.date,
        "名称": article.title,
        "文号": "",
        "发布日期": article.date,
        "主题词": "",
    }
    block = "".join(f"<td>{name}</td><td>{value}</td>" for name, value in fields.items())
    files = "".join(f'<a class="nfw-cms-attachment" href="{href}">{text}</a>' for href, text in article.links)
    detail = json.dumps({"id": 1, "content": article.body + files}, ensure_ascii=False)
    detail = detail.replace("<", "\\u003C").replace(">", "\\u003E")
    return (
        f'<html><head><meta charset="utf-8"><title>{escape(article.title)}</title></head><body>'
        f'<table class="classify"><tr>{block}</tr></table><h1>{escape(article.title)}</h1>'
        f'<div class="content">{article.body}{files}</div>'
        f"<script>window._CONFIG = {{ SID: '{SID}', DETAIL: {detail} }};</script></body></html>"
    )
