"""Errors of the API become problem+json here, whatever raised them."""

import logging
from typing import Any

import duckdb
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from warehouse.errors import WarehouseError
from warehouse.web.api import answers, problems
from warehouse.web.api.problems import ProblemError
from warehouse.web.server.serving import BusyError

OVER = (duckdb.InterruptException, duckdb.OutOfMemoryException, MemoryError)
log = logging.getLogger("uvicorn.error")


def install(api: FastAPI) -> None:
    """Let an application tell its errors as problems."""
    api.add_exception_handler(ProblemError, _told)
    api.add_exception_handler(RequestValidationError, _bad_parameters)
    api.add_exception_handler(HTTPException, _refused)
    api.add_exception_handler(WarehouseError, _not_now)
    api.add_exception_handler(Exception, _failed)


def _answer(request: Request, error: ProblemError) -> Response:
    questions = request.app.state.serving.renderer().questions
    headers = {answers.RELEASE: questions.release_id, "Cache-Control": "no-store"}
    if error.kind is problems.OVER_LIMITS:
        headers["Retry-After"] = str(problems.RETRY_SECONDS)
    if error.kind is problems.METHOD:
        headers["Allow"] = "GET, HEAD"
    body = answers.written(error.problem(questions.release_id, questions.notice).model_dump())
    return Response(body, error.kind.status, headers, problems.MEDIA_TYPE)


async def _told(request: Request, error: Any) -> Response:
    return _answer(request, error)


async def _bad_parameters(request: Request, error: Any) -> Response:
    known = getattr(request.scope.get("endpoint"), "parameters", ())
    return _answer(request, problems.bad_parameters(error.errors(), known))


async def _refused(request: Request, error: Any) -> Response:
    kind = problems.METHOD if error.status_code == 405 else problems.NOT_FOUND
    return _answer(request, ProblemError(kind))


async def _not_now(request: Request, error: Any) -> Response:
    log.warning("%s: %s", request.url.path[:200], error)
    is_over = isinstance(error, BusyError) or isinstance(error.__cause__, OVER)
    return _answer(request, ProblemError(problems.OVER_LIMITS if is_over else problems.UNAVAILABLE))


async def _failed(request: Request, error: Exception) -> Response:
    log.error("%s: %s", type(error).__name__, error)
    return _answer(request, ProblemError(problems.FAULT))
