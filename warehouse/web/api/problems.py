"""What cannot be answered, as problem+json (RFC 9457): a status, and plain words that say what to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ConfigDict

from warehouse.web.api.columns import SHAPES, said
from warehouse.web.content import Both

MEDIA_TYPE = "application/problem+json"
SHOWN = 60  # characters of what was asked that an answer repeats
FEW = 12  # values of a vocabulary that a sentence lists


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its name is the anchor on the page /api that tells about it."""

    name: str
    status: int
    title: Both
    told: Both


NOT_FOUND = Kind(
    "not-found",
    404,
    Both("Not found", "没有找到"),
    Both("There is nothing of that id or address in this release.", "本版数据没有该编号或地址。"),
)
METHOD = Kind(
    "only-reading",
    405,
    Both("Only reading", "仅供读取"),
    Both("Only GET and HEAD are answered.", "只接受 GET 和 HEAD。"),
)
RELEASE_CHANGED = Kind(
    "release-changed",
    410,
    Both("The release changed", "数据版本已更新"),
    Both(
        "This cursor is of another release than the current one. Begin the list anew, without cursor.",
        "此游标属于另一版数据。请去掉 cursor 从头读取。",
    ),
)
BAD_PARAMETER = Kind(
    "bad-parameter",
    422,
    Both("A parameter is not understood", "参数无法识别"),
    Both("Each error names the parameter and what it takes.", "每条错误都指明参数及其取值。"),
)
FAULT = Kind(
    "fault",
    500,
    Both("A fault of ours", "服务器出错"),
    Both("Something failed here, and was written to the server's log.", "服务器出错，已记入日志。"),
)
OVER_LIMITS = Kind(
    "over-limits",
    503,
    Both("Over the limits", "超出限额"),
    Both(
        "The question needed more time or memory than this server allows, or too many are being answered. "
        "Ask for less (a year, a place, a body), or ask again.",
        "查询超出服务器允许的时间或内存，或当前请求过多。请缩小范围（年度、地区、主体）或稍后重试。",
    ),
)
UNAVAILABLE = Kind(
    "unavailable",
    503,
    Both("Not to be had", "暂不可用"),
    Both(
        "What this needs of the release is missing or damaged; the server's log says more.",
        "所需的数据文件缺失或损坏，详见服务器日志。",
    ),
)
KINDS = (NOT_FOUND, METHOD, RELEASE_CHANGED, BAD_PARAMETER, FAULT, OVER_LIMITS, UNAVAILABLE)
RETRY_SECONDS = 10


class BadParameter(BaseModel):
    """A parameter that is not understood."""

    model_config = ConfigDict(extra="forbid")
    parameter: str = said("Its name, as in the address", "参数名，同地址中所写")
    detail: str = said("What is wrong with it, and what it takes", "有何错误，应取何值")


class Problem(BaseModel):
    """Why there is no answer (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")
    type: str = said(
        "The kind, as an address on this server that tells about it", "问题种类，即本服务器上说明它的地址"
    )
    title: str = said("The kind in words", "问题种类（英文）")
    title_zh: str = said("The same in Chinese", "同上，中文")
    status: int = said("The HTTP status", "HTTP 状态码")
    detail: str = said("What happened, and what to do", "发生了什么，如何处理")
    detail_zh: str = said("The same in Chinese", "同上，中文")
    errors: list[BadParameter] = said("What is wrong with parameters; else empty", "各参数的错误；没有则为空")
    release: str = said("The release that was asked", "所问的数据版本")
    notice: str | None = said(
        "That the registry is invented; null where it is real", "声明登记表是虚构的；真实的为 null"
    )


class ProblemError(Exception):
    """A question of the API that has no answer."""

    def __init__(self, kind: Kind, told: Both | None = None, errors: Sequence[BadParameter] = ()) -> None:
        super().__init__((told or kind.told).en)
        self.kind, self.told, self.errors = kind, told or kind.told, list(errors)

    def problem(self, release: str, notice: str) -> Problem:
        """It as an answer of a release."""
        return Problem(
            type=f"/api#{self.kind.name}",
            title=self.kind.title.en,
            title_zh=self.kind.title.zh,
            status=self.kind.status,
            detail=self.told.en,
            detail_zh=self.told.zh,
            errors=self.errors,
            release=release,
            notice=notice or None,
        )


def not_found(what: Both) -> ProblemError:
    """A ProblemError about an id that the release does not hold."""
    return ProblemError(NOT_FOUND, what)


def bad_parameters(found: Iterable[Mapping[str, Any]], known: Iterable[str] = ()) -> ProblemError:
    """What pydantic found wrong with a request, in words; `known` are the parameters that there are."""
    names = sorted(known)
    errors = [_bad_parameter(each, names) for each in found]
    told = "; ".join(f"{each.parameter}: {each.detail}" for each in errors)
    return ProblemError(BAD_PARAMETER, Both(told, f"参数有误：{told}"), errors)


def _bad_parameter(found: Mapping[str, Any], known: Sequence[str]) -> BadParameter:
    name = str(found["loc"][-1])[:SHOWN] if len(found["loc"]) > 1 else "parameters"
    taken = str(found["input"])[:SHOWN] if isinstance(found.get("input"), str) else ""
    kind, context = found["type"], found.get("ctx") or {}
    if kind == "extra_forbidden":
        near = get_close_matches(name, known, 1)
        detail = f"there is no such parameter; {_mean(near)}there are {', '.join(known)}"
    elif kind == "missing":
        detail = "it is needed"
    elif kind in ("enum", "literal_error"):
        detail = _not_among(taken, str(context["expected"]))
    elif kind == "string_pattern_mismatch":
        detail = f"{taken!r} is none: it takes {SHAPES.get(context['pattern'], 'what an answer gave')}"
    else:
        detail = str(found["msg"]).removeprefix("Value error, ")
    return BadParameter(parameter=name, detail=detail)


def _mean(near: Sequence[str]) -> str:
    return f"did you mean {near[0]}? " if near else ""


def _not_among(taken: str, expected: str) -> str:
    """What a vocabulary holds, or of a long one the nearest."""
    known = [each.strip(" '") for each in expected.replace(" or ", ", ").split(",")]
    near = get_close_matches(taken, known, 3)
    if len(known) <= FEW:
        return f"{taken!r} is none of {', '.join(known)}"
    return f"{taken!r} is none of the {len(known)} known; " + (
        f"near it: {', '.join(near)}" if near else "the page /api lists them"
    )
