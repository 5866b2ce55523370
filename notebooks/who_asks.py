# Who asks and who is refused: applicants by kind of body and year, their results, the grounds of refusal.
# Open it with `marimo edit notebooks/who_asks.py`; NIANBAO_DATA and NIANBAO_REGISTRY choose the release.

import marimo

app = marimo.App(width="medium", app_title="nianbao: who asks, who is refused")


@app.cell
def open_release():
    import marimo as mo
    from shared import bars, chart, release, shown

    from extract import codebook

    db, source = release()
    names = {kind.id: f"{kind.name_zh} {kind.name_en}" for kind in codebook.applicants().values()}
    mo.md(
        f"# Who asks, and who is refused?\n\n{source} Only bodies that speak for themselves (`is_own`). "
        "The form tells applicants apart since the reports of 2019."
    )
    return bars, chart, db, mo, names, shown


@app.cell
def kinds(db, mo, shown):
    kinds = db.sql(
        """
        select
            kind,
            sum(req_new)::bigint as requests,
            round(share(if(applicant = 'natural_person', req_new, 0), req_new), 1) as persons_pct,
            round(share(if(applicant = 'legal_business', req_new, 0), req_new), 1) as firms_pct,
            round(share(if(applicant = 'legal_lawfirm', req_new, 0), req_new), 1) as law_services_pct
        from applicants
        where is_own and kind is not null
        group by kind
        order by requests desc
        """
    ).df()
    mo.vstack([mo.md("## Who asks whom?"), shown(kinds)])
    return (kinds,)


@app.cell
def by_year(bars, chart, db, mo, names, shown):
    by_year = db.sql(
        """
        select year, applicant, sum(req_new)::bigint as requests
        from applicants
        where is_own and req_new is not null
        group by all
        order by all
        """
    ).df()
    _wide = by_year.pivot(index="year", columns="applicant", values="requests").fillna(0)
    _wide = _wide[_wide.sum().sort_values(ascending=False).index].rename(columns=names)
    _figure, _axes = chart("Who asks", "% of new requests")
    bars(_axes, _wide.div(_wide.sum(axis=1), axis=0) * 100)
    mo.vstack([mo.md("## Who asks, year by year?"), _figure, shown(_wide.astype(int).reset_index())])
    return (by_year,)


@app.cell
def refused(db, mo, names, shown):
    refused = db.sql(
        """
        select
            applicant,
            sum(req_result_total)::bigint as results,
            round(share(req_granted + req_partial, req_result_total), 1) as disclosed_pct,
            round(share(req_refused, req_result_total), 1) as refused_pct,
            round(share(req_unable, req_result_total), 1) as unable_pct,
            round(share(req_notproc, req_result_total), 1) as not_processed_pct
        from applicants
        where is_own
        group by applicant
        order by results desc
        """
    ).df()
    refused["applicant"] = refused["applicant"].map(names)
    mo.vstack(
        [
            mo.md(
                "## Who is refused?\n\nShares of all results, added up over the bodies; "
                "a share of few results moves by chance: see `results`."
            ),
            shown(refused),
        ]
    )
    return (refused,)


@app.cell
def refusers(db, mo, shown):
    refusers = db.sql(
        """
        select
            function,
            count(distinct agency_id) as bodies,
            sum(req_result_total)::bigint as results,
            round(share(req_refused, req_result_total), 1) as refused_pct
        from rates
        where is_own and function is not null
        group by function
        having results >= 100
        order by refused_pct desc
        """
    ).df()
    mo.vstack([mo.md("## Who refuses?\n\nFunctions with 100 results or more."), shown(refusers)])
    return (refusers,)


@app.cell
def grounds(bars, chart, db, mo, shown):
    grounds = db.sql(
        """
        select
            s.year,
            i.label_zh || ' ' || replace(i.label_en, 'refused: ', '') as ground,
            sum(s.value)::bigint as refused
        from own_series s
        join indicators i on i.indicator = s.concept
        where i.parent = 'req_refused' and s.year >= 2019
        group by all
        order by all
        """
    ).df()
    _wide = grounds.pivot(index="year", columns="ground", values="refused").fillna(0)
    _wide = _wide[_wide.sum().sort_values(ascending=False).index]
    _figure, _axes = chart("Grounds of refusal", "refusals")
    bars(_axes, _wide)
    mo.vstack([mo.md("## On which grounds?"), _figure, shown(_wide.astype(int).reset_index())])
    return (grounds,)


if __name__ == "__main__":
    app.run()
