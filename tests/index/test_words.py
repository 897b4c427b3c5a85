"""What the corpus knows of its own words: headings that twins give back, acronyms, names, spelling, likeness."""

from pathlib import Path

import numpy as np
import pytest

from corpus import SHIPPED_ARTICLES
from index import Generation, build_index, extract_terms, find_acronyms, is_english, is_name, open_index
from index.disk.section_names import SectionNames, marks
from index.read.likeness import adjacency, best_in_rows, cosines, mean_likeness
from index.text.names import initials, mentions
from index.text.spelling import correct
from index.text.word_vectors import DIMENSIONS, WordVectors

TWIN = "The plan brings nurses and carers of the town into one team."
NEW = "Painters, bakers and sailors sing old songs about ships and bread."
OTHER = "Doctors of the bay share their notes with every ward at night."


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """The index of the articles that ship."""
    place = tmp_path_factory.mktemp("index")
    build_index(SHIPPED_ARTICLES, place)
    return open_index(place)


def index_of(place: Path, **texts: str) -> Generation:
    """The index of some texts."""
    folder = place / "articles"
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    build_index(folder, place / "index")
    return open_index(place / "index")


def over(generation: Generation, article_id: str) -> dict[str, tuple[str, bool] | None]:
    """The heading over each sentence of an article, and whether it was inferred."""
    numbers = generation.sentence_numbers(article_id)
    headings = generation.headings(numbers)
    return {
        sentence.text: heading and (heading.text, heading.inferred)
        for sentence, heading in zip(generation.sentences(numbers), headings, strict=True)
    }


# --- twins ---


@pytest.mark.parametrize(
    "area", ["Barnsley", "Cheshire", "Greenwich", "Islington", "Leeds", "Kent", "Southend", "Worcestershire"]
)
def test_a_heading_that_was_lost_comes_from_the_twin(shipped: Generation, area: str) -> None:
    found = {
        text for text, heading in over(shipped, "integrated-care-pioneers-announced").items() if heading == (area, True)
    }
    assert len(found) > 1


def test_an_inferred_heading_stands_where_it_says(shipped: Generation) -> None:
    numbers = shipped.sentence_numbers("integrated-care-pioneers-announced")
    for heading in filter(None, shipped.headings(numbers)):
        article = shipped.article(heading.article_id)
        assert article is not None and article.text[heading.start : heading.end] == heading.text


def test_a_section_is_found_by_the_heading_it_was_given(shipped: Generation) -> None:
    hits = shipped.search(dict.fromkeys(extract_terms("Greenwich emergencies"), 1.0), limit=9)
    sentences = shipped.sentences(hit.sentence for hit in hits)
    assert "integrated-care-pioneers-announced" in {sentence.article_id for sentence in sentences}


def test_a_heading_is_not_inferred_from_few_sentences_or_two_headings(tmp_path: Path) -> None:
    lost = "Ann Lee\n01234 567890\n\n"
    generation = index_of(
        tmp_path,
        a=f"Title\n\nKent\n\n{TWIN}\n\nLeeds\n\n{OTHER}\n\nHull\n\n{OTHER}",
        b=f"Words here.\n\n{lost}{TWIN} {NEW} Never seen: {NEW}",
        c=f"Words here.\n\n{lost}{OTHER}",
        d=f"Words here.\n\n{lost}{TWIN}",
    )
    assert over(generation, "b")[TWIN] is None
    assert over(generation, "c")[OTHER] is None
    assert over(generation, "d")[TWIN] == ("Kent", True)


def test_a_title_is_no_heading_to_infer(tmp_path: Path) -> None:
    generation = index_of(tmp_path, a=f"Kent\n\n{TWIN}", b=f"Words here.\n\nAnn Lee\n01234 567890\n\n{TWIN}")
    assert over(generation, "b")[TWIN] is None


# --- names and acronyms ---


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the Joint Emergency Team (JET) came", [("jet", "Joint Emergency Team")]),
        ("Clinical Commissioning Groups (CCGs) met", [("ccg", "Clinical Commissioning Groups")]),
        ("Waltham Forest, East London and City (WELC)", [("welc", "Waltham Forest, East London and City")]),
        ("in the long term (LT)", [("lt", "long term")]),
        ("it was late (see below) and far (JET)", []),
        ("(NHS)", []),
    ],
)
def test_an_acronym_in_brackets_stands_for_the_words_before(text: str, found: list[tuple[str, str]]) -> None:
    assert [(letters, text[start:end]) for letters, start, end in find_acronyms(text)] == found


