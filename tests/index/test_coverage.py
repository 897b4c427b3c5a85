"""The picture of a corpus that its index keeps, held against counting by hand what can be searched."""

from collections import Counter
from pathlib import Path

import pytest

from corpus import SHIPPED_ARTICLES, Library, Role
from index import CorpusFigures, Searcher, build_index, extract_terms, is_name, open_index, publish

CORPORA = {
    "pioneers": SHIPPED_ARTICLES,
    "harbours": Path(__file__).parent.parent / "corpora" / "harbours",
    "transit": Path(__file__).parent.parent / "corpora" / "transit",
}
SHOWN = (40, 30)


@pytest.fixture(scope="module", params=CORPORA)
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp(request.param)
    build_index(CORPORA[request.param], folder)
    return open_index(folder)


def index_of(folder: Path, texts: dict[str, str]) -> Searcher:
    (folder / "corpus").mkdir()
    for name, text in texts.items():
        (folder / "corpus" / f"{name}.txt").write_text(text, encoding="utf-8")
    if texts:
        build_index(folder / "corpus", folder / "index")
    else:
        publish(Library(folder / "data").changed({}), folder / "index")
    return open_index(folder / "index")


def counted(searcher: Searcher) -> Counter[tuple[str, str]]:
    """How many sentences can answer under each name in each article, by what each sentence itself tells."""
    cells: Counter[tuple[str, str]] = Counter()
    titles = {card.title for card in searcher.cards()}
    for number, sentence in enumerate(searcher.sentences(range(searcher.n_rows))):
        heading = searcher.headings([number])[0]
        if heading is not None and is_name(heading.text) and heading.text not in titles:
            cells[heading.text, sentence.article_id] += sentence.role not in (Role.HEADING, Role.FURNITURE)
    return +cells


def test_each_cell_is_the_number_of_sentences_that_can_answer(searcher: Searcher) -> None:
    covered, by_hand = searcher.coverage(), counted(searcher)
    shown = {
        (section.name, article.id): sentences
        for section, row in zip(covered.sections, covered.cells, strict=True)
        for article, sentences in zip(covered.articles, row, strict=True)
        if sentences
    }
    assert shown == by_hand
    assert covered.all_sections == len({name for name, _ in by_hand}) == len(covered.sections)
    assert covered.all_articles == len({article for _, article in by_hand}) == len(covered.articles)
    for section in covered.sections:
        own = {article: n for (name, article), n in by_hand.items() if name == section.name}
        assert (section.articles, section.sentences) == (len(own), sum(own.values()))
    assert list(covered.articles) == [
        card for one in covered.articles for card in searcher.cards() if card.id == one.id
    ]


def test_the_figures_are_what_counting_gives(searcher: Searcher) -> None:
    cards, told = searcher.cards(), searcher.figures()
    held = searcher.sentences(range(searcher.n_rows))
    dates = sorted(card.published for card in cards if card.published)
    texts: dict[tuple[str, ...], set[str]] = {}
    for sentence in held:
        if sentence.role not in (Role.HEADING, Role.FURNITURE):
            texts.setdefault(tuple(extract_terms(sentence.text)), set()).add(sentence.article_id)
    assert told == CorpusFigures(
        words=len({term for n, s in enumerate(held) for term in (*extract_terms(s.text), *over(n, searcher))
                   if searcher.document_frequency(term)}),
        speakers=len({s.speaker.text.replace(".", "") for s in held if s.speaker}),
        publishers=len({card.publisher for card in cards} - {None}),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        longest=max(cards, key=lambda card: card.characters).id,
        copies=sum(
            len(texts[key]) > 1
            for s in held
            if s.role not in (Role.HEADING, Role.FURNITURE) and len(key := tuple(extract_terms(s.text))) >= 6
        ),
    )  # fmt: skip


def over(number: int, searcher: Searcher) -> list[str]:
    heading = searcher.headings([number])[0]
    return [] if heading is None else extract_terms(heading.text)


def test_what_stands_in_most_articles_comes_first_and_the_picture_ends(tmp_path: Path) -> None:
    names = [chr(65 + n // 26) + chr(97 + n % 26) + "ville" for n in range(60)]
    texts = {
        f"a{n:03}": f"title: News {n}\n\nSo much for the day.\n\n"
        + "\n\n".join(f"{name}\n\n{name} will mend quay {n}." for name in names[: 60 - n % 60])
        for n in range(240)
    }
    covered = index_of(tmp_path, texts).coverage()
    assert (len(covered.sections), len(covered.articles)) == SHOWN
    assert [len(row) for row in covered.cells] == [SHOWN[1]] * SHOWN[0]
    assert [section.name for section in covered.sections] == names[: SHOWN[0]]
    assert [section.articles for section in covered.sections] == [240 - 4 * n for n in range(SHOWN[0])]
    assert [card.id for card in covered.articles] == sorted(text for text in texts if int(text[1:]) % 60 <= 20)[:30]
    assert (covered.all_sections, covered.all_articles) == (60, 240)


@pytest.mark.parametrize(
    ("texts", "longest"),
    [
        pytest.param({}, None, id="no-articles"),
        pytest.param({"plain": "The gnu ran over the hill."}, "plain", id="no-sections"),
    ],
)
def test_a_corpus_without_sections_has_an_empty_picture(
    texts: dict[str, str], longest: str | None, tmp_path: Path
) -> None:
    searcher = index_of(tmp_path, texts)
    covered, figures = searcher.coverage(), searcher.figures()
    assert (covered.sections, covered.articles, covered.cells) == ((), (), ())
    assert (covered.all_sections, covered.all_articles) == (0, 0)
    assert (figures.longest, figures.copies, figures.speakers, figures.first) == (longest, 0, 0, None)


def test_the_picture_is_written_alike_for_the_same_articles(tmp_path: Path) -> None:
    for name in ("one", "other"):
        build_index(CORPORA["transit"], tmp_path / name)
    one, other = (next((tmp_path / name).rglob("corpus.sqlite")).read_bytes() for name in ("one", "other"))
    assert one == other


def test_an_articles_own_title_is_no_section_of_it(tmp_path: Path) -> None:
    texts = {
        "one": "title: Gannet Bay\n\nGannet Bay\n\nThe quay will be mended with a new crane.",
        "two": "title: News\n\nSo much for the day.\n\nGannet Bay\n\nA crane will be put up. It is green.",
    }
    covered = index_of(tmp_path, texts).coverage()
    assert [(section.name, section.sentences) for section in covered.sections] == [("Gannet Bay", 2)]
    assert [card.id for card in covered.articles] == ["two"]
