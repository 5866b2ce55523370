"""Labels as people type them: letters lost, added, swapped, spaced, broken over lines, explained."""

from collections.abc import Callable

from tests.bench.accidents.accident import NEW_FORMS, accident
from tests.bench.accidents.paper import Box, Paper, Run, Table

MARKS = '（）()、，,.．“”"：:《》/0123456789一二三四五六七八 \n'
# Without one of these, or with another in its place, a label may say something else.
TURNING = "未不无上本下新总后前增减废有信博报站当传网函按延"
SPACES = (" ", "　", "\u00a0", "\u2002", "  ")
TRADITIONAL = str.maketrans(
    "项内数总对务级范处罚强许费采购额请结转无现复议诉维纠审计类报机构织业经规该书举讯据护过执专关单属国穩补产为与种动办续开获认证",
    "項內數總對務級範處罰強許費採購額請結轉無現復議訴維糾審計類報機構織業經規該書舉訊據護過執專關單屬國穩補產為與種動辦續開獲認證",
)


def _labels(paper: Paper, least: int = 1) -> list[tuple[Table, Box]]:
    """Labels and heads with at least so many letters."""
    return [
        (table, each)
        for table in paper.tables()
        for each in table.boxes()
        if each.role in ("label", "head") and len(_letters(each.text)) >= least and table.touched(each)
    ]


def _letters(text: str) -> list[int]:
    """Places of the letters of a label proper: no numbering, no marks, nothing in brackets."""
    end = min((i for i, each in enumerate(text) if each in "（(" and i > 3), default=len(text))
    return [i for i, each in enumerate(text[:end]) if each not in MARKS]


def _slip(paper: Paper, change: Callable[[str, int], str]) -> bool:
    """One letter of one label changed. Short labels, and letters that turn the sense, may be left unread."""
    labels = _labels(paper, 4)
    table, label = paper.dice.choice(labels)
    place = paper.dice.choice(_letters(label.text))
    if label.text[place] in TURNING or len(_letters(label.text)) < 6:
        paper.excuse(table.touched(label))
    old = label.text
    label.say(change(old, place))
    paper.remark(f"{old} → {label.text}")
    return label.text != old


@accident("label")
def letter_lost(paper: Paper) -> bool:
    """A letter is missing."""
    return _slip(paper, lambda text, i: text[:i] + text[i + 1 :])


@accident("label")
def letter_doubled(paper: Paper) -> bool:
    """A letter stands twice."""
    return _slip(paper, lambda text, i: text[:i] + text[i] + text[i:])


@accident("label")
def letter_added(paper: Paper) -> bool:
    """A letter too many."""
    letter = paper.dice.choice("的了等其之")
    return _slip(paper, lambda text, i: text[: i + 1] + letter + text[i + 1 :])


@accident("label")
def letters_swapped(paper: Paper) -> bool:
    """Two neighbours have changed places."""

    def swap(text: str, i: int) -> str:
        if i + 1 == len(text) or text[i + 1] in MARKS:
            i -= 1
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]

    return _slip(paper, swap)


@accident("label")
def letter_wrong(paper: Paper) -> bool:
    """Another letter in its place."""
    letter = paper.dice.choice("门于只土已申")
    return _slip(paper, lambda text, i: text[:i] + letter + text[i + 1 :])


@accident("label")
def labels_spaced(paper: Paper) -> bool:
    """Spaces between letters, of every kind, in a third of the labels."""
    for _, label in _labels(paper):
        if paper.dice.random() < 0.33:
            space = paper.dice.choice(SPACES)
            label.say(
                "".join(
                    f"{each}{space}" if paper.dice.random() < 0.4 else each for each in label.text
                ).strip()
            )
    return True


@accident("label")
def labels_broken(paper: Paper) -> bool:
    """Labels over several lines, broken anywhere."""
    for _, label in _labels(paper, 3):
        if paper.dice.random() < 0.5:
            place = paper.dice.randint(1, len(label.text) - 1)
            label.say(label.text[:place] + "\n" + label.text[place:])
    return True


@accident("label")
def labels_in_runs(paper: Paper) -> bool:
    """A label cut into many stretches of text."""
    for _, label in _labels(paper, 3):
        if paper.dice.random() < 0.5:
            label.runs = [Run(each, paper.dice.choice(("", "plain"))) for each in label.text]
    return True


@accident("label")
def labels_explained(paper: Paper) -> bool:
    """Instructions for filling in, within the label."""
    _, label = paper.dice.choice(_labels(paper, 4))
    if "（" in label.text or "(" in label.text[2:]:
        return False
    said = paper.dice.choice(
        ("（减用负值表示，如-8）", "（指本年度办件量）", "（含公众号）", "（不含上年结转）", "（件）")
    )
    label.say(label.text + said)
    paper.remark(label.text)
    return True


@accident("label")
def numbering_lost(paper: Paper) -> bool:
    """The labels have lost their numbers."""
    for _, label in _labels(paper):
        text = label.text
        if len(text) > 2 and (text[1] in ".．、" or text[0] in "（("):
            label.say(text.partition("）")[2] or text.partition(")")[2] if text[0] in "（(" else text[2:])
    return True


@accident("label")
def numbering_other(paper: Paper) -> bool:
    """Sub-rows numbered otherwise: ①, 1）, (1)."""
    way = paper.dice.choice(("①②③④⑤⑥⑦⑧", "1）2）3）4）5）6）7）8）", "(1)(2)(3)(4)(5)(6)(7)(8)"))
    size = len(way) // 8
    for _, label in _labels(paper):
        if label.text[0] in "12345678" and label.text[1] in ".．、":
            number = int(label.text[0]) - 1
            label.say(way[number * size : number * size + size] + label.text[2:])
    return True


@accident("label")
def labels_traditional(paper: Paper) -> bool:
    """Traditional characters throughout."""
    for table in paper.tables():
        for each in table.boxes():
            if each.role != "value":
                each.say(each.text.translate(TRADITIONAL))
    return True


@accident("label")
def labels_with_colons(paper: Paper) -> bool:
    """Each label ends in a colon, or in a mark."""
    mark = paper.dice.choice(("：", ":", "*", "；"))
    for _, label in _labels(paper):
        label.say(label.text + mark)
    return True


@accident("label", NEW_FORMS)
def group_slip(paper: Paper) -> bool:
    """A group's label has lost a letter: 予公开 for 不予公开. Its rows are named well enough; 其他 is not."""
    table = paper.table("T3")
    if table is None:
        return False
    groups = [each for each in table.boxes("label") if len(each.text) > 5 and each.text[1] in "三四五六"]
    group = paper.dice.choice(groups or [next(table.boxes("label"))])
    place = paper.dice.choice(_letters(group.text))
    old = group.text
    group.say(old[:place] + old[place + 1 :])
    paper.excuse({key for key in table.touched(group) if "other" in key[0]})
    paper.remark(f"{old} → {group.text}")
    return True
