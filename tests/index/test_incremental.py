"""Whatever is done to the articles, in whichever order: the index is, byte for byte, that of a full build of them.

Every change goes two ways, through the user's own articles and through a folder that is only read; both are compared
with a third, which is built of the same articles at once, in a folder of its own.
"""

from dataclasses import replace
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import tomli_w
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from written import CRISIS, HEADINGS, IDS, KNOWN, LINES, NURSES, VOCABULARIES, WRITTEN, Written, pieces, text_of

from corpus import Admitted, Articles, Changes, CorpusNotFound, Library
from index import BuildReport, Generation, open_index, publish
from index.build import collect
from qa import Answer, Reason, Request, answer

QUESTIONS = (
    "Who answers 320 calls a week?",
    "What does JET stand for?",
    "How much does the council spend on home care?",
    "Are there cots in Barnsley?",
    "What did Norman Lamb say about Torbay?",
    "Who feeds the zebras?",
)


# --- three ways to the same index ---


def replies(searcher: Generation) -> list[Answer]:
    """What an index answers."""
    return [answer(Request(question), searcher) for question in QUESTIONS]


class Place:
    """Articles with their index, two ways: the user's own in `data`, and a folder that is only read in `corpus`."""

    def __init__(self, place: Path) -> None:
        self.corpus, self.data = place / "corpus", place / "data"
        self.library = Library(self.data)
        self.corpus.mkdir()
        self.library.folder.mkdir(parents=True)
        self.own, self.read = place / "own-index", place / "read-index"

    def speak(self, vocabulary: str | None) -> None:
        """Set the words that stand beside the articles."""
        for folder in (self.corpus, self.library.folder):
            path = folder / "vocabulary.toml"
            path.unlink(missing_ok=True)
            if vocabulary is not None:
                path.write_text(vocabulary, "utf-8")

    def write(self, articles: dict[str, Written]) -> None:
        """Make the folder that is only read hold these articles, as a person with an editor would."""
        for path in self.corpus.iterdir():
            if path.name != "vocabulary.toml":
                path.unlink()
        for article_id, written in articles.items():
            (self.corpus / f"{article_id}{written.suffix}").write_bytes(written.text.encode())
        known = {article_id: written.known for article_id, written in articles.items()}
        (self.corpus / "catalogue.toml").write_text(tomli_w.dumps(known), "utf-8")

    def change(self, changes: dict[str, Written | None]) -> BuildReport:
        """Change the user's own articles, and index them."""
        return publish(self.library.changed(admitted(changes)), self.own)


def admitted(changes: dict[str, Written | None]) -> Changes:
    """Changes as a library takes them."""
    return {key: Admitted.of(written.file(key)) if written else None for key, written in changes.items()}


def built_at_once(articles: dict[str, Written], vocabulary: str | None, folder: Path) -> Path:
    """The index of a full build, in a folder where there was nothing before."""
    words = None
    if vocabulary is not None:
        words = folder / "words.toml"
        words.write_text(vocabulary, "utf-8")
    publish(Library(folder / "data", words).changed(admitted(dict(articles))), folder / "index")
    return folder / "index"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A place with no article yet, where each is kept by itself."""
    monkeypatch.setattr("index.build.collect._TOGETHER", 1)
    return Place(tmp_path)


class Changing(RuleBasedStateMachine):
    """Articles that change, and what is held against the index after each change."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.place = Place(Path(self.folder.name))
        self.articles: dict[str, Written] = {}
        self.vocabulary: str | None = None
        self.kept: set[tuple[str, Written, str | None]] = set()

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize(articles=st.dictionaries(IDS, WRITTEN, max_size=3))
    def begin(self, articles: dict[str, Written]) -> None:
        self.index(dict(articles))

    @rule(article_id=IDS, written=WRITTEN)
    def put(self, article_id: str, written: Written) -> None:
        self.index({article_id: written})

    @precondition(lambda self: self.articles)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        self.index({data.draw(st.sampled_from(sorted(self.articles))): None})

    @precondition(lambda self: self.articles)
    @rule(data=st.data())
    def copy_one_without_its_headings(self, data: st.DataObject) -> None:
        copied = self.articles[data.draw(st.sampled_from(sorted(self.articles)))].text
        self.index({"a": Written("".join(line for line in copied.splitlines(True) if line.strip() not in HEADINGS))})

    @precondition(lambda self: self.articles)
    @rule(data=st.data(), **KNOWN)
    def tell(self, data: st.DataObject, title: str | None, published: str | None) -> None:
        article_id = data.draw(st.sampled_from(sorted(self.articles)))
        self.index({article_id: replace(self.articles[article_id], title=title, published=published)})

    @rule(changes=st.dictionaries(IDS, st.none() | WRITTEN, min_size=2))
    def change_many_at_once(self, changes: dict[str, Written | None]) -> None:
        self.index(changes)

    @rule(vocabulary=st.sampled_from(VOCABULARIES))
    def speak(self, vocabulary: str | None) -> None:
        self.vocabulary = vocabulary
        self.place.speak(vocabulary)
        self.index({})

    @rule()
    def index_again(self) -> None:
        self.index({})
        assert not self.index({}).published

    def index(self, changes: dict[str, Written | None]) -> BuildReport:
        """Change the articles both ways; what no build read so before is analysed, and what is kept with it."""
        after = {**self.articles, **changes}
        self.articles = {key: written for key, written in after.items() if written is not None}
        parts = {(key, written, self.vocabulary) for key, written in self.articles.items()}
        report = self.place.change(changes)
        new = len(parts - self.kept)
        assert report.analysed == new if collect._TOGETHER == 1 else new <= report.analysed <= len(parts)
        self.kept = parts
        return report

    @invariant()
    def the_index_is_that_of_a_full_build(self) -> None:
        if not (self.place.own / "current").exists():
            return  # nothing was done yet
        with TemporaryDirectory() as folder:
            whole = built_at_once(self.articles, self.vocabulary, Path(folder))
            assert pieces(self.place.own) == pieces(whole)
            assert replies(open_index(self.place.own)) == replies(open_index(whole))
            self.place.write(self.articles)
            if self.articles:
                publish(Articles(self.place.corpus), self.place.read)
                assert pieces(self.place.read) == pieces(whole)
            else:
                with pytest.raises(CorpusNotFound):
                    publish(Articles(self.place.corpus), self.place.read)


