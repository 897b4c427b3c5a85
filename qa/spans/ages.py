"""How old somebody or something is: by its own forms, which other figures have not."""

import re

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b"
)
_AGE = re.compile(
    rf"\b(?!{_MONTH})[A-Z][\w’'-]+,\s(?P<apposed>\d{{1,3}})(?=,\s)"  # "Ann Lee, 44, …"
    r"|\b(?:[Hh]e|[Ss]he|who)\s(?:is|was|turns|turned|will\sbe|will\sturn)\s(?:now\s|just\s|only\s)?"
    r"(?P<told>\d{1,3})(?=\sand\s(?!\d)|\s(?:when|now|today|this|next|last|in|on)\b|[,;.](?!\d)|$)"
    r"|\b[A-Z][\w’'-]+,?\s(?:(?:turns|turned|will\sturn)\s|is\s(?:now\s|just\s|only\s)?(?=\d+\sand\s(?!\d)))(?P<named>\d{1,3})"
    r"(?=\sand\s(?!\d)|\s(?:when|now|today|this|next|last|in|on)\b|[,;.](?!\d)|$)"
    r"|\b(?:an?|the)\s(?:[a-z-]+\s){1,3}of\s(?P<told_of>\d{1,3})(?=\s(?:with|who|whose|from|and\s(?!\d))\b|[,;.](?!\d)|$)"
    r"|\b(?:[Aa]ged|age\sof|age)\s+(?P<aged>\d{1,3})(?![\d.,]?\d|\s*[-–]|\s+(?:to|and|or)\s+\d)"
    r"|(?<![\w.,])(?P<years>\d{1,3})(?=[-‐]year[-‐]old\b)"
)


def find_ages(text: str) -> list[tuple[int, int]]:
    """Find the ages that a text tells by an apposition ("Ann Lee, 44, …"), of somebody ("she is 44 and …", "a carter of
    44"), by "aged", or by "44-year-old".
    """
    return [match.span(str(match.lastgroup)) for match in _AGE.finditer(text)]


_OLD = re.compile(
    r"[\s-](?:years?|months?|weeks?|days?)?[\s-]?(?:old|of\s+age)\b|[\s-](?:anniversary|birthday)\b", re.I
)
_OF_AGE = re.compile(r"\b(?:age|aged|birthday|anniversary|stood|built|founded|existed?)\b[^.;]{0,30}$", re.I)


def may_be_age(text: str, start: int, end: int) -> bool:
    """Whether a time may be how old something is: no term of office, no time that something took."""
    return _OLD.match(text, end) is not None or _OF_AGE.search(text[:start]) is not None
