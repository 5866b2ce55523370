"""Quality: what was collected site by site and year by year, which checks fail, how sure each figure is."""

from collections import Counter
from collections.abc import Mapping

from warehouse.web.content import Both, Content, Page
from warehouse.web.pages.place import by_site
from warehouse.web.questions import Questions

MOST_SITES = 400  # shown at once; a place's page shows its own


def build(questions: Questions, _: str, __: Mapping[str, str]) -> Content:
    """The page of what is held and how good it is."""
    names = ("coverage", "sites", "checks", "offenders", "methods", "rules")
    asked = {name: questions.ask(f"quality_{name}") for name in names}
    sites = by_site(asked["sites"].rows)
    statuses: Counter[str] = Counter()
    for row in asked["coverage"].rows:
        statuses[row["status"]] += row["site_years"]
    return Content(
        Both("Quality", "质量"),
        {
            "sites": sites[:MOST_SITES],
            "site_count": len(sites),
            "site_years": sorted({row["year"] for row in asked["sites"].rows}),
            "statuses": statuses.most_common(),
            "checks": asked["checks"].rows,
            "offenders": asked["offenders"].rows,
            "methods": asked["methods"].rows,
            "rules": asked["rules"].rows,
        },
        tuple(asked.values()),
    )


PAGE = Page("quality", "quality.html", build, label=Both("Quality", "质量"), order=20)
