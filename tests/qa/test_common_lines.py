"""Lines that stand in very many articles tell nothing of any of them, and never outrank what does."""

from pathlib import Path

import pytest
from small import Corpus

from index import Searcher, build_index, open_index
from index.read import generation
from qa import Answer, Request, answer
from qa.finding.ranking import COMMON

CLAUSE = "This bylaw shall not create any right against the harbour board of Corran at law."
THINGS = (
    "buoy",
    "slipway",
    "crane",
    "beacon",
    "ferry",
    "pontoon",
    "winch",
    "ladder",
    "bollard",
    "lantern",
    "gangway",
    "mooring",
)


@pytest.fixture(scope="module")
def corran(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("corran")
    (folder / "corpus").mkdir()
    for number, thing in enumerate(THINGS):
        told = "Morag Finlay has been the clerk of the board since the spring.\n\n" if thing == "winch" else ""
        text = f"Bylaw {number}\n\nThe {thing} was painted green.\n\n{told}{CLAUSE}\n\nThanks, Morag.\n"
        (folder / "corpus" / f"{thing}.txt").write_text(text, encoding="utf-8")
    build_index(folder / "corpus", folder / "index")
    return open_index(folder / "index")


def texts(reply: Answer) -> list[str]:
    return [passage.text for passage in (*reply.passages, *reply.nearest)]


def numbers_of(searcher: Searcher, text: str) -> list[int]:
    return [n for n, each in enumerate(searcher.sentences(range(searcher.n_rows))) if each.text == text]


def test_in_how_many_articles_a_line_stands_is_counted(corran: Searcher) -> None:
    thanks, clause = (numbers_of(corran, text)[0] for text in ("Thanks, Morag.", CLAUSE))
    own = numbers_of(corran, "The winch was painted green.")[0]
    assert corran.are_common([thanks, clause, own], articles=12) == (True, True, False)
    assert corran.are_common([thanks, clause], articles=13) == (False, False)


@pytest.mark.parametrize("compared", [1, 2, 3, 7, 50])
def test_it_is_counted_exactly_however_many_are_compared_at_a_time(
    compared: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["Kind regards, harbour board." if number % 3 else "Harbour board, kind regards." for number in range(11)]
    corpus = Corpus(tmp_path).write(**{f"a{number:02}": line + "\n" for number, line in enumerate(lines)}).build()
    monkeypatch.setattr(generation, "MOST_COMPARED", compared)
    searcher = open_index(corpus.index)
    for many in range(1, 12):
        expected = tuple(lines.count(line) >= many for line in lines)
        assert searcher.are_common(range(searcher.n_rows), articles=many) == expected


def test_a_line_of_nearly_all_articles_stands_behind_what_tells(corran: Searcher) -> None:
    shown = texts(answer(Request("Who is Morag?", limit=10), corran))
    assert shown[0].startswith("Morag Finlay")


def test_what_it_costs_is_a_part_of_the_score(corran: Searcher) -> None:
    reply = answer(Request("Who is Morag?", limit=10, explain=True), corran)
    for passage in (*reply.passages, *reply.nearest):
        costs = [part.weight for part in passage.parts if part.term == COMMON]
        assert bool(costs and costs[0] < 0) is (passage.text in ("Thanks, Morag.", CLAUSE))
        assert sum(part.weight for part in passage.parts) == pytest.approx(passage.score)


def test_what_is_asked_for_in_its_own_words_is_found_though_it_stands_everywhere(corran: Searcher) -> None:
    assert texts(answer(Request("What right against the harbour board shall a bylaw not create?"), corran))[0] == CLAUSE
