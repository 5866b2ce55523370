# First queries: connect to a release, ask three questions, draw a trend, look at what does not add up.
# Open it with `marimo edit notebooks/first_queries.py`; NIANBAO_DATA and NIANBAO_REGISTRY choose the release.

import marimo

app = marimo.App(width="medium", app_title="nianbao: first queries")


@app.cell
def open_release():
    from shared import lines, opened, section

    db, head = opened("First queries", "Every table and column: `from dictionary`.")
    head
    return db, lines, section


@app.cell
def where_from(db, section):
    provenance = db.sql(
        """
        select
            r.agency_name, r.year, c.indicator, c.raw, c.locator, r.url,
            p.fetched_at, left(r.digest, 15) as digest
        from cells c
        join reports r using (report_id)
        join captures p on p.batch = r.batch and p.warc_offset = r.warc_offset
        where c.indicator = 'req_new' and c.applicant = 'total' and c.is_current
        order by c.value desc
        limit 10
        """
    ).df()
    section("1. Where is a figure from?", table=provenance)
    return (provenance,)


@app.cell
def trend(db, lines, section):
    requests = db.sql(
        """
        with busiest as (
            select region_code
            from own_series
            group by region_code
            order by count(distinct report_id) desc, region_code
            limit 6
        )
        select region_name, year, sum(value)::bigint as requests, count(*) as reports
        from own_series
        semi join busiest using (region_code)
        where concept = 'req_new' and region_name is not null
        group by all
        order by all
        """
    ).df()
    section(
        "2. How many requests do the districts receive?",
        "Each body counts once (`own_series`): what a government adds up is left out. "
        "A line also rises where more bodies report: see `reports`.",
        requests,
        lines(
            requests,
            "New requests, by the six districts with most reports",
            "requests",
            "requests",
            "region_name",
        ),
    )
    return (requests,)


@app.cell
def absences(db, section):
    missing = db.sql(
        """
        select status, count(*) as site_years, any_value(reason) as for_example
        from coverage
        group by status
        order by site_years desc
        """
    ).df()
    section("3. What is missing, and why?", table=missing)
    return (missing,)


@app.cell
def failed_checks(db, section):
    failed = db.sql(
        """
        select r.agency_name, r.year, k.rule_id, k.scope, k.left_value, k.right_value, k.verdict
        from checks k
        join reports r using (report_id)
        where k.outcome = 'failed' and k.severity = 'error' and k.is_current
        order by r.year, r.agency_name, k.rule_id, k.scope
        """
    ).df()
    section("4. What does not add up in the source itself?", table=failed)
    return (failed,)


if __name__ == "__main__":
    app.run()
