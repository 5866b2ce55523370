"""The forms laid out: a report's title, sections and tables as the notices print them."""

from random import Random

from tests.bench.accidents.figures import Figures, draw_figures
from tests.bench.accidents.paper import Box, Grid, Paper, Paragraph, Table, Truth, box
from tests.bench.accidents.words import (
    APPLICANTS,
    DISPUTES,
    HINT,
    ORGANS,
    OTHER_2019,
    OTHER_2021,
    OUTCOMES,
    PLACES,
    RESULT_ROWS,
    RESULTS,
    SECTIONS,
    TABLE_TWO,
    TOTAL_ROW,
    Wording,
    draw_wording,
)
from tests.bench.accidents.words2014 import ROWS_2014

YEARS = {"2014": (2014, 2018), "2019": (2019, 2020), "2021": (2021, 2025)}


def draw_paper(form: str, dice: Random) -> Paper:
    """A whole report without any accident."""
    paper = Paper(form, dice.randint(*YEARS[form]), dice.choice(PLACES) + dice.choice(ORGANS), dice)
    figures, wording = draw_figures(form, dice), draw_wording(dice)
    title = f"{paper.agency}{paper.year}年政府信息公开工作年度报告"
    paper.blocks = [Paragraph(title, "title"), Paragraph(_opening(paper))]
    if form == "2014":
        paper.blocks += [Paragraph("附：政府信息公开情况统计表", "heading"), table_of_2014(figures)]
    else:
        tables = (table_two(form, figures, wording), table_three(form, figures, wording), table_four(figures))
        for number, heading in enumerate(SECTIONS):
            paper.blocks.append(Paragraph(heading, "heading"))
            paper.blocks.append(tables[number - 1] if 1 <= number <= 3 else Paragraph(_prose(dice)))
    paper.truth = {
        each.key: Truth(figures[each.key]) for table in paper.tables() for each in table.boxes() if each.key
    }
    return paper


def _opening(paper: Paper) -> str:
    return (
        f"根据《中华人民共和国政府信息公开条例》，编制本年度报告。所列数据的统计期限自{paper.year}年1月1日起"
        f"至{paper.year}年12月31日止。"
    )


def _prose(dice: Random) -> str:
    return dice.choice(
        ("无。", "我单位认真落实各项要求，工作有序推进。", "不断完善制度，加强培训，提升水平。")
    )


def value(figures: Figures, indicator: str, applicant: str | None = None) -> Box:
    key = (indicator, applicant, None)
    return box(f"{figures[key]:f}", "value", key)


def table_two(form: str, figures: Figures, wording: Wording) -> Table:
    """Four columns: 信息内容 and up to three figures; fewer figures share the room of three."""
    grid: Grid = []
    for article, heads, rows in TABLE_TWO[form]:
        grid.append([box(wording.dress(wording.article.format(article)), "pad")] * 4)
        grid.append(_spread(box("信息内容", "head"), [box(_money(h, wording), "head") for h in heads]))
        for label, names in rows:
            said = wording.normdoc if label == "行政规范性文件" else label
            grid.append(_spread(box(said, "label"), [value(figures, name) for name in names]))
    return Table("T2", grid, header=0, labels=1)


def _money(head: str, wording: Wording) -> str:
    return head.replace("（单位：万元）", wording.money)


def _spread(first: Box, boxes: list[Box]) -> list[Box | None]:
    """One cell over three columns, two over one and two, three over one each."""
    widths = {1: (3,), 2: (1, 2), 3: (1, 1, 1)}[len(boxes)]
    return [first, *(each for each, width in zip(boxes, widths, strict=True) for _ in range(width))]


def table_three(form: str, figures: Figures, wording: Wording) -> Table:
    """Three columns of labels, seven of figures, under three rows of heads."""
    grid = _head_of_three(wording)

    def add(labels: list[Box], indicator: str) -> None:
        grid.append([*labels, *(value(figures, indicator, body) for body, _ in APPLICANTS)])

    for number, label, name in (
        ("一、", "本年新收政府信息公开申请数量", "req_new"),
        ("二、", "上年结转政府信息公开申请数量", "req_carried_in"),
    ):
        add([box(number + label, "label")] * 3, name)
    results = box(RESULTS, "label")
    groups: dict[str, Box] = {}
    for group, number, label, name in (
        *RESULT_ROWS,
        *(OTHER_2021 if form == "2021" else OTHER_2019),
        TOTAL_ROW,
    ):
        own = box(wording.dress(number + label), "label")
        if group:
            add([results, groups.setdefault(group, box(wording.dress(group), "label")), own], name)
        else:
            add([results, own, own], name)
    add([box("四、结转下年度继续办理", "label")] * 3, "req_carried_out")
    return Table("T3", grid, header=3, labels=3)


def _head_of_three(wording: Wording) -> Grid:
    hint, over = box(wording.dress(HINT), "pad"), box("申请人情况", "pad")
    natural, *bodies, total = (box(label, "head") for _, label in APPLICANTS)
    legal = box("法人或其他组织", "pad")
    return [
        [hint] * 3 + [over] * 7,
        [hint] * 3 + [natural] + [legal] * 5 + [total],
        [hint] * 3 + [natural, *bodies, total],
    ]


def table_four(figures: Figures) -> Table:
    """Fifteen columns: 行政复议 and twice 行政诉讼, five outcomes each."""
    outcomes = [[box(label, "head") for label, _ in OUTCOMES] for _ in DISPUTES]
    review, litigation = box("行政复议", "head"), box("行政诉讼", "pad")
    direct, after = (box(label, "head") for label, _ in DISPUTES[1:])
    figures_row: list[Box | None] = [
        value(figures, f"disp_{kind}_{outcome}") for _, kind in DISPUTES for _, outcome in OUTCOMES
    ]
    grid: Grid = [
        [review] * 5 + [litigation] * 10,
        [*outcomes[0], *([direct] * 5), *([after] * 5)],
        [*outcomes[0], *outcomes[1], *outcomes[2]],
        figures_row,
    ]
    return Table("T4", grid, header=3, labels=0)


def table_of_2014(figures: Figures) -> Table:
    """Three columns: 统计指标, 单位, 统计数."""
    grid: Grid = [[box("统计指标", "pad"), box("单位", "pad"), box("统计数", "head")]]
    for label, unit, name in ROWS_2014:
        figure = value(figures, name) if name else box("——")
        grid.append([box(label, "label"), box(unit or "——", "pad"), figure])
    return Table("S14", grid, header=1, labels=2)
