"""The dictionary: every figure of the forms, and every table and column of the release."""

from collections.abc import Mapping

from warehouse.schema.tables import tables
from warehouse.web.content import Both, Content, Page
from warehouse.web.questions import Questions, Row

BLOCKS = {
    "T2": Both("Table two: proactive disclosure", "表二：主动公开"),
    "T3": Both("Table three: requests", "表三：依申请公开"),
    "T4": Both("Table four: disputes", "表四：复议诉讼"),
    "derived": Both("Made of printed rows", "由所印各项算出"),
    "N6": Both("Said in words", "正文所述"),
    "S14": Both("Form of 2014", "2014 表样"),
}


def build(questions: Questions, _: str, __: Mapping[str, str]) -> Content:
    """The page of all figures and columns."""
    known = questions.ask("figures_known")
    groups: dict[str, list[Row]] = {block: [] for block in BLOCKS}
    for row in known.rows:
        groups.setdefault(row["block"], []).append(row)
    return Content(
        Both("Dictionary", "数据字典"),
        {"groups": groups, "blocks": BLOCKS, "tables": list(tables().values())},
        (known,),
    )


PAGE = Page("dictionary", "dictionary.html", build, label=Both("Dictionary", "字典"), order=30)
