"""What is measured of candidates, and who they are: from three sides, with what stands around them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Filters, Generation, Searcher, build_index, open_index
from qa.asking.question import Question, read_question
from qa.finding.candidates import REACH, find_candidates
from qa.finding.features import FEATURES, WITHOUT_ENCODER
from qa.finding.look import Measured, measure
from qa.finding.surroundings import Groups, Neighbours, nearness

LIGHTHOUSE = """The lighthouse on the rock

The lighthouse was built in 1821 by a crew of forty.

Nobody has lived in it since.

The keeper of the lamp

Its lamp is lit by Mrs Ada Quill. She says that it burns oil. It needs 3 litres a night.

Where are the boats?

They lie in the north harbour, at 12 Quay Street.
"""
FERRY = "The ferry rests on Mondays.\n\nIn winter the ferry carries forty cars.\n"


@pytest.fixture(scope="module")
def rock(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    folder = tmp_path_factory.mktemp("rock")
    for name, text in (("lighthouse", LIGHTHOUSE), ("ferry", FERRY)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    build_index(folder, folder / "index")
    return open_index(folder / "index")


def measured(question: str, searcher: Searcher) -> Measured:
    read = read_question(question)
    return measure(read, searcher, find_candidates(read, searcher, None))


def of(text: str, found: Measured, searcher: Searcher) -> dict[str, float]:
    """What was measured of the candidate that begins so."""
    sentences = searcher.sentences(found.numbers.tolist())
    (place,) = [place for place, sentence in enumerate(sentences) if sentence.text.startswith(text)]
    return dict(zip([f.name for f in found.features], found.table[place].tolist(), strict=True))


def candidates(question: str, searcher: Searcher) -> list[str]:
    found = find_candidates(read_question(question), searcher, None)
    return [sentence.text for sentence in searcher.sentences(found.numbers[found.are].tolist())]


@pytest.mark.parametrize(
    ("question", "among"),
    [
        ("How long is the crack in Pellow Sound?", False),
        ("Who is at Pellow Sound?", True),
        ("Where does Ruth Tregenza work?", True),
        ("How does one complain?", True),
        ("Is there a phone number for berths in Pellow Sound?", True),
    ],
)
def test_a_contact_block_is_a_candidate_only_where_it_is_asked_for_or_holds_a_word_of_the_question(
    question: str, among: bool, tmp_path: Path
) -> None:
    contact = "Ruth Tregenza\n01955 410 226\nruth@pellow.example\n\nHow to complain\n\nTel: 01955 410 230\n"
    text = f"Harbours\n\nPellow Sound\n\nThe crack at Pellow Sound is 30 metres long.\n\n{contact}"
    (tmp_path / "harbours.txt").write_text(text, encoding="utf-8")
    build_index(tmp_path, tmp_path / "index")
    found = candidates(question, open_index(tmp_path / "index"))
    assert any(text.startswith(("Ruth Tregenza", "Tel")) for text in found) is among
    assert found


def test_every_feature_has_a_name_of_its_own_a_group_and_a_doc() -> None:
    names = [feature.name for feature in FEATURES]
    assert len(set(names)) == len(names)
    assert all(feature.group and feature.doc for feature in FEATURES)
    assert {f.name for f in FEATURES} - {f.name for f in WITHOUT_ENCODER} == {
        name for name in names if "cosine" in name or name == "by_meaning"
    }


def test_sentences_around_the_best_are_candidates_too(rock: Generation) -> None:
    texts = candidates("Who lit the lamp?", rock)
    assert "It needs 3 litres a night." in texts  # it shares no word with the question
    assert not any("Mondays" in text for text in texts)  # of another article
    assert not any(text.startswith("The keeper of") for text in texts)  # a heading cannot answer


def test_candidates_stand_in_their_order_with_what_is_around_them(rock: Generation) -> None:
    found = find_candidates(read_question("When does the ferry rest?"), rock, None)
    assert found.numbers.tolist() == sorted(set(found.numbers.tolist()))
    assert set(found.rows.articles.tolist()) == {0}
    assert found.by_words[found.are].max() > 0 == found.by_meaning.max()
    assert len(found.numbers) <= rock.n_rows


def test_a_filter_holds_for_candidates_by_words(rock: Generation) -> None:
    within = rock.select(Filters(articles=("ferry",)))
    found = find_candidates(read_question("forty cars in the lighthouse"), rock, within)
    assert set(found.rows.articles.tolist()) == {0}


def test_what_is_not_found_has_no_candidates(rock: Generation) -> None:
    assert not find_candidates(read_question("xylophones"), rock, None).numbers.size


def test_words_are_counted_with_what_stands_over_them_and_without(rock: Generation) -> None:
    found = measured("What is needed for the keeper of the lamp?", rock)
    litres = of("It needs", found, rock)
    assert litres["cover"] > litres["own_cover"] > 0  # "keeper" and "lamp" stand in the heading
    assert litres["over_cover"] == pytest.approx(litres["cover"] - litres["own_cover"])
    assert 0 <= litres["worst"] <= 1 and litres["cover_3"] >= litres["cover_1"] >= litres["cover"]


def test_what_stands_beside_a_sentence_is_told(rock: Generation) -> None:
    boats = of("They lie", measured("Where do the boats lie?", rock), rock)
    assert boats["leans"] == 1 and boats["opens_paragraph"] == 1
    lamp = of("It needs", measured("How much does the lamp need?", rock), rock)
    assert lamp["opens_paragraph"] == 0 and lamp["cover_before"] > 0


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("When was the lighthouse built?", "The lighthouse was", 1),
        ("When was the lighthouse built?", "Nobody", 0),
        ("How many cars does the ferry carry?", "In winter", 1),
        ("How many cars does the ferry carry?", "The ferry rests", 0),
    ],
)
def test_evidence_of_the_kind_asked_for_is_seen_at_a_glance(
    rock: Generation, question: str, text: str, fits: float
) -> None:
    seen = of(text, measured(question, rock), rock)
    assert seen["fits"] == fits
    assert (seen["strength"] > 0) == bool(fits)


def test_nothing_tells_one_corpus_from_another(rock: Generation, tmp_path: Path) -> None:
    """Articles about other things, however many, change only what is told by how rare words are."""
    for number in range(30):
        (tmp_path / f"{number}.txt").write_text(f"Goats graze hill {number}. Sheep graze, too.\n", encoding="utf-8")
    for name, text in (("lighthouse", LIGHTHOUSE), ("ferry", FERRY)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    build_index(tmp_path, tmp_path / "index")
    larger = open_index(tmp_path / "index")
    for name in ("n_asked", "length", "section_no", "spoken", "leans", "n_figure", "article_count"):
        question = "When was the lighthouse built?"
        assert (
            of("The lighthouse was", measured(question, larger), larger)[name]
            == of("The lighthouse was", measured(question, rock), rock)[name]
        ), name


WORDS = "who when how many why lamp keeper forty cars ferry boats 1821 oil the harbour rest night quay it is".split()


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
def test_whatever_is_asked_all_that_is_measured_is_a_number(rock: Generation, words: list[str]) -> None:
    question: Question = read_question(" ".join(words))
    pool = find_candidates(question, rock, None) if question.terms else None
    if pool is not None and pool.numbers.size:
        found = measure(question, rock, pool)
        assert found.table.shape == (pool.are.sum(), len(WITHOUT_ENCODER))
        assert np.isfinite(found.table).all()
        assert found.held.shape == (pool.are.sum(), len(question.terms))
        assert ((found.held >= 0) & (found.held <= 1)).all()


def test_neighbours_are_those_of_the_same_article() -> None:
    numbers, articles = np.array([3, 4, 5, 9, 10]), np.array([0, 0, 1, 1, 1])
    beside = Neighbours.of(numbers, articles, REACH)
    column = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    assert beside.at(column, 1).tolist() == [2, 0, 0, 5, 0]
    assert beside.at(column, -1, missing=-7).tolist() == [-7, 1, -7, -7, 4]
    assert next(beside.greatest(column[None])).tolist() == [[2, 2, 3, 5, 5]]


def test_groups_follow_each_other() -> None:
    groups = Groups.of(np.array([1, 1, 2, 2, 2]), np.array([0, 0, 0, 4, 4]))
    assert groups.sizes.tolist() == [2, 1, 2]
    best = groups.greatest(np.array([[1.0, 3, 2, 5, 4]]))
    assert best.tolist() == [[3, 2, 5]]
    assert groups.each(best[0]).tolist() == [3, 3, 2, 5, 5]


def test_nearness_falls_by_place() -> None:
    assert nearness(np.array([0.2, 0.9, 0.9, 0.1])).tolist() == pytest.approx([1 / 3, 1, 1, 1 / 4])


def test_the_best_articles_own_sentences_are_candidates(tmp_path: Path) -> None:
    """Forty articles hold the question's word more often than the sentence that answers, far from its one mention."""
    ferry = "The Corran ferry\n\nThe Corran ferry was built in Leith.\n\n" + "\n\n".join(
        f"Deckhand number {place} painted a rail in the yard." for place in range(20)
    )
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "ferry.txt").write_text(f"{ferry}\n\nShe may carry bicycles aboard.\n", encoding="utf-8")
    for place in range(130):
        text = f"Notice {place}\n\nBicycles may be left at stand {place}, bicycles only.\n"
        (tmp_path / "articles" / f"stand-{place:03}.txt").write_text(text, encoding="utf-8")
    build_index(tmp_path / "articles", tmp_path / "index")
    assert "She may carry bicycles aboard." in candidates("Corran ferry bicycles", open_index(tmp_path / "index"))
