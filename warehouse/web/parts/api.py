"""The API below /api, and the page that tells about it: made of its own description."""

import re
from collections.abc import Mapping

from fastapi import FastAPI
from starlette.routing import Mount

from warehouse.web.api import reference
from warehouse.web.api.application import ROOT, made
from warehouse.web.api.problems import KINDS
from warehouse.web.content import Both, Content, Page
from warehouse.web.questions import Questions
from warehouse.web.server.serving import Serving

SLOTS = {"data_end": "api_on_data.html"}


def route(app: FastAPI, serving: Serving) -> None:
    """Answer below /api."""
    api = made()
    api.state.serving = serving
    mounted = Mount(ROOT, api)
    # As Starlette has it, an address with a line feed in it would be none of the API's.
    mounted.path_regex = re.compile(mounted.path_regex.pattern, re.DOTALL)
    app.router.routes.append(mounted)


def build(questions: Questions, _: str, __: Mapping[str, str]) -> Content:
    """The page about the API, with an annual report of the release as the example."""
    models = {
        name: fields
        for name, fields in reference.models().items()
        if not name.endswith(("Page", "Item", "Problem"))
    }
    return Content(
        Both("API", "数据接口"),
        {
            "operations": reference.operations(),
            "models": models,
            "row_model": reference.row_model,
            "problems": KINDS,
            "example": questions.ask("api_example").first,
        },
    )


PAGE = Page("api", "api.html", build)
