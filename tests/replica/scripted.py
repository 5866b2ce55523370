"""A column without a row until its script has run: for the extra `browser`, no part of the demo registry."""

from spiders.replica.families.base import ReplicaSite
from spiders.replica.families.builder import Builder, as_json, county

SCRIPT = """
fetch('/api/nianbao.json').then(answer => answer.json()).then(rows => {
  const list = document.getElementById('app').appendChild(document.createElement('ul'));
  for (const row of rows) {
    const link = list.appendChild(document.createElement('li')).appendChild(document.createElement('a'));
    link.href = row.href; link.textContent = row.title;
    link.parentNode.append(' ' + row.date);
  }
});
"""
ROW = county(
    "nanshe", "static", "/xxgk/nianbao/index.html", "rows come from a script: needs the extra browser"
)


def build(edition: int) -> list[ReplicaSite]:
    site = Builder(ROW, edition, "plain")
    rows = site.rows(lambda place, report: f"/xxgk/nianbao/{report.published}/content_{8800 + place}.html")
    page = f"<html>{site.head()}<body><div id='app'></div><script>{SCRIPT}</script></body></html>"
    site.add(site.column_path, page)
    answer = as_json([{"href": row.href, "title": row.title, "date": row.date} for row in rows])
    site.pages["/api/nianbao.json"] = lambda request: answer
    return [site.done()]
