"""A visitor of the pages who is signed in, with a browser that runs no scripts."""

from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from markup import Element, page
from werkzeug.test import TestResponse

HERE = {"Origin": "http://localhost"}
HTML = {"Accept": "text/html", **HERE}
JSON = {"Accept": "application/json", **HERE}
TEXT = b"The ferry rests on Mondays.\n"
COOKIE = "pioneer-qa-session"
FORM = "application/x-www-form-urlencoded"
SHIPPED = "fourteen-pioneering-initiatives"
FORMS = (
    "/library/articles",
    f"/library/articles/{SHIPPED}/replace",
    f"/library/articles/{SHIPPED}/remove",
    "/library/rebuild",
)
PAGES = ("/library", "/library/drafts", "/library/jobs", "/library/history", *FORMS[1:3])


class Keeper:
    """Somebody with a browser that runs no scripts, who is signed in."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client = client
        self.reply = client.post("/sign-in", data={"token": token}, headers=HTML)

    def get(self, address: str) -> Element:
        reply = self.client.get(address, headers=HTML)
        assert reply.status_code == 200, reply.text
        return page(reply.text)

    def post(self, address: str, headers: dict[str, str] = HTML, **fields: Any) -> TestResponse:
        """Post a form as its page would; files are (name, content) pairs."""
        files = [(BytesIO(content), name) for name, content in fields.pop("file", [])]
        data = fields | ({"file": files} if files else {})
        multipart = files or address.endswith(("articles", "replace"))
        media = "multipart/form-data" if multipart else FORM
        return self.client.post(address, data=data, headers=headers, content_type=media)
