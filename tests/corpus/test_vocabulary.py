"""A user's own words: read beside those that ship, refused where they are wrong, and kept with the index they made."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus import CorpusError, Source, VocabularyError, read_structure, read_vocabulary, shipped_vocabulary
from index import Equivalents, IndexFormat, Searcher, build_index, open_index
from index.disk.manifest import FORMAT
from qa import Request, answer
from web.cli.commands import cli

BOATS = 'equivalents = [["skiff", "Rowing  boat"]]\n'


def file(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """A folder of one article."""
    return file(tmp_path / "harbour" / "north.txt", "A rowing boat costs five pounds an hour.\n").parent


def test_each_key_adds_to_what_ships_and_may_be_missing(tmp_path: Path) -> None:
    own = file(
        tmp_path / "own.toml",
        'abbreviations = ["Quayno"]\nbefore_numbers = ["berth"]\nnotices = ["harbour radio"]\n' + BOATS,
    )
    shipped, words = shipped_vocabulary(), read_vocabulary(None, own)
    assert words.abbreviations == shipped.abbreviations | {"quayno"}
    assert words.before_numbers == shipped.before_numbers | {"berth"}
    assert words.notices == (*shipped.notices, "harbour radio")
    assert words.equivalents == (*shipped.equivalents, ("skiff", "rowing boat"))
    assert (words.starters, words.menus, words.comment_box) == (shipped.starters, shipped.menus, shipped.comment_box)


def test_the_words_are_heeded_in_reading(tmp_path: Path) -> None:
    text = "He moored at Quayno. Four, and slept well there.\n"
    words = read_vocabulary(None, file(tmp_path / "own.toml", 'abbreviations = ["quayno"]'))
    assert len(read_structure(Source("a", text), shipped_vocabulary()).sentences) == 2
    assert len(read_structure(Source("a", text), words).sentences) == 1


def test_words_beside_the_articles_and_words_that_are_named_add_up(harbour: Path, tmp_path: Path) -> None:
    file(harbour / "vocabulary.toml", BOATS)
    own = file(tmp_path / "own.toml", 'equivalents = [["quay", "pier"]]')
    added = read_vocabulary(harbour, own).equivalents[len(shipped_vocabulary().equivalents) :]
    assert added == (("skiff", "rowing boat"), ("quay", "pier"))


@pytest.mark.parametrize("text", ["", "# nothing\n", "equivalents = []\n"])
def test_a_file_that_adds_nothing_changes_nothing(text: str, tmp_path: Path) -> None:
    assert read_vocabulary(None, file(tmp_path / "own.toml", text)) == shipped_vocabulary()


def test_only_words_tell_vocabularies_apart(tmp_path: Path) -> None:
    one, same, other = (
        read_vocabulary(None, file(tmp_path / "own.toml", text)).fingerprint
        for text in (BOATS, f"# ours\n{BOATS}", BOATS.replace("skiff", "gig"))
    )
    assert one == same != other
    assert shipped_vocabulary().fingerprint not in {one, other}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("equivalents = [", "not TOML: ", id="no-toml"),
        pytest.param('synonyms = ["a"]', "unknown key 'synonyms'; known are abbreviations, ", id="unknown-key"),
        pytest.param('abbreviations = "approx"', 'abbreviations is no list; write abbreviations = ["', id="no-list"),
        pytest.param("starters = [7]", "starters holds 7, which is no text; write words in quotes", id="a-number"),
        pytest.param('menus = [" "]', "menus holds ' ', which is no text", id="blank"),
        pytest.param('abbreviations = ["approx."]', "without the full stop after it", id="a-full-stop"),
        pytest.param('before_numbers = ["see no"]', "write one word", id="two-words"),
        pytest.param('equivalents = ["quay", "pier"]', "equivalents holds 'quay'; each of its lists", id="no-sets"),
        pytest.param('equivalents = [["quay"]]', "equivalents holds ['quay']; each of its lists", id="one-alone"),
        pytest.param("equivalents = [[1, 2]]", "equivalents holds 1, which is no text", id="numbers"),
        pytest.param("equivalents = {}", 'write equivalents = [["quay", "pier"]]', id="a-table"),
    ],
)
def test_a_wrong_file_is_refused_with_the_key_and_what_it_should_hold(text: str, told: str, tmp_path: Path) -> None:
    path = file(tmp_path / "own.toml", text)
    with pytest.raises(VocabularyError) as caught:
        read_vocabulary(None, path)
    assert str(caught.value).startswith(f"{path}: ")
    assert told in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"none\.toml: cannot be read \(No such file .*give the path"):
        read_vocabulary(None, tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9\n")
    with pytest.raises(CorpusError, match=r"latin\.toml, line 1: not UTF-8"):
        read_vocabulary(None, tmp_path / "latin.toml")


def test_a_link_out_of_the_articles_folder_is_not_followed(harbour: Path, tmp_path: Path) -> None:
    (harbour / "vocabulary.toml").symlink_to(file(tmp_path / "own.toml", BOATS))
    with pytest.raises(CorpusError, match="outside of the folder"):
        read_vocabulary(harbour)


def expansions(searcher: Searcher, question: str) -> dict[str, str]:
    reply = answer(Request(question), searcher)
    return {expansion.term: " ".join(expansion.added) for expansion in reply.interpretation.expansions}


def test_questions_are_read_with_the_words_that_the_index_was_built_with(harbour: Path, tmp_path: Path) -> None:
    build_index(harbour, tmp_path / "plain")
    file(harbour / "vocabulary.toml", BOATS)
    build_index(harbour, tmp_path / "own")
    shutil.rmtree(harbour)
    plain, own = open_index(tmp_path / "plain"), open_index(tmp_path / "own")
    assert plain.version != own.version
    assert expansions(own, "What does a skiff cost?") == {"skiff": "rowing boat"}
    assert expansions(plain, "What does a skiff cost?") == {}
    assert "skiff" in own.equivalents.words and "skiff" not in plain.equivalents.words


def test_an_index_of_before_the_words_went_with_it_is_built_anew(harbour: Path, tmp_path: Path) -> None:
    build_index(harbour, tmp_path / "index")
    (manifest,) = (tmp_path / "index").rglob("manifest.json")
    manifest.write_text(manifest.read_text("utf-8").replace(f'"format": {FORMAT}', '"format": 1'), "utf-8")
    with pytest.raises(IndexFormat):
        open_index(tmp_path / "index")
    assert build_index(harbour, tmp_path / "index").published
    assert open_index(tmp_path / "index").n_articles == 1


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        pytest.param(["row", "boat", "cost"], [("rowing boat", ["skiff", "gig"])], id="a-phrase"),
        pytest.param(["boat", "row"], [], id="its-words-in-another-order"),
        pytest.param(["row", "new", "boat"], [], id="its-words-apart"),
        pytest.param(["boat", "row"][:1], [], id="a-part-of-it"),
        pytest.param(["pier", "skiff"], [("skiff", ["rowing boat", "gig"]), ("pier", ["quay"])], id="in-their-order"),
        pytest.param(["skiff", "skiff"], [("skiff", ["rowing boat", "gig"])], id="once"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_a_phrase_is_found_where_its_terms_stand_in_a_row(terms: list[str], found: list[tuple[str, list[str]]]) -> None:
    known = Equivalents.build([["skiff", "rowing boat", "gig", "the"], ["quay", "pier"]])
    told = [
        (" ".join(word for _, word in phrase), [" ".join(word for _, word in other) for other in others])
        for phrase, others in known.within(terms)
    ]
    assert told == found


Run = Callable[..., Result]


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    """Runs the program, its index in a folder of the test's own."""

    def run(*arguments: str | Path, **variables: str) -> Result:
        own = {"PIONEER_QA_DATA": str(tmp_path / "data"), "PIONEER_QA_INDEX": str(tmp_path / "index")}
        env = {**dict.fromkeys(set(os.environ) - set(environment)), **own}
        runner = CliRunner(env={**env, **variables})
        return runner.invoke(cli, [str(argument) for argument in arguments], prog_name="pioneer-qa")

    return run