@pytest.mark.long
@pytest.mark.parametrize("together", [1, 600, 100_000])
def test_after_any_changes_the_index_is_that_of_a_full_build(together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.build.collect._TOGETHER", together)  # bytes that are kept as one: one, some, all
    run_state_machine_as_test(
        Changing,
        settings=settings(
            max_examples=10,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


# --- what one article does to another ---

NAMES = Written(text_of([("The pioneers", ["Words here."]), ("Barnsley", [CRISIS, NURSES])]))
LOST = Written(text_of([(None, ["Other words.", "Ann Lee\n01234 567890", f"{CRISIS} {NURSES}"])]))


def over_crisis(index: Path) -> tuple[str, str, bool] | None:
    """The heading over the sentence in the article that lost it: what it is, whose, and whether it was inferred."""
    searcher = open_index(index)
    numbers = searcher.sentence_numbers("lost")
    (number,) = (n for n in numbers if searcher.sentences([n])[0].text == CRISIS)
    heading = searcher.headings([number])[0]
    return None if heading is None else (heading.text, heading.article_id, heading.inferred)


def test_a_lost_heading_comes_and_goes_with_the_article_that_names_it(place: Place) -> None:
    place.change({"lost": LOST})
    assert over_crisis(place.own) is None
    added = place.change({"names": NAMES})
    assert (added.analysed, added.added, added.changed) == (1, ("names",), ())
    assert over_crisis(place.own) == ("Barnsley", "names", True)
    changed = place.change({"names": replace(NAMES, text=NAMES.text.replace("Barnsley", "Torbay"))})
    assert (changed.analysed, changed.changed) == (1, ("names",))
    assert over_crisis(place.own) == ("Torbay", "names", True)
    removed = place.change({"names": None})
    assert (removed.analysed, removed.removed) == (0, ("names",))
    assert over_crisis(place.own) is None


def test_a_lost_heading_that_two_articles_name_stays_while_one_of_them_does(place: Place) -> None:
    place.change({"lost": LOST, "names": NAMES, "other": NAMES})
    assert over_crisis(place.own) == ("Barnsley", "names", True)
    place.change({"names": None})
    assert over_crisis(place.own) == ("Barnsley", "other", True)


def test_in_which_order_articles_are_added_makes_no_difference(tmp_path: Path) -> None:
    articles = {"lost": LOST, "names": NAMES, "words": Written(text_of([("JET", LINES)]))}
    seen = []
    for number, order in enumerate(permutations(articles)):
        (tmp_path / str(number)).mkdir()
        place = Place(tmp_path / str(number))
        for article_id in order:
            place.change({article_id: articles[article_id]})
        seen.append(pieces(place.own))
    assert all(found == seen[0] for found in seen)
    assert seen[0] == pieces(built_at_once(dict(reversed(articles.items())), None, tmp_path))


def test_an_empty_library_answers_that_it_is_and_can_be_filled_again(place: Place) -> None:
    assert place.change({}).articles == 0
    for _round in range(2):
        reply = answer(Request("Are there crisis beds?"), open_index(place.own))
        assert reply.no_answer is not None and reply.no_answer.reason is Reason.EMPTY_INDEX
        place.change({"names": NAMES})
        reply = answer(Request("Are there crisis beds?"), open_index(place.own))
        assert [passage.citations[0].quote for passage in reply.passages][:1] == [CRISIS]
        assert place.change({"names": None}).articles == 0


def test_without_its_cache_a_build_is_the_same(place: Place, tmp_path: Path) -> None:
    place.change({"lost": LOST})
    (place.own / "cache.sqlite").unlink()
    assert place.change({"names": NAMES}).analysed == 2
    assert pieces(place.own) == pieces(built_at_once({"lost": LOST, "names": NAMES}, None, tmp_path))


def test_a_word_over_two_lines_is_kept_as_one(place: Place, tmp_path: Path) -> None:
    wrapped = Written(text_of([("Costs", ["Of all that the council was given over the year 42 per\ncent went."])]))
    place.change({"a": wrapped})
    place.change({"names": NAMES})
    assert pieces(place.own) == pieces(built_at_once({"a": wrapped, "names": NAMES}, None, tmp_path))


def test_where_a_removal_leads_back_to_an_index_that_stands_no_word_of_it_is_kept(place: Place) -> None:
    place.change({"names": NAMES})
    place.change({"ferry": Written("The Quillfeather ferry rests on Mondays.\n")})
    assert b"Quillfeather" in (place.own / "cache.sqlite").read_bytes()
    place.change({"ferry": None})
    assert b"quillfeather" not in (place.own / "cache.sqlite").read_bytes().lower()
