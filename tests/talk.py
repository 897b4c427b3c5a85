"""What tests of the chat in a browser share: how a question is asked by keyboard, and what the first answer quotes."""

from playwright.sync_api import Page, expect

QUOTE = "A joint engagement on mental health is bringing changes and improvements"
SENTENCE = "so we are piloting a crisis house"


def ask(page: Page, question: str) -> None:
    """Type a question into the composer, as found by its label, and send it with the Enter key."""
    box = page.get_by_role("textbox", name="Your question")
    box.focus()
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=question)).to_be_visible()
    expect(page.locator("#thread")).to_have_attribute("aria-busy", "false", timeout=20_000)
    expect(box).to_be_focused()
    expect(box).to_have_value("")