def test_initials_are_those_of_names_and_of_their_parts() -> None:
    assert set(initials("In May the Department of Health spoke to Kent County Council’s")) >= {
        ("dh", "Department of Health"), ("kcc", "Kent County Council"), ("cc", "County Council"),
    }  # fmt: skip
    assert list(initials("And Don saw it")) == []


def test_the_corpus_tells_what_letters_stand_for(shipped: Generation) -> None:
    assert shipped.stands_for("JET") == "Joint Emergency Team"
    assert shipped.stands_for("dh") == "Department of Health"
    assert shipped.stands_for("xyz") is None


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Isles of Scilly", True),
        ("14 areas", False),
        ("What the DH said", False),
        ("1st Battalion", True),
        ("A " * 9, False),
    ],
)
def test_a_heading_of_capitals_reads_as_a_name(heading: str, name: bool) -> None:
    assert is_name(heading) is name


def test_the_longest_known_names_are_mentioned_each_once() -> None:
    known = {"South Devon", "South Devon and Torbay", "Kent", "Leeds"}.__contains__
    text = "In Kent, Leeds and South Devon and Torbay, not kent but Kent’s own"
    assert [text[a:b] for a, b in mentions(text, known)] == ["Kent", "Leeds", "South Devon and Torbay", "Kent"]


