"""Requests drawn from the description of the API: none fails, and each answer is as it was described."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from warehouse.web.api.application import description
from warehouse.web.server.application import application
from warehouse.web.server.guard import Guard
from warehouse.web.server.serving import Serving

EXAMPLES = 12  # of each kind of request to an address
PATHS = description()["paths"]
RELAXED = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="session")
def described(release: Path) -> Any:
    """The description as a client gets it, from the application behind its guard."""
    app = Guard(application(Serving(lambda: release)), ["127.0.0.1", "localhost", "testserver"])
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


@pytest.mark.parametrize("path", list(PATHS))
def test_answers_are_as_described(described: Any, path: str) -> None:
    """Status, type, headers and shape, by all checks that schemathesis has; what is valid is accepted."""

    @RELAXED
    @given(described[path]["GET"].as_strategy(generation_mode=GenerationMode.POSITIVE))
    def ask(case: Any) -> None:
        case.query.pop("cursor", None)  # only answers make them; test_api.py walks by them
        case.call_and_validate()

    ask()


@pytest.mark.parametrize(
    "path", [path for path, told in description()["paths"].items() if "parameters" in told["get"]]
)
def test_requests_that_break_the_description_are_told_so(described: Any, path: str) -> None:
    @RELAXED
    @given(described[path]["GET"].as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def ask(case: Any) -> None:
        answer = case.call()
        if answer.status_code != 414:  # the guard, which looks at nothing else of an address that long
            case.validate_response(answer)

    ask()
