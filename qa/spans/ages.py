"""How old somebody or something is: by its own forms, which other figures have not."""

import re

_ASKS = re.compile(
    r"\bhow\s+old\b|\b(?:what|which)(?:[’']s|\s+(?:is|was))?\s+(?:the\s+|her\s+|his\s+|their\s+)?age\b(?!\s+(?:groups?|ranges?)\b)"
    r"|[’']s\s+age\b",
    re.I,
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b"
)
_AGE = re.compile(
    rf"\b(?!{_MONTH})[A-Z][\w’'-]+,\s(?P<apposed>\d{{1,3}})(?=,\s)"  # "Ann Lee, 44, …"
    r"|\b[Aa]ged\s+(?P<aged>\d{1,3})(?![\d.,]?\d|\s*[-–]|\s+(?:to|and|or)\s+\d)"
    r"|(?<![\w.,])(?P<years>\d{1,3})(?=[-‐]year[-‐]old\b)"
)


def asks_age(text: str) -> bool:
    """Whether a question asks how old somebody or something is."""
    return _ASKS.search(text) is not None


def find_ages(text: str) -> list[tuple[int, int]]:
    """Find the ages that a text tells by an apposition ("Ann Lee, 44, …"), by "aged", or by "44-year-old"."""
    return [match.span(str(match.lastgroup)) for match in _AGE.finditer(text)]