class Named:
    """A database of names that counts how often it is asked."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.asked: list[str] = []

    def is_section_name(self, text: str) -> bool:
        self.asked.append(text)
        return text in self.names


def test_only_what_has_the_mark_of_a_name_is_looked_up_among_the_names() -> None:
    alike = ("plumless", "buckeroo")  # of one CRC-32
    database = Named("Kent", alike[0])
    names = SectionNames(database, marks(database.names))  # type: ignore[arg-type]
    assert [names.known(text) for text in ("Kent", "Leeds", "kent", *alike, "Kent")] == [
        True,
        False,
        False,
        True,
        False,
        True,
    ]
    assert database.asked == ["Kent", *alike]


def test_a_name_is_a_term_that_is_capitalised_nearly_everywhere(shipped: Generation) -> None:
    assert all(shipped.is_name(term) for term in extract_terms("Barnsley Torbay Lamb"))
    assert not any(shipped.is_name(term) for term in extract_terms("patients crisis the zebra 111"))


# --- spelling ---


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("hospitl", "hospital"), ("admisions", "admissions"), ("coordinatd", "coordinated"), ("tema", "team"),
        ("barnsly", "barnsley"),
        ("hospital", None), ("team", None), ("colour", None), ("organised", None), ("xyzzyx", None), ("tem", None),
        ("h0spital", None),
    ],
)  # fmt: skip
def test_a_misspelt_word_gives_way_to_one_of_the_corpus(word: str, right: str | None) -> None:
    counts = {"hospital": 9, "admissions": 3, "coordinated": 2, "team": 5, "tear": 1, "barnsley": 4}
    assert correct(word, counts) == right


@pytest.mark.parametrize("word", ["centre", "colour", "organise", "programme", "paediatric", "analyse"])
def test_british_spelling_is_english(word: str) -> None:
    assert is_english(word)


# --- likeness ---


def test_a_word_is_most_like_itself_and_less_like_others() -> None:
    asked, vectors = np.array([[1, 0]], dtype=np.float32), np.array([[1, 0], [0.6, 0.8], [-1, 0]], dtype=np.float32)
    held, no_names = np.array([7, 8, 9], dtype=np.int32), np.zeros(3, dtype=bool)
    np.testing.assert_allclose(cosines(asked, [7], vectors, held, no_names), [[1, 0.6, 0]], rtol=1e-6)
    assert 0.9 < cosines(asked, [-1], vectors, held, no_names)[0, 0] < 1


@pytest.mark.parametrize(("n_words", "n_held"), [(1, 0), (1, 1), (3, 700), (40, 90), (2000, 3)])
def test_however_many_words_are_compared_with_however_many_the_cosines_are_the_same(n_words: int, n_held: int) -> None:
    rng = np.random.default_rng(1)
    asked, vectors = (rng.standard_normal((n, 256), dtype=np.float32) / 32 for n in (n_words, n_held))
    held, no_names = np.arange(n_held, dtype=np.int32), np.zeros(n_held, dtype=bool)
    expected = np.clip(asked.astype(np.float64) @ vectors.T, 0, 0.999)
    np.testing.assert_allclose(cosines(asked, [-1] * n_words, vectors, held, no_names), expected, atol=1e-6)


def test_a_name_is_like_itself_alone() -> None:
    asked, vectors = np.array([[1, 0], [1, 0]], dtype=np.float32), np.array([[1, 0], [0.6, 0.8]], dtype=np.float32)
    held, names = np.array([7, 8], dtype=np.int32), np.array([True, False])
    np.testing.assert_allclose(cosines(asked, [7, -1], vectors, held, names), [[1, 0.6], [0, 0.6]], rtol=1e-6)


def test_the_best_of_each_row_is_found_before_its_middle_and_after_and_an_empty_part_has_none() -> None:
    values = np.array([[0.1, 0.5, 0.2], [0.3, 0.0, 0.9]], dtype=np.float32)
    before, after = best_in_rows(values, np.array([0, 2, 2]), np.array([1, 2, 3]), np.array([2, 2, 3]))
    np.testing.assert_allclose(before, [[0.1, 0, 0.2], [0.3, 0, 0.9]])
    np.testing.assert_allclose(after, [[0.5, 0, 0], [0, 0, 0]])


def test_neighbours_count_in_their_order_within_one_row() -> None:
    flat, ends = np.array([1, 2, 3, 2, 1, 2], dtype=np.int32), np.array([3, 4, 6])
    np.testing.assert_allclose(adjacency([1, 2, 3], flat, ends), [1, 0, 0.5])
    np.testing.assert_allclose(adjacency([1], flat, ends), [0, 0, 0])
    np.testing.assert_allclose(adjacency([-1, 2], flat, ends), [0, 0, 0])


def test_the_mean_of_a_row_is_weighed_by_idf() -> None:
    vectors = np.eye(2, dtype=np.float32)
    likeness = mean_likeness(
        np.array([1.0, 0]), vectors, np.array([3.0, 4.0]), np.array([0, 1, 1]), np.array([2, 3, 3])
    )
    np.testing.assert_allclose(likeness, [0.6, 0, 0])


def test_a_sentence_matches_what_it_holds_and_what_is_like_it(shipped: Generation) -> None:
    (hit, *_) = shipped.search(dict.fromkeys(extract_terms("crisis house"), 1.0), limit=1)
    words = [("crisi", "crisis"), ("hous", "house"), ("dwell", "dwelling"), ("111", "111")]
    found = shipped.match(words, [hit.sentence])
    assert found.likeness[:2].tolist() == [[1], [1]]
    assert 0.3 < found.likeness[2][0] < 1
    assert found.likeness[3].tolist() == [0]
    assert found.weights[0][0] > 0 and found.weights[2].tolist() == [0]
    assert found.adjacent.tolist() == [pytest.approx(1 / 3)]
    assert 0 < found.alike[0] < 1
    assert shipped.closest(words[:3], [hit.sentence])[0][:2] == ("crisi", "hous")


def test_the_nearest_words_are_those_of_like_meaning(shipped: Generation) -> None:
    nearest = shipped.nearest("doctors", limit=5)
    assert "doctor" in [term for term, _ in nearest]
    assert [cosine for _, cosine in nearest] == sorted((cosine for _, cosine in nearest), reverse=True)


@pytest.mark.usefixtures("without_vectors")
def test_without_word_vectors_words_match_themselves_alone(tmp_path: Path) -> None:
    generation = index_of(tmp_path, a="A crisis house opens.")
    assert not generation.has_vectors
    found = generation.match([("crisi", "crisis"), ("dwell", "dwelling")], [0])
    assert found.likeness.tolist() == [[1], [0]]
    assert found.alike.tolist() == [0]
    assert generation.nearest("crisis", limit=3) == ()
    assert generation.closest([("crisi", "crisis"), ("dwell", "dwelling")], [0]) == (("crisi", None),)


def test_words_are_embedded_together_as_alone() -> None:
    vectors = WordVectors.load()
    assert vectors is not None
    words = ["house", "o’neill", "a&e", "3.8", "per\ncent", "zoë", "x" * 300, "日本", "a\u0301", "house", ""] * 700
    alone = np.concatenate([vectors.embed([word]) for word in words[:11]])
    np.testing.assert_array_equal(vectors.embed(words), np.tile(alone, (700, 1)))
    assert vectors.embed([]).shape == (0, DIMENSIONS)
