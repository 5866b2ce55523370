# Data quality: what does not add up, what could not be read, what is missing, what was published anew.
# Open it with `marimo edit notebooks/data_quality.py`; NIANBAO_DATA and NIANBAO_REGISTRY choose the release.

import marimo

app = marimo.App(width="medium", app_title="nianbao: data quality")


@app.cell
def open_release():
    import marimo as mo
    from shared import bars, chart, release, shown

    db, source = release()
    mo.md(f"# Data quality\n\n{source} What a source got wrong stays as printed; here it is counted.")
    return bars, chart, db, mo, shown


@app.cell
def findings(bars, chart, db, mo, shown):
    findings = db.sql(
        """
        select year, check_id, count(*) as findings, count(distinct report_id) as reports
        from findings
        where severity = 'error' and year is not null
        group by all
        order by all
        """
    ).df()
    _by_check = findings.pivot(index="year", columns="check_id", values="findings").fillna(0)
    _figure, _axes = chart("Contradictions (severity error), by check", "findings")
    bars(_axes, _by_check)
    mo.vstack([mo.md("## What does not add up?"), _figure, shown(_by_check.astype(int).reset_index())])
    return (findings,)


@app.cell
def checks(db, mo, shown):
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
    mo.vstack([mo.md("## All checks that found something"), shown(checks)])
    return (checks,)


@app.cell
def problems(db, mo, shown):
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
    mo.vstack([mo.md("## What was hard to read?"), shown(problems)])
    return (problems,)


@app.cell
def readers(db, mo, shown):
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
    mo.vstack(
        [
            mo.md("## How much is unreadable?\n\nBy format; `not_by_label`: read by order, from a scan, …"),
            shown(readers),
        ]
    )
    return (readers,)


@app.cell
def coverage(db, mo, shown):
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
    mo.vstack([mo.md("## Which site is missing in which year, and why?"), shown(coverage)])
    return (coverage,)


@app.cell
def versions(db, mo, shown):
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
    mo.vstack([mo.md("## Which reports were published anew, and what changed?"), shown(versions)])
    return (versions,)


@app.cell
def unresolved(db, mo, shown):
    unresolved = db.sql(
        """
        select agency_name, region_name, first_year, last_year, report_count
        from agencies
        where not is_resolved
        order by report_count desc, agency_name
        """
    ).df()
    mo.vstack(
        [
            mo.md("## Which bodies could not be placed?\n\nListed as printed, never merged by guess."),
            shown(unresolved),
        ]
    )
    return (unresolved,)


if __name__ == "__main__":
    app.run()
