"""The page around the tables: type size, paper, watermark, turned text, narrow columns, colours."""

from tests.bench.accidents.accident import ALL, DOCX, HTML, NEW_FORMS, accident
from tests.bench.accidents.paper import Paper

PAGED = frozenset({"pdf/chromium", "pdf/writer", "docx", "doc", "docx/writer"})


@accident("page", kinds=PAGED)
def watermark(paper: Paper) -> bool:
    """Words across the page, turned."""
    paper.looks["watermark"] = paper.dice.choice(("内部资料", "云岭市政府网", "草稿", "CONFIDENTIAL"))
    paper.looks["turn"] = paper.dice.choice(("45", "30", "60"))
    return True


@accident("page", kinds=PAGED)
def watermark_upright(paper: Paper) -> bool:
    """Words or a digit across the page, not turned: one cell may be spoilt, none may take it as its own."""
    paper.looks["watermark"] = paper.dice.choice(("8", "2022", "内部资料"))
    paper.looks["turn"] = "0"
    paper.excuse(set(paper.truth))
    return True


@accident("page")
def small_type(paper: Paper) -> bool:
    """Type of 5 points."""
    paper.looks["points"] = "5"
    return True


@accident("page", kinds=HTML | DOCX)
def large_type(paper: Paper) -> bool:
    """Type of 14 points: labels wrap, tables run over many pages."""
    paper.looks["points"] = "14"
    return True


@accident("page", kinds=HTML | DOCX)
def small_paper(paper: Paper) -> bool:
    """Paper of A5: tables break over pages."""
    paper.looks["page"] = "A5"
    return True


@accident("page", kinds=HTML | DOCX)
def landscape(paper: Paper) -> bool:
    """Paper laid across."""
    paper.looks["page"] = "A4 landscape"
    return True


@accident("page", NEW_FORMS, HTML | DOCX)
def heads_on_each_page(paper: Paper) -> bool:
    """The heads are repeated on every page."""
    paper.looks |= {"thead": "yes", "page": "A5", "points": "11"}
    return True


@accident("page", kinds=HTML | DOCX)
def turned_labels(paper: Paper) -> bool:
    """Labels over several rows are set upright."""
    paper.looks["vertical"] = "yes"
    return True


@accident("page", kinds=HTML)
def narrow_columns(paper: Paper) -> bool:
    """Columns so narrow that labels wrap at every letter or two; figures of many digits may wrap too."""
    paper.looks["narrow"] = "30"
    paper.excuse({each.key for each in paper.figures() if len(each.text) > 3})
    return True


@accident("page", kinds=(HTML | DOCX) & ALL)
def coloured(paper: Paper) -> bool:
    """Coloured ink on a coloured ground, well legible."""
    paper.looks["ink"], paper.looks["shade"] = paper.dice.choice(
        (("#c00000", "#fff2cc"), ("#1f3864", "#deeaf6"))
    )
    return True


@accident("page", kinds=(HTML | DOCX) & ALL)
def white_on_black(paper: Paper) -> bool:
    """White ink on a dark ground: seen by all."""
    paper.looks["ink"], paper.looks["shade"] = "#ffffff", "#1f3864"
    return True
