"""Stems are those of NLTK's Snowball stemmer, to the letter."""

from hypothesis import given
from hypothesis import strategies as st
from nltk.stem.snowball import SnowballStemmer
from spellchecker import SpellChecker

from index.text.stemmer import stem

NLTK = SnowballStemmer("english")

BEGINNINGS = st.sampled_from(
    "y yy ay gener commun arsen st str don herr b bl bio ea ck ff iv ou ll og é ж q1 Y sky sens proc ion x w".split()
)
ENDINGS = st.sampled_from(
    "s ss us ies ied sses ed ing edly ingly eed eedly y ly li ful fulli fulness ness less lessli ous ousli ousness "
    "ive iveness iviti ate ator ation ational tional ationally al alli alism aliti alize ize izer ization icate iciti "
    "ical ative able abli bli biliti enci anci ence ance ent entli ment ement ion ogi logi e l ll at iz ism iti "
    "er ic".split()
)


def test_each_word_of_a_dictionary_has_nltks_stem() -> None:
    words = [word for word in SpellChecker().word_frequency.dictionary if "'" not in word]
    assert len(words) > 100_000
    assert [(word, stem(word)) for word in words if stem(word) != NLTK.stem(word)] == []


@given(st.lists(BEGINNINGS, min_size=1, max_size=3), st.lists(ENDINGS, max_size=4))
def test_whatever_is_put_together_of_endings_has_nltks_stem(beginnings: list[str], endings: list[str]) -> None:
    word = "".join((*beginnings, *endings))
    assert stem(word) == NLTK.stem(word)


@given(st.text(st.characters(exclude_characters="'\u2018\u2019\u201b")))
def test_any_text_without_apostrophes_has_nltks_stem(text: str) -> None:
    assert stem(text) == NLTK.stem(text)
