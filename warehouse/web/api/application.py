"""The API as an application of its own below /api: its addresses, and their description by OpenAPI 3.1."""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

from fastapi import FastAPI, Path, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from spiders import __version__
from warehouse.handout.licence import LICENCE
from warehouse.web.api import (
    answers,
    asking,
    changes,
    openapi,
    problems,
    refusals,
    report_models,
    reports,
    searching,
)
from warehouse.web.api.columns import CODE, ID, NAME, Id, Year
from warehouse.web.api.listing import Listing
from warehouse.web.api.listings import LISTINGS
from warehouse.web.content import Both
from warehouse.web.questions import Questions

ROOT, VERSION = "/api", "/v1"
Endpoint = Callable[..., Response]


def made() -> FastAPI:
    """The application; `state.serving` must be set before it answers."""
    api = FastAPI(
        title="nianbao 年报",
        version=__version__,
        description=openapi.ABOUT,
        license_info={"name": LICENCE["title"], "url": LICENCE["path"]},
        servers=[{"url": ROOT}],
        root_path_in_servers=False,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # it would lead by a scheme that a server before this one may not speak
    )
    refusals.install(api)
    _add(api, "", _overview, answers.Envelope, Both("Which release answers", "当前数据版本"))
    for listing in LISTINGS:
        _add_listing(api, listing)
    _add_reports(api)
    _add(
        api,
        "/search",
        _searched,
        searching.SearchPage,
        Both("Places, bodies and passages that hold some words", "按文字检索地区、主体和正文"),
        problems.RELEASE_CHANGED,
        parameters=searching.SearchFilters,
    )
    _add(
        api,
        "/changes",
        _asked(changes.ChangeFilters, changes.changed),
        changes.ChangesPage,
        Both("What changed since the release before", "较上一版的变化"),
        problems.RELEASE_CHANGED,
        parameters=changes.ChangeFilters,
        is_csv=True,
    )
    api.add_api_route("/", lambda: RedirectResponse(ROOT), include_in_schema=False)
    schema = openapi.completed(api.openapi())
    api.openapi = lambda: schema  # type: ignore[method-assign]
    return api


@cache
def description() -> dict[str, Any]:
    """The API as OpenAPI tells it, without a server."""
    found: dict[str, Any] = made().openapi()
    return found


def _add(
    api: FastAPI,
    path: str,
    endpoint: Endpoint,
    model: type[BaseModel],
    title: Both,
    *refused: problems.Kind,
    parameters: type[BaseModel] | None = None,
    is_csv: bool = False,
) -> None:
    """Add an address, by GET as it is described, by HEAD, and as CSV where it has rows."""
    endpoint.parameters = list(parameters.model_fields) if parameters else []  # type: ignore[attr-defined]
    if is_csv:
        api.add_api_route(f"{VERSION}{path}.csv", endpoint, methods=["GET", "HEAD"], include_in_schema=False)
    route = f"{VERSION}{path}"
    api.add_api_route(
        route,
        endpoint,
        operation_id=openapi.operation_id(path),
        summary=title.en,
        response_model=model,
        responses=openapi.responses(is_csv, refused),
        openapi_extra={"x-zh": title.zh},
    )
    api.add_api_route(route, endpoint, methods=["HEAD"], include_in_schema=False)


def _overview(request: Request) -> Response:
    return asking.answered(request, lambda _: ({}, None))


def _add_listing(api: FastAPI, listing: Listing) -> None:
    def list_rows(request: Request, questions: Questions, asked: BaseModel) -> asking.Made:
        return asking.listed(request, questions, listing, asked)

    def one(request: Request, key: str) -> Response:
        return asking.answered(
            request, lambda questions: ({"item": asking.item(questions, listing, key)}, None)
        )

    page = answers.page_of(listing.row)
    endpoint = _asked(listing.filters, list_rows)
    refused = problems.RELEASE_CHANGED
    _add(
        api,
        f"/{listing.name}",
        endpoint,
        page,
        listing.title,
        refused,
        parameters=listing.filters,
        is_csv=True,
    )
    if listing.item:
        one.__annotations__["key"] = Annotated[
            str, Path(alias=listing.item, pattern=_key_pattern(listing.item))
        ]
        title = Both(f"{listing.title.en}: one by its id", f"{listing.title.zh}：按编号查一条")
        address = f"/{listing.name}/{{{listing.item}}}"
        _add(api, address, one, answers.one_of(listing.row), title, problems.NOT_FOUND)


def _key_pattern(name: str) -> str:
    return {"region_code": CODE, "indicator": NAME}.get(name, ID)


def _asked(filters: type[BaseModel], make: Callable[..., asking.Made]) -> Endpoint:
    """An address that is asked with a query string of these filters."""

    def endpoint(request: Request, asked: BaseModel) -> Response:
        return asking.answered(request, lambda questions: make(request, questions, asked))

    endpoint.__annotations__["asked"] = Annotated[filters, Query()]
    return endpoint


def _searched(request: Request, asked: Annotated[searching.SearchFilters, Query()]) -> Response:
    return asking.answered(request, lambda questions: searching.searched(request, questions, asked))


def _add_reports(api: FastAPI) -> None:
    _add(
        api,
        "/annual-report/{agency_id}/{year}",
        _annual_report,
        report_models.AnnualReport,
        Both("The annual report of a body for a year, whole", "某主体某年度的完整年报"),
        problems.NOT_FOUND,
        parameters=report_models.ReportChoice,
        is_csv=True,
    )
    _add(
        api,
        "/provenance/{report_id}/{indicator}",
        _provenance,
        report_models.Provenance,
        Both(
            "Where a figure is from: address, digest, WARC offset, cell",
            "数字的出处：网址、摘要、WARC 偏移、单元格",
        ),
        problems.NOT_FOUND,
        parameters=report_models.CellChoice,
    )


def _annual_report(
    request: Request,
    agency_id: Annotated[Id, Path()],
    year: Annotated[Year, Path()],
    asked: Annotated[report_models.ReportChoice, Query()],
) -> Response:
    return asking.answered(
        request, lambda questions: reports.annual_report(questions, agency_id, year, asked.scope)
    )


def _provenance(
    request: Request,
    report_id: Annotated[Id, Path()],
    indicator: Annotated[str, Path(pattern=NAME)],
    asked: Annotated[report_models.CellChoice, Query()],
) -> Response:
    return asking.answered(
        request, lambda questions: reports.provenance(questions, report_id, indicator, asked.applicant)
    )
