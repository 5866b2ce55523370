"""The API below /api, and the page that tells about it: made of its own description."""

from fastapi import FastAPI

from warehouse.web.api.application import ROOT, made
from warehouse.web.server.serving import Serving


def route(app: FastAPI, serving: Serving) -> None:
    """Answer below /api."""
    api = made()
    api.state.serving = serving
    app.mount(ROOT, api)
