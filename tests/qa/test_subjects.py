"""The people and topics that stand in most articles: by how sentences speak of them, never by a line that repeats."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from corpus import Sentence
from index import Searcher, build_index, open_index
from qa import find_subjects, subjects

VERBS = ("mends", "paints", "measures", "shuts", "opens", "crosses", "leaves", "reaches", "sees", "keeps")


def index_of(folder: Path, texts: list[str], **known: str) -> Searcher:
    lines = [
        json.dumps({"id": f"a{n:03}", "text": text, "published": f"{2020 + n % 3}-05-01", **known})
        for n, text in enumerate(texts)
    ]
    (folder / "all.jsonl").write_text("\n".join(lines), "utf-8")
    build_index(folder / "all.jsonl", folder / "index")
    return open_index(folder / "index")


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Ten articles on Gannet Bay, half of which name Ann Lee and Gull Island, each with a line that all repeat."""
    texts = []
    for n, verb in enumerate(VERBS):
        text = f"In the spring of the year the crew {verb} the quay of Gannet Bay with {n + 3} boats and rope.\n\n"
        text += f"However, the long winter {verb} the Danish boats and all others of the coast in week {n + 2}.\n\n"
        if n % 2:
            text += f"The harbour was shut for a while, as director Ann Lee told us when the crew {verb} it.\n\n"
            text += f"From there the ferry {verb} Gull Island on the {n + 1}th day of each month at noon.\n\n"
        texts.append(text + "For more news, call the Office of the Harbour Press at Skua House on any working day.\n")
    return index_of(tmp_path_factory.mktemp("subjects"), texts, publisher="Gannet Bay Herald")


def names(found: tuple[subjects.Subject, ...]) -> list[tuple[str, int]]:
    return [(subject.name, subject.articles) for subject in found]


def test_people_are_those_that_an_office_or_their_words_tell(searcher: Searcher) -> None:
    assert names(find_subjects(searcher).people) == [("Ann Lee", 5)]


def test_topics_come_by_how_many_articles_hold_them(searcher: Searcher) -> None:
    found = names(find_subjects(searcher).topics)
    assert ("Gull Island", 5) in found
    assert not {"However", "Danish", "In", "From"} & {name for name, _ in found}


def test_a_name_is_counted_by_month(searcher: Searcher) -> None:
    (lee,) = find_subjects(searcher).people
    assert dict(lee.months) == {"2020-05": 2, "2021-05": 2, "2022-05": 1}
    assert lee.search == "“Ann Lee”"


def test_a_line_that_repeats_makes_no_topic(searcher: Searcher) -> None:
    assert not [name for name, _ in names(find_subjects(searcher).topics) if "Skua" in name or "Harbour" in name]


def test_a_name_of_the_publisher_tells_nothing(tmp_path: Path) -> None:
    texts = [
        f"The crew {verb} the long old quay of Skua Town with some rope and {n} boats." for n, verb in enumerate(VERBS)
    ]
    own = index_of(tmp_path, texts, publisher="Skua Town")
    assert names(find_subjects(own).topics) == []


def test_a_formula_makes_no_topic(tmp_path: Path) -> None:
    texts = [
        f"The crew {verb} the long old quay with {n} boats, in this year of the Most Noble Fleet at sea."
        for n, verb in enumerate(VERBS)
    ]
    assert "Noble Fleet" not in str(names(find_subjects(index_of(tmp_path, texts)).topics))


def test_the_same_index_gives_the_same_and_fewer_are_the_first_of_more(searcher: Searcher) -> None:
    every = find_subjects(searcher)
    assert every == find_subjects(searcher)
    assert find_subjects(searcher, people=0, topics=1).topics == every.topics[:1]


def test_an_empty_index_has_none(tmp_path: Path) -> None:
    found = find_subjects(index_of(tmp_path, ["Heading\n"]))
    assert (found.people, found.topics) == ((), ())


def test_no_more_sentences_are_read_than_the_sample(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    sentences = searcher.sentences

    def noting(numbers: Iterable[int]) -> tuple[Sentence, ...]:
        read.extend(wanted := list(numbers))
        return sentences(wanted)

    monkeypatch.setattr(subjects, "SAMPLE", 12)
    monkeypatch.setattr(searcher, "sentences", noting)
    find_subjects(searcher)
    assert 0 < len(read) <= 12
