# First queries: connect to a release, ask three questions, draw a trend, look at what does not add up.
# Open it with `marimo edit notebooks/first_queries.py`; NIANBAO_DATA and NIANBAO_REGISTRY choose the release.

import marimo

app = marimo.App(width="medium", app_title="nianbao: first queries")


@app.cell
def connect_to_release():
    import os
    import sys
    from pathlib import Path

    import marimo as mo
    import matplotlib.pyplot as plt

    root = Path(__file__).resolve().parents[1]
    sys.path.insert(0, str(root))
    from warehouse import connect

    registry = os.environ.get("NIANBAO_REGISTRY", "demo")
    db = connect(registry, data=os.environ.get("NIANBAO_DATA", root / "data"))
    mo.md(f"# nianbao: first queries\n\nRegistry `{registry}`. Every table and column: `from dictionary`.")
    return db, mo, plt


@app.cell
def where_from(db, mo):
    provenance = db.sql(
        """
        select r.agency_name, r.year, c.indicator, c.raw, c.locator, r.url, p.fetched_at, r.digest
        from cells c
        join reports r using (report_id)
        join captures p on p.batch = r.batch and p.warc_offset = r.warc_offset
        where c.indicator = 'req_new' and c.applicant = 'total' and c.is_current
        order by c.value desc
        limit 10
        """
    ).df()
    mo.vstack([mo.md("## 1. Where is a figure from?"), provenance])
    return (provenance,)


@app.cell
def trend(db, mo, plt):
    requests = db.sql(
        """
        select r.year, g.region_name, sum(c.value)::bigint as requests
        from cells c
        join reports r using (report_id)
        join regions g on g.region_code = r.region_code
        where c.indicator = 'req_new' and c.applicant = 'total' and c.is_current
        group by all
        order by 1, 2
        """
    ).df()
    figure, axes = plt.subplots(figsize=(8, 4))
    for code, (_, line) in zip("ABCDEFGH", requests.groupby("region_name"), strict=False):
        axes.plot(line["year"], line["requests"], marker="o", label=code)
    axes.set_xlabel("report year")
    axes.set_ylabel("new requests")
    axes.set_title("New requests by district")
    axes.legend([str(code) for code in sorted(requests["region_name"].unique())])
    mo.vstack([mo.md("## 2. How many requests do the districts receive?"), figure, requests])
    return figure, requests


@app.cell
def absences(db, mo):
    missing = db.sql(
        """
        select status, count(*) as site_years, any_value(reason) as for_example
        from coverage
        group by status
        order by site_years desc
        """
    ).df()
    mo.vstack([mo.md("## 3. What is missing, and why?"), missing])
    return (missing,)


@app.cell
def failed_checks(db, mo):
    failed = db.sql(
        """
        select r.agency_name, r.year, k.rule_id, k.scope, k.left_value, k.right_value, k.verdict
        from checks k
        join reports r using (report_id)
        where k.outcome = 'failed' and k.severity = 'error' and k.is_current
        order by r.year, r.agency_name, k.rule_id, k.scope
        """
    ).df()
    mo.vstack([mo.md("## What does not add up in the source itself?"), failed])
    return (failed,)


if __name__ == "__main__":
    app.run()
