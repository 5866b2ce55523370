"""Redirects lead where a browser would go: backslashes are slashes, and bytes outside ASCII are UTF-8."""

from scrapy import Request
from scrapy.http import Response

from spiders.content.address import NoAddressError, join
from spiders.middlewares.base import Middleware
from spiders.policy.response_outcome import REDIRECTS


class Location(Middleware):
    """Rewrites the Location of a redirect before Scrapy follows it; one that is no address stays."""

    def process_response(self, request: Request, response: Response) -> Response:
        """The response, or one with the address as the URL standard reads it."""
        given = response.headers.get("Location")
        if response.status not in REDIRECTS or not given:
            return response
        try:
            url = join(request.url, given.decode("utf-8", "replace"))
        except NoAddressError:
            return response
        headers = response.headers.copy()
        headers["Location"] = url
        return response.replace(headers=headers)
