"""What a reading of articles has to tell beside them: what was not read, and why."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from corpus.errors import ArticleError, ArticlesRefused

EMPTY, HIDDEN, HIDDEN_FOLDER, LINK, NO_SUFFIX, TEMPORARY = (
    "empty", "hidden", "hidden folder", "link to a folder", "no suffix", "temporary",
)  # fmt: skip
"""The reasons to pass a file over, beside a suffix that no document has (`.doc`)."""

_COUNTED = {
    EMPTY: ("empty", "empty"),
    HIDDEN: ("hidden file", "hidden files"),
    HIDDEN_FOLDER: ("hidden folder", "hidden folders"),
    LINK: ("link to a folder", "links to folders"),
    NO_SUFFIX: ("without a suffix", "without a suffix"),
    TEMPORARY: ("temporary file", "temporary files"),
}


class Notes:
    """What is told, filled while articles are read. `passed_over`: how many files, by reason; `made`: the names that an
    id was made of, by the id; `remarks`: lines for who wants to know what of a file was left; `refused`: every refusal;
    `left_out`: the ids of articles that stand there but were not read.
    """

    def __init__(self) -> None:
        """Begin with nothing to tell."""
        self.passed_over: Counter[str] = Counter()
        self.made: dict[str, str] = {}
        self.remarks: list[str] = []
        self.refused: list[ArticleError] = []
        self.left_out: set[str] = set()

    @contextmanager
    def refusing(self, article_id: str | None = None) -> Iterator[None]:
        """Note that an article is refused, where it is, and go on."""
        try:
            yield
        except ArticleError as error:
            self.refused += error.refusals
            if article_id is not None:
                self.left_out.add(article_id)

    def check(self) -> None:
        """Raise ArticleError where anything was refused: ArticlesRefused for several."""
        if len(self.refused) == 1:
            raise self.refused[0]
        if self.refused:
            raise ArticlesRefused(self.refused)


def passed_line(passed_over: Mapping[str, int]) -> str:
    """Tell what was passed over in one line, `passed over: 3 .doc, 1 empty, 2 temporary files`; empty for nothing."""
    order = sorted(passed_over, key=lambda reason: (reason in _COUNTED, reason))
    told = ", ".join(_counted(passed_over[reason], reason) for reason in order if passed_over[reason])
    return f"passed over: {told}" if told else ""


def _counted(count: int, reason: str) -> str:
    one, many = _COUNTED.get(reason, (reason, reason))
    return f"{count:,} {one if count == 1 else many}"
