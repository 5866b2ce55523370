"""What OpenAPI says of the API beside what FastAPI finds in its routes."""

from collections.abc import Sequence
from typing import Any

from warehouse.web.api import answers, problems
from warehouse.web.api.columns import described
from warehouse.web.server.guard import LONGEST_ADDRESS

ABOUT = """Figures of the annual reports that China's public bodies publish on open government information
(政府信息公开工作年度报告), each as printed and traceable to its cell.

- Every answer names its release. Where `notice` is not null, the registry is made up, its figures nobody's.
- Lists are ordered by their key. `next` is the address of the next page; a cursor holds for one release.
- Lists and annual reports are CSV, too: by `Accept: text/csv`, or with `.csv` behind the path.
- `ETag` names the release: ask again with `If-None-Match`, and 304 says that nothing changed.
- What cannot be answered is told as `application/problem+json` (RFC 9457).
- Ids are text: they have up to 16 digits, which some programs round."""
HEADERS = {
    "ETag": {"schema": {"type": "string"}, "description": "Of this answer; a new release has another"},
    answers.RELEASE: {"schema": {"type": "string"}, "description": "The release that answers"},
}
LINK = {"Link": {"schema": {"type": "string"}, "description": "The next page, rel=next; none on the last"}}
IN_PATH = {  # what the ids in an address are
    "region_code": "regions.region_code",
    "agency_id": "agencies.agency_id",
    "report_id": "reports.report_id",
    "indicator": "indicators.indicator",
    "year": "reports.year",
}
ALWAYS = (problems.BAD_PARAMETER, problems.OVER_LIMITS)
OTHERS: dict[int | str, dict[str, Any]] = {
    304: {"description": "As the reader has it (If-None-Match)"},
    414: {
        "description": f"An address of more than {LONGEST_ADDRESS} characters",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    },
}


def completed(schema: dict[str, Any]) -> dict[str, Any]:
    """With what problems look like, which no route returns by its type, and parameters that are not null."""
    for path in schema["paths"].values():
        for parameter in path["get"].get("parameters", ()):
            parameter["schema"] = _not_null(parameter["schema"])
            if parameter["in"] == "path":
                told = described(IN_PATH[parameter["name"]])
                parameter["description"] = told.description
                parameter["schema"] |= told.json_schema_extra
    reference = "#/components/schemas/{model}"
    problem = problems.Problem.model_json_schema(ref_template=reference)
    schema["components"]["schemas"] |= {**problem.pop("$defs"), "Problem": problem}
    return schema


def _not_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter that may be left out: in an address nothing stands for null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "description", "title")}
    return {**kinds[0], **rest} if len(kinds) == 1 else schema


def operation_id(path: str) -> str:
    """The name of an operation, for generators of clients: annual_report_agency_id_year."""
    parts = [part.strip("{}") for part in path.split("/") if part]
    return "_".join(parts).replace("-", "_") or "release"


def responses(is_csv: bool, refused: Sequence[problems.Kind]) -> dict[int | str, dict[str, Any]]:
    """Every answer of an address by status, its own refusals beside those of all."""
    answer: dict[str, Any] = {"headers": HEADERS | (LINK if is_csv else {})}
    if is_csv:
        answer["content"] = {"text/csv": {"schema": {"type": "string"}}}
    problem = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told: dict[int | str, dict[str, Any]] = {
        kind.status: {"description": f"{kind.title.en}. {kind.told.en}", "content": problem}
        for kind in (*refused, *ALWAYS)
    }
    return {200: answer, **OTHERS, **told}
