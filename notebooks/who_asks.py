# Who asks and who is refused: applicants by kind of body and year, their results, the grounds of refusal.
# Open it with `marimo edit notebooks/who_asks.py`; NIANBAO_DATA and NIANBAO_REGISTRY choose the release.

import marimo

app = marimo.App(width="medium", app_title="nianbao: who asks, who is refused")


@app.cell
def open_release():
    from shared import bars, opened, section, wide

    from extract import codebook

    db, head = opened(
        "Who asks, and who is refused?",
        "Only bodies that speak for themselves (`is_own`). The form tells applicants apart since 2019.",
    )
    names = {kind.id: f"{kind.name_zh} {kind.name_en}" for kind in codebook.applicants().values()}
    head
    return bars, db, names, section, wide


@app.cell
def kinds(db, section):
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
    section("Who asks whom?", table=kinds)
    return (kinds,)


@app.cell
def by_year(bars, db, names, section, wide):
    by_year = db.sql(
        """
        select year, applicant, sum(req_new)::bigint as requests
        from applicants
        where is_own and req_new is not null
        group by all
        order by all
        """
    ).df()
    by_year["applicant"] = by_year["applicant"].map(names)
    section(
        "Who asks, year by year?",
        table=wide(by_year, "applicant", "requests"),
        chart=bars(by_year, "Who asks", "requests", "share of new requests", "applicant", is_share=True),
    )
    return (by_year,)


@app.cell
def refused(db, names, section):
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
    section(
        "Who is refused?",
        "Shares of all results, added up over the bodies; "
        "a share of few results moves by chance: see `results`.",
        refused,
    )
    return (refused,)


@app.cell
def refusers(db, section):
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
    section("Who refuses?", "Functions with 100 results or more.", table=refusers)
    return (refusers,)


@app.cell
def grounds(bars, db, section, wide):
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
    section(
        "On which grounds?",
        table=wide(grounds, "ground", "refused"),
        chart=bars(grounds, "Grounds of refusal", "refused", "refusals", "ground"),
    )
    return (grounds,)


if __name__ == "__main__":
    app.run()
