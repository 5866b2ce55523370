"""What a link title says: kind and year, or why it is no report."""

import pytest

from spiders.policy import titles


@pytest.mark.parametrize(
    ("title", "year", "refused"),
    [
        ("示例区人民政府2024年政府信息公开工作年度报告", 2024, False),
        ("示例局 2019 年 政府信息公开年报", 2019, False),
        ("二〇一九年政府信息公开年度报告", 2019, False),
        ("二○二四年度报告", 2024, False),
        ("政府信息公开工作年度报告", None, False),
        ("示例局关于2020年政府信息公开工作年度报告的公告", 2020, False),
        ("示例区人民政府办公室政府信息…", None, False),
        ("示例局2014年度政府信息公开条例执行情况年度报告", 2014, False),
        ("2020年至2021年工作年度报告", 2020, False),
        ("关于编制2024年政府信息公开年度报告的通知", 2024, True),
        ("一图读懂2024年政府信息公开年报", 2024, True),
        ("2023年政府信息公开年报解读", 2023, True),
        ("2022年法治政府建设年度报告", 2022, True),
        ("2022年政府网站工作年度报表", 2022, True),
        ("信息公开指南", None, True),
        ("办公电话 20241234", None, True),
    ],
)
def test_a_title_tells_kind_and_year(title: str, year: int | None, refused: bool) -> None:
    found = titles.parse_title(title)
    assert (found.year, found.refusal is not None) == (year, refused)
