"""The browser that the tests drive: where it is, and how it is started."""

import os
import shutil

CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
"""The first is Chromium without what is around its pages, and takes a third of the time."""

REQUIRED = os.environ.get("PIONEER_QA_REQUIRE_BROWSER", "") not in ("", "0")
"""Whether tests that drive a browser fail where there is none; else they are skipped."""

MISSING = "no Chromium here; get one with: apt-get install chromium-headless-shell"
PLAIN_HOST = "pioneer.test"
"""A name of this machine's to the browser, which trusts it no more than any over plain HTTP."""

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1",
)  # fmt: skip
