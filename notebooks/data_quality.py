# Data quality: what does not add up, what could not be read, what is missing, what was published anew.
# Open it with `marimo edit notebooks/data_quality.py`; NIANBAO_DATA and NIANBAO_REGISTRY choose the release.

import marimo

app = marimo.App(width="medium", app_title="nianbao: data quality")


@app.cell
def open_release():
    from shared import bars, opened, section

    db, head = opened("Data quality", "What a source got wrong stays as printed; here it is counted.")
    head
    return bars, db, section


@app.cell
def findings(bars, db, section):
    findings = db.sql(
        """
        select year, check_id, count(*) as findings, count(distinct report_id) as reports
        from findings
        where severity = 'error' and year is not null
        group by all
        order by all
        """
    ).df()
    section(
        "What does not add up?",
        table=findings,
        chart=bars(findings, "Contradictions (severity error), by check", "findings", "findings", "check_id"),
    )
    return (findings,)


@app.cell
def checks(db, section):
    checks = db.sql(
        """
        select
            f.check_id,
            f.severity,
            count(*) as findings,
            count(distinct f.report_id) as reports,
            mode(f.verdict) as verdict,
            any_value(r.why) as what_is_checked
        from findings f
        left join rules r using (check_id)
        group by all
        order by f.severity, findings desc
        """
    ).df()
    section("All checks that found something", table=checks)
    return (checks,)


@app.cell
def problems(db, section):
    problems = db.sql(
        """
        select
            kind, severity, count(*) as problems,
            any_value(message) as for_example, any_value(advice) as advice
        from problems
        group by all
        order by severity, problems desc
        """
    ).df()
    section("What was hard to read?", table=problems)
    return (problems,)


@app.cell
def readers(db, section):
    readers = db.sql(
        """
        select
            r.reader,
            count(distinct r.report_id) as reports,
            count(*) as cells,
            count(*) filter (c.status = 'unreadable') as unreadable,
            round(100 * unreadable / cells, 3) as unreadable_pct,
            count(*) filter (c.status = 'blank') as blank,
            count(*) filter (c.method != 'label') as not_by_label
        from cells c
        join reports r using (report_id)
        group by r.reader
        order by cells desc
        """
    ).df()
    section(
        "How much is unreadable?", "By format; `not_by_label`: read by order, from a scan, …", table=readers
    )
    return (readers,)


@app.cell
def coverage(db, section):
    coverage = db.sql(
        """
        select
            s.site_name,
            c.status,
            c.reason,
            count(*) as site_years,
            string_agg(c.year, ', ' order by c.year) as years
        from coverage c
        join sites s using (site_id)
        where c.status != 'reported'
        group by all
        order by site_years desc, site_name
        """
    ).df()
    section("Which site is missing in which year, and why?", table=coverage)
    return (coverage,)


@app.cell
def versions(db, section):
    versions = db.sql(
        """
        with pairs as (
            select new.*, old.report_id as old_id
            from reports new
            join reports old
                on old.agency_id = new.agency_id and old.year = new.year and old.version = new.version - 1
                and old.scope is not distinct from new.scope
        )
        select
            p.agency_name, p.year, p.version, p.change, c.indicator, c.applicant,
            o.value as was, c.value as is_now, p.url
        from pairs p
        left join cells c on c.report_id = p.report_id
        left join cells o
            on o.report_id = p.old_id and o.indicator = c.indicator
            and o.applicant is not distinct from c.applicant and o.item is not distinct from c.item
        where p.change != 'figures' or o.value is distinct from c.value
        order by all
        """
    ).df()
    section("Which reports were published anew, and what changed?", table=versions)
    return (versions,)


@app.cell
def unresolved(db, section):
    unresolved = db.sql(
        """
        select agency_name, region_name, first_year, last_year, report_count
        from agencies
        where not is_resolved
        order by report_count desc, agency_name
        """
    ).df()
    section(
        "Which bodies could not be placed?", "Listed as printed, never merged by guess.", table=unresolved
    )
    return (unresolved,)


if __name__ == "__main__":
    app.run()
