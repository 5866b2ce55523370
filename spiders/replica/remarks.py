"""Sentences without a figure, of which each body has its own: put together by chance from parts of our own.

Two of them hardly ever share a run of thirteen characters, so that text which is the same was copied.
"""

from spiders.replica.dice import Dice

WHEN = (
    "每月初",
    "每季度末",
    "年初",
    "汛期之前",
    "每逢周一",
    "上半年",
    "岁末",
    "换届之后",
    "每旬",
    "入秋以后",
    "农闲时节",
    "放假之前",
)
WHO = (
    "办公室",
    "法制科",
    "信息中心",
    "各科室",
    "窗口人员",
    "联络员",
    "档案室",
    "值班人员",
    "分管领导",
    "文书岗",
)
WHAT = (
    "核对目录并补齐缺项",
    "走访群众听取想法",
    "把旧栏目合并重排",
    "抽看已发文稿的属性",
    "整理来信中常问的事",
    "与邻近单位交换做法",
    "检查链接能否打开",
    "把办事指南改成白话",
    "清点纸质材料入库",
    "对照清单查找疏漏",
    "请老同志讲解流程",
    "把图表重新画过",
    "请外地同行来看一遍",
    "把常用表单归到一处",
    "补上缺少的发文日期",
    "给长文添上小标题",
    "撤下早已废止的文件",
    "逐条回应试用者意见",
)
SO = (
    "当天改完并留下记录",
    "列出清单贴在墙上",
    "向主要负责人当面说明",
    "由另一人复核签字",
    "改动之处写明缘由",
    "并在大厅公示栏张贴",
    "难办的事项上会商量",
    "逐项勾销直到办完",
    "把经验写进工作手册",
    "回头再看是否见效",
    "请群众代表来打分",
    "与科室考核一并计算",
    "次日早会上通报进展",
    "改好的样子存档备查",
    "让新来的人跟着学",
    "拿不准的先问再改",
    "月底集中晒一次成果",
    "由督查室不时抽看",
)


def remark(dice: Dice) -> str:
    """A sentence without its full stop."""
    when, who, what, so = (dice.choose(part) for part in (WHEN, WHO, WHAT, SO))
    return f"{when}{who}{what}，{so}"
