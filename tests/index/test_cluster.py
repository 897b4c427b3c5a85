"""An index in OpenSearch, on real nodes: it replies as the local index of the same articles, or says what is wrong."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opensearch_nodes import Nodes
from small import Corpus

from corpus import SHIPPED_ARTICLES
from index import (
    ArticleQuery,
    ClusterIndex,
    Encoder,
    EncoderMismatch,
    EngineError,
    Filters,
    IndexNotFound,
    Order,
    Searcher,
    SentenceEncoder,
    build_index,
    extract_terms,
    open_cluster,
    open_index,
)
from index.build import encode
from index.cluster import merging
from index.cluster import publish as publishing
from index.cluster.documents import FINENESS, in_parts
from index.cluster.filters import roaring
from index.cluster.search import bound
from index.read import meaning
from qa import Request, answer

TESTS = Path(__file__).parent.parent
Publish = Callable[..., ClusterIndex]


@pytest.fixture
def publish(engine: Nodes, tmp_path: Path) -> Iterator[Publish]:
    """A function that publishes a local index under a prefix, and opens it; all is deleted in the end."""
    prefixes = set()

    def make(index: Path, prefix: str = "test", *, shards: int = 1, encoder: Encoder | None = None) -> ClusterIndex:
        prefixes.add(prefix)
        cluster = open_cluster(f"{engine.url()}/{prefix}?shards={shards}", tmp_path / prefix, encoder)
        cluster.publish(index)
        return cluster

    yield make
    for prefix in prefixes:
        for name in engine.ask("GET", f"/{prefix}-*/_alias"):
            engine.ask("DELETE", f"/{name}")


def questions(file: str) -> Iterator[Request]:
    """The questions of a file, with those before each in its conversation."""
    for line in (TESTS / "questions" / file).read_text("utf-8").splitlines():
        read = json.loads(line)
        turns = [turn["question"] for turn in read.get("turns", [read])]
        for at, question in enumerate(turns):
            yield Request(question, history=tuple(turns[:at]))


@pytest.mark.parametrize("shards", [1, 3, 5])
@pytest.mark.parametrize(
    ("corpus", "file"),
    [
        pytest.param(None, "pioneers.jsonl", id="pioneers"),
        pytest.param(None, "pioneers-second.jsonl", id="second"),
        pytest.param(None, "pioneers-held-out.jsonl", id="held-out"),
        pytest.param("harbours", "harbours.jsonl", id="harbours"),
        pytest.param("transit", "transit.jsonl", id="transit"),
    ],
)
def test_every_judged_question_is_answered_as_by_the_local_index(
    corpus: str | None, file: str, shards: int, publish: Publish, shipped_index: Path, tmp_path: Path
) -> None:
    index = shipped_index
    if corpus is not None:
        index = tmp_path / "index"
        build_index(TESTS / "corpora" / corpus, index)
    local, cluster = open_index(index), publish(index, shards=shards).searcher()
    differing = [asked.question for asked in questions(file) if answer(asked, local) != answer(asked, cluster)]
    assert differing == []


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    """The encoder of the extra."""
    packaged = SentenceEncoder.packaged()
    assert packaged is not None
    return packaged


@pytest.fixture(scope="module")
def encoded_index(encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str | None], Path]:
    """A function that builds an index with the encoder, once: of the shipped articles, or a corpus of the tests."""

    @cache
    def make(corpus: str | None) -> Path:
        index = tmp_path_factory.mktemp("encoded") / "index"
        build_index(SHIPPED_ARTICLES if corpus is None else TESTS / "corpora" / corpus, index, encoder=encoder)
        return index

    return make


@pytest.mark.parametrize("shards", [1, 3])
@pytest.mark.parametrize(
    ("corpus", "file"),
    [
        pytest.param(None, "pioneers.jsonl", id="pioneers"),
        pytest.param("harbours", "harbours.jsonl", id="harbours"),
        pytest.param("transit", "transit.jsonl", id="transit"),
    ],
)
def test_with_the_encoder_every_judged_question_is_answered_as_by_the_local_index(
    corpus: str | None,
    file: str,
    shards: int,
    publish: Publish,
    encoder: SentenceEncoder,
    encoded_index: Callable[[str | None], Path],
) -> None:
    index = encoded_index(corpus)
    local, cluster = open_index(index, encoder=encoder), publish(index, shards=shards, encoder=encoder).searcher()
    assert cluster.encoder == encoder.name
    differing = [asked.question for asked in questions(file) if answer(asked, local) != answer(asked, cluster)]
    assert differing == []


def test_of_many_sentences_those_are_compared_whose_signs_are_near_as_by_a_large_local_index(
    publish: Publish, encoder: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode, "SIGNED_FROM", 1)
    monkeypatch.setattr(meaning, "LOOKED_AT", 40)
    build_index(SHIPPED_ARTICLES, tmp_path / "index", encoder=encoder)
    local = open_index(tmp_path / "index", encoder=encoder)
    cluster = publish(tmp_path / "index", shards=3, encoder=encoder).searcher()
    for text in ("Who is the care minister?", "a house for people in a crisis", "£££"):
        for of in (None, [0, 1, 2, 3, 4], [1, 3], []):
            within = None if of is None else local.select_articles(of)
            found = cluster.search_meaning(text, limit=30, within=within)
            assert found == local.search_meaning(text, limit=30, within=within)
            assert (len(found) == 30) is (of != [])
        numbers = np.arange(local.n_rows)[::-2]
        assert cluster.meaning(text, numbers) == local.meaning(text, numbers)


def test_an_index_with_vectors_is_asked_through_its_encoder_alone_and_one_without_by_any(
    publish: Publish, encoder: SentenceEncoder, encoded_index: Callable[[str | None], Path], shipped_index: Path
) -> None:
    with pytest.raises(EncoderMismatch, match="the index was built with an encoder, and there is none"):
        publish(encoded_index(None)).searcher()
    plain = publish(shipped_index, "plain", encoder=encoder).searcher()
    assert (plain.encoder, plain.search_meaning("sea", limit=9), plain.meaning("sea", [1])) == (None, (), None)


@pytest.fixture
def both(publish: Publish, shipped_index: Path) -> tuple[Searcher, Searcher]:
    """The index of the shipped articles, local and in OpenSearch."""
    return open_index(shipped_index), publish(shipped_index, shards=3).searcher()


def test_what_is_told_of_the_index_and_of_its_articles_is_the_same(both: tuple[Searcher, Searcher]) -> None:
    def told(one: Searcher) -> object:
        numbers = range(one.n_rows)
        query = ArticleQuery(text="“integrated care” pioneers", title="pioneer")
        cards = one.cards()
        return (
            one.version, one.n_articles, one.n_sentences, one.has_vectors, one.figures(), one.coverage(), cards,
            [one.article(card.id) for card in cards], one.article("nobody"),
            [one.sentence_numbers(card.id) for card in cards],
            one.sentences(numbers), one.headings(numbers), one.term_sets(numbers),
            one.contacts(numbers, reach=1), one.contacts(numbers, reach=40), one.contacts([3, 1, 2], reach=9),
            one.are_common(numbers, articles=2), one.are_common(numbers, articles=3),
            one.find_articles(query), one.find_articles(ArticleQuery(text="nosuchword")),
            one.count_articles("integrated care"), one.count_articles("care integrated"), one.count_articles(""),
            list(one.select(Filters(published_from="2013-11-01")).ranges), one.nearest("hospital", limit=5),
            one.spell("intergrated"),
            one.cards_of(one.find_articles(query, order=Order.TITLE).numbers),
            one.closest([("pioneer", "pioneers"), ("qqq", "qqq")], [5, 6]), one.closest([], [5]),
        )  # fmt: skip

    local, cluster = both
    assert told(cluster) == told(local)
    numbers = np.arange(local.n_rows)[::-3]
    for name in ("articles", "sections", "paragraphs", "roles", "spoken", "terms", "traits"):
        assert np.array_equal(getattr(cluster.rows(numbers), name), getattr(local.rows(numbers), name))
    one, other = (each.match([("pioneer", "pioneers"), ("qqq", "ward")], numbers) for each in both)
    for name in ("weights", "likeness", "own", "alike", "adjacent", "kinds"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


def test_a_search_is_kept_to_articles(both: tuple[Searcher, Searcher]) -> None:
    weights = {"pioneer": 1.0, "care": 0.5}
    for of in ([0], [1, 3], [0, 1, 2, 3, 4], []):
        found = [each.search(weights, limit=30, within=each.select_articles(of)) for each in both]
        assert found[0] == found[1]
    assert both[1].search({"nosuchword": 1.0}, limit=30) == ()


def test_equal_sentences_come_in_corpus_order_however_many_there_are(publish: Publish, tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    corpus.write(
        **{f"a{number:03}": "The ferry crosses at noon. It rests on Mondays." for number in range(150)}
    ).build()
    local, cluster = open_index(corpus.index), publish(corpus.index, shards=5).searcher()
    for limit in (1, 10, 149, 150, 1000):
        assert cluster.search({"ferri": 1.0}, limit=limit) == local.search({"ferri": 1.0}, limit=limit)


@pytest.mark.parametrize("encoded", [False, True], ids=["light", "encoded"])
def test_a_question_takes_few_requests(
    encoded: bool,
    publish: Publish,
    encoder: SentenceEncoder,
    encoded_index: Callable[[str | None], Path],
    shipped_index: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    used = encoder if encoded else None
    cluster = publish(encoded_index(None) if encoded else shipped_index, shards=3, encoder=used)
    asked: list[str] = []
    ask = type(cluster.client).ask

    def counting(self: object, method: str, path: str, *others: object, **more: object) -> object:
        asked.append(path)
        return ask(self, method, path, *others, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(type(cluster.client), "ask", counting)
    for request in list(questions("pioneers.jsonl"))[:20]:
        searcher = open_cluster(str(cluster.client.address), cluster.directory, used).searcher()  # it remembers nothing
        asked.clear()
        answer(request, searcher)
        assert len(asked) <= 6


def test_a_large_index_is_merged_and_takes_less(
    publish: Publish, engine: Nodes, shipped_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(shipped_index, "plain")
    monkeypatch.setattr(merging, "MERGED_FROM", 1)
    monkeypatch.setattr(publishing, "_SENT", 20_000)
    local, cluster = open_index(shipped_index), publish(shipped_index, "merged", shards=2).searcher()
    told: Any = engine.ask("GET", "/merged-*/_stats/segments,store,docs?level=shards")
    (index,) = told["indices"].values()
    assert [shard["segments"]["count"] for (shard,) in index["shards"].values()] == [1, 1]
    plain: Any = engine.ask("GET", "/plain-*/_stats/store")
    plain_size, size = (each["_all"]["primaries"]["store"]["size_in_bytes"] for each in (plain, told))
    assert size < 0.75 * plain_size
    weights = {"pioneer": 1.0, "care": 0.5}
    assert cluster.search(weights, limit=30) == local.search(weights, limit=30)
    assert cluster.headings(range(local.n_rows)) == local.headings(range(local.n_rows))


def test_publishing_again_changes_nothing_and_another_version_takes_its_place(
    publish: Publish, engine: Nodes, tmp_path: Path
) -> None:
    corpus = (
        Corpus(tmp_path).write(north="The north harbour opened in 1901.", south="The secret word is kestrel.").build()
    )
    cluster = publish(corpus.index)
    first = cluster.searcher()
    again = cluster.publish(corpus.index)
    assert (again.published, again.deleted) == (False, ())
    corpus.write(south=None).build()
    report = cluster.publish(corpus.index)
    assert report.published
    assert len(report.deleted) == 1
    assert list(engine.ask("GET", "/test-*/_alias")) == [report.index]
    second = cluster.searcher()
    assert (second.version, second.n_articles) == (open_index(corpus.index).version, 1)
    with pytest.raises(EngineError, match="no such index"):
        first.search(dict.fromkeys(extract_terms("opened"), 1.0), limit=3)


def test_an_engine_without_the_index_says_how_to_publish_one(engine: Nodes, tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound, match="run: pioneer-qa index --searcher"):
        open_cluster(f"{engine.url()}/nothing", tmp_path).searcher()


def test_a_name_that_is_taken_is_told(engine: Nodes, tmp_path: Path, shipped_index: Path) -> None:
    engine.ask("PUT", "/taken")  # an index stands where the alias should
    try:
        with pytest.raises(EngineError, match="an index is called taken there; give another prefix"):
            open_cluster(f"{engine.url()}/taken", tmp_path).publish(shipped_index)
        assert engine.ask("GET", "/taken-*/_alias") == {}
    finally:
        engine.ask("DELETE", "/taken")


def test_a_template_that_is_in_the_way_is_told(engine: Nodes, tmp_path: Path, shipped_index: Path) -> None:
    template = {"index_patterns": ["conflict-*"], "template": {"settings": {"index.blocks.write": True}}}
    engine.ask("PUT", "/_index_template/conflict", template)
    try:
        with pytest.raises(EngineError, match=r"refuses a document \(403 cluster_block_exception"):
            open_cluster(f"{engine.url()}/conflict", tmp_path).publish(shipped_index)
        assert engine.ask("GET", "/conflict-*/_alias") == {}
    finally:
        engine.ask("DELETE", "/_index_template/conflict")


weights_of_terms = st.floats(2**-20, 60, width=32)


@given(st.lists(st.tuples(weights_of_terms, st.floats(0.01, 8)), min_size=1, max_size=12))
def test_a_sum_of_the_engine_is_within_the_bound(pairs: list[tuple[float, float]]) -> None:
    held = np.array([held for held, _ in pairs], dtype=np.float32)
    asked = np.array([asked for _, asked in pairs])
    exact = float((held.astype(np.float64) * asked).sum())
    each = in_parts(held).astype(np.float32) * asked.astype(np.float32)  # as the engine: each in single precision
    engines = float(np.float32(each.astype(np.float64).sum())) / FINENESS
    assert abs(engines - exact) <= bound(asked.tolist(), engines)


@given(st.sets(st.integers(0, 1 << 18), max_size=60), st.integers(0, 6000))
def test_a_bitmap_holds_what_it_is_made_of(some: set[int], many: int) -> None:
    numbers = np.array(sorted(some | set(range(70_000, 70_000 + many))), dtype=np.uint32)
    raw = roaring(numbers)
    cookie, containers = np.frombuffer(raw[:8], dtype="<u4").tolist()
    assert cookie == 12346
    heads = np.frombuffer(raw[8 : 8 + 4 * containers], dtype="<u2").reshape(-1, 2).astype(int)
    places = np.frombuffer(raw[8 + 4 * containers : 8 + 8 * containers], dtype="<u4").tolist()
    read: list[int] = []
    for (key, last), place in zip(heads.tolist(), places, strict=True):
        if last + 1 <= 4096:
            low = np.frombuffer(raw, dtype="<u2", count=last + 1, offset=place).astype(int)
        else:
            low = np.flatnonzero(np.unpackbits(np.frombuffer(raw, "u1", 8192, place), bitorder="little"))
            assert len(low) == last + 1
        read += ((key << 16) + low).tolist()
    assert read == numbers.tolist()