def test_a_file_of_words_can_be_named_by_option_and_by_variable(run: Run, harbour: Path, tmp_path: Path) -> None:
    own = file(tmp_path / "own.toml", BOATS)
    question = "What does a skiff cost?"
    assert run("index", "--corpus", harbour).exit_code == 0
    plain = run("ask", question).stdout
    assert "searched beside" not in plain
    told = run("ask", "--corpus", harbour, "--vocabulary", own, question)
    assert "searched beside “skiff”: rowing, boat" in told.stdout
    assert told.stderr.startswith("no article changed, indexed anew; 1 articles")
    assert run("ask", question).stdout == told.stdout
    assert run("index", "--corpus", harbour, PIONEER_QA_VOCABULARY=str(own)).stdout.startswith("nothing changed")
    assert run("ask", question, PIONEER_QA_VOCABULARY=str(own)).stdout == told.stdout


def test_an_index_of_other_words_is_refused_where_nobody_says_what_to_index(
    run: Run, harbour: Path, tmp_path: Path
) -> None:
    assert run("index", "--corpus", harbour).exit_code == 0
    done = run("ask", "--vocabulary", file(tmp_path / "own.toml", BOATS), "What does a skiff cost?")
    assert (done.exit_code, done.stdout) == (1, "")
    assert re.match(r"pioneer-qa: the index was built with another vocabulary than this; .*--corpus", done.stderr)


def test_a_wrong_file_of_words_leaves_the_index_as_it_was(run: Run, harbour: Path, tmp_path: Path) -> None:
    assert run("index", "--corpus", harbour).exit_code == 0
    file(harbour / "vocabulary.toml", "synonyms = []")
    done = run("index", "--corpus", harbour)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"pioneer-qa: {harbour / 'vocabulary.toml'}: unknown key 'synonyms'; known are ")
    assert "five pounds" in run("ask", "What does a rowing boat cost?").stdout
