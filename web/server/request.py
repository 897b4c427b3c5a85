"""One request as it comes: read as far as it may be long, and a document only from those who may send one."""

from collections.abc import Callable
from typing import Any

from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import RequestEntityTooLarge as BodyTooLarge

from web.http.problems import Refused
from web.http.uploads import MayUpload, is_upload, largest_body
from web.settings import MAX_BODY

LONGEST_LINE = 8_190
"""The longest first line of a request, in bytes: 1,000 letters of any alphabetic script, percent-encoded."""


class TooBusy:
    """Why a request is refused that could be carried out at another time."""

    def __init__(self, why: str) -> None:
        """Say what there is too much of."""
        self.problem = Refused("too_busy", f"The service has {why}; try again in a few seconds.")


class TooLate:
    """Why a request is given up that takes too long."""

    problem = Refused("took_too_long", "The reply took longer than it may; try again, or ask for less at once.")


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """Reads one request. Its body may be as long as one of its address may be, and no longer. A document is read only
    from those who may send one; `unwelcome`: whether it is from others, and the request is answered without it.
    """

    def __init__(self, adj: Adjustments, has_room: Callable[[], bool], may_upload: MayUpload) -> None:
        """Begin. `has_room`: whether there is room for more of a document; `may_upload`: whose are waited for."""
        super().__init__(adj)
        self._has_room = has_room
        self._may_upload = may_upload
        self._most = MAX_BODY
        self.completed = self.unwelcome = False
        self.line_too_long = False
        self.error: Any = None

    @property
    def expected(self) -> int:
        """How many bytes its body has, as far as that is known."""
        return max(int(self.content_length), int(self.body_bytes_received))

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head."""
        if len(header_plus.partition(b"\r\n")[0]) > LONGEST_LINE:
            self.line_too_long = True
            raise ParsingError("the first line is too long")
        super().parse_header(header_plus)
        lengths = "CONTENT_LENGTH" in self.headers, self.chunked, "TRANSFER_ENCODING" in self.headers
        if sum(lengths) > 1 or lengths[2]:
            raise ParsingError("two lengths, or one that its version of HTTP does not know")
        self._most = largest_body(self.command, self.path)

    def received(self, data: bytes) -> int:
        """Take what came; returns how much of it is this request's."""
        in_head = not self.headers_finished
        consumed = int(super().received(data))
        if in_head and self.headers_finished and not self.completed and is_upload(self.command, self.path):
            self.unwelcome = not self._may_upload(self.path, self.headers)
            if self.unwelcome:
                self.completed, self.expect_continue = True, False
                return len(data)  # what came of the document with the head is dropped
        if self.error is None and self.expected > MAX_BODY:
            if self.expected > self._most:
                self.error, self.completed = BodyTooLarge("too large"), True
            elif not self._has_room():
                self.error, self.completed = TooBusy("as many documents on their way as it has room for"), True
        return consumed
