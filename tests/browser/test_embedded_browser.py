"""The chat in somebody's own page, in a real browser."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import expect
from states import CRISIS


@dataclass
class Host:
    """Somebody's own page, with the one line in it."""

    url: str
    chat: str = ""


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script = f'<script src="{host.chat}/embed.js"></script>'
            body = (
                f"<!doctype html><link rel=icon href=data:,><title>Quay</title><h1>Quay</h1>{script}<p>End</p>".encode()
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    host = Host(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, daemon=True).start()
    yield host
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("allowed", [True, False], ids=["told", "not told"])
def test_one_line_of_script_puts_the_chat_into_a_page_of_a_site_that_may_hold_it(
    open_window: Any, shipped_index: Path, start_server: Callable[..., Any], host: Host, allowed: bool
) -> None:
    told = host.url if allowed else "https://harbour.example"
    served = start_server("--index", shipped_index, "--embed", told, "--workers", "1")
    host.chat = served.url
    page = open_window(served, viewport={"width": 800, "height": 700})
    page.goto(f"{host.url}/")
    expect(page.get_by_text("End")).to_be_visible()
    chat, frame = page.frame_locator("iframe"), page.locator("iframe")
    if allowed:
        expect(chat.get_by_role("textbox", name="Your question")).not_to_be_focused()
        before = frame.bounding_box()["height"]
        chat.get_by_role("textbox", name="Your question").fill(CRISIS)
        chat.get_by_role("button", name="Ask", exact=True).click()
        expect(chat.locator(".short")).to_have_text("South Devon and Torbay")
        inside = "body => Math.abs(body.getBoundingClientRect().height - innerHeight) <= 1"
        for _ in range(50):
            if chat.locator("body").evaluate(inside):
                break
            page.wait_for_timeout(100)
        assert chat.locator("body").evaluate(inside) and frame.bounding_box()["height"] != before
        with page.context.expect_page() as opened:
            chat.locator(".lead .citation").first.click()
        expect(opened.value.locator("#cited")).to_contain_text("crisis house")
    else:
        page.wait_for_timeout(500)
        expect(chat.get_by_role("textbox")).to_have_count(0)
    refused = "frame-ancestors"
    assert allowed or any(refused in fault for fault in open_window.faults)
    open_window.faults[:] = [each for each in open_window.faults if not (host.url in each or refused in each)]
    served.stop()
