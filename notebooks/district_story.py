# A district's story: its bodies, what they were asked, what came of it, who disputed it, who is silent.
# Open it with `marimo edit notebooks/district_story.py`; choose another district in the list.

import marimo

app = marimo.App(width="medium", app_title="nianbao: a district's story")


@app.cell
def open_release():
    import marimo as mo
    from shared import bars, opened, section, wide

    db, head = opened("A district's story", "Each body speaks for itself and counts once (`own_series`).")
    head
    return bars, db, mo, section, wide


@app.cell
def places(db, mo, section):
    districts = db.sql(
        """
        select region_name, region_code, count(distinct report_id) as reports
        from own_series
        where region_name is not null
        group by all
        order by reports desc, region_code
        """
    ).df()
    codes = {f"{row.region_name} ({row.region_code})": row.region_code for row in districts.itertuples()}
    mo.stop(
        not codes,
        section("No district", "No body of this release speaks for itself: there is no district to tell of."),
    )
    return codes, districts


@app.cell
def choose(codes, mo):
    district = mo.ui.dropdown(codes, value=next(iter(codes)), label="district 区县")
    mo.hstack([district], justify="start")
    return (district,)


@app.cell
def chosen(codes, district, section):
    section(next(name for name, code in codes.items() if code == district.value))
    return


@app.cell
def bodies(db, district, section):
    bodies = db.execute(
        """
        select
            a.agency_name, a.kind, a.first_year, a.last_year, a.report_count, heir.agency_name as succeeded_by
        from agencies a
        left join agencies heir on heir.agency_id = a.successor_id
        where a.region_code = ?
        order by a.report_count desc, a.agency_name
        """,
        [district.value],
    ).df()
    section("Who reports?", table=bodies)
    return (bodies,)


@app.cell
def requests(bars, db, district, section):
    requests = db.execute(
        """
        select
            year,
            sum(value) filter (concept = 'req_new')::bigint as new_requests,
            count(*) filter (concept = 'req_new') as bodies,
            sum(value) filter (concept = 'req_carried_out')::bigint as open_at_year_end
        from own_series
        where region_code = ? and year is not null
        group by year
        order by year
        """,
        [district.value],
    ).df()
    section(
        "What are they asked?",
        "Above each bar: how many bodies it adds up.",
        requests,
        bars(requests, "New requests", "new_requests", "requests", note="bodies"),
    )
    return (requests,)


@app.cell
def results(bars, db, district, section, wide):
    results = db.execute(
        """
        select
            s.year,
            i.label_zh || ' ' || split_part(i.label_en, ' (', 1) as result,
            sum(s.value)::bigint as requests
        from own_series s
        join indicators i on i.indicator = s.concept
        where s.region_code = ? and i.parent = 'req_result_total' and s.year is not null
        group by s.year, i.ord, result
        order by s.year, i.ord
        """,
        [district.value],
    ).df()
    section(
        "What do they answer?",
        table=wide(results, "result", "requests"),
        chart=bars(
            results, "What came of the requests", "requests", "share of all results", "result", is_share=True
        ),
    )
    return (results,)


@app.cell
def refusals(db, district, section):
    refusals = db.execute(
        """
        select i.label_zh as ground, i.label_en as ground_en, sum(s.value)::bigint as refused,
            count(distinct s.agency_id) filter (s.value > 0) as bodies,
            arg_max(s.agency_name, s.value) filter (s.value > 0) as most_in_a_year_by
        from own_series s
        join indicators i on i.indicator = s.concept
        where s.region_code = ? and i.parent = 'req_refused'
        group by all
        order by refused desc, ground
        """,
        [district.value],
    ).df()
    section("On which grounds do they refuse?", table=refusals)
    return (refusals,)


@app.cell
def disputes(bars, db, district, section):
    disputes = db.execute(
        """
        select year,
            sum(disp_review_total)::bigint as reconsiderations,
            sum(disp_review_corrected)::bigint as of_which_corrected,
            sum(disp_lit_total)::bigint as lawsuits,
            sum(disp_lit_corrected)::bigint as of_which_lost
        from rates
        where region_code = ? and is_own and year is not null
        group by year
        order by year
        """,
        [district.value],
    ).df()
    _cases = disputes.melt("year", ["reconsiderations", "lawsuits"], "kind", "cases")
    section(
        "Who goes on to dispute it?",
        table=disputes,
        chart=bars(_cases, "Disputes", "cases", "cases", "kind"),
    )
    return (disputes,)


@app.cell
def silence(db, district, section):
    silence = db.execute(
        """
        select year, agency_name, 'no report' as what from gaps where region_code = $district
        union all
        select year, agency_name, 'printed date is ' || days_late || ' days late' from punctuality
        where region_code = $district and is_late
        union all
        select r.year, r.agency_name, 'contradiction: ' || f.check_id || ' at ' || string_agg(f.place, ', ')
        from findings f
        join reports r using (report_id)
        where f.region_code = $district and f.severity = 'error' and r.is_current
        group by r.year, r.agency_name, f.check_id
        order by all
        """,
        {"district": district.value},
    ).df()
    section("Who is silent, late, or contradicts itself?", table=silence)
    return (silence,)


if __name__ == "__main__":
    app.run()
