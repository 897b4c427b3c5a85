"""From a source to an article with its structure: a pure function of the text, what is known of it, and our words."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from corpus.structure.blocks import find_blocks
from corpus.structure.metadata import header_fields
from corpus.structure.sections import Paragraph, find_paragraphs, find_sections
from corpus.structure.sentences import is_one_sentence, sentence_spans
from corpus.structure.speakers import Speech, find_speeches
from corpus.values import Article, Document, Role, Sentence, Source, Span
from corpus.vocabulary import Vocabulary

_WHOLE = (Role.CONTACT, Role.HEADING)
_LONGEST_MARKER = 100


def read_structure(source: Source, words: Vocabulary) -> Document:
    """Find the structure of one text."""
    text = source.text
    found = find_blocks(text)
    parts = find_paragraphs(found, text, words)
    article_sections, owners = find_sections(parts, len(text))
    header = header_fields([block.span.text for block in found if block.header])
    article = Article(
        id=source.id,
        title=source.title or header.get("title") or _first_heading(parts),
        publisher=source.publisher or header.get("publisher"),
        published=source.published or header.get("published"),
        url=source.url or header.get("url"),
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        sections=article_sections,
    )
    return Document(article, tuple(_sentences(article, parts, owners, find_speeches(parts, owners, text), words)))


def _sentences(
    article: Article, parts: Sequence[Paragraph], owners: Sequence[int], spoken: Sequence[Speech], words: Vocabulary
) -> Iterator[Sentence]:
    """Cut the paragraphs into sentences; each has the speaker of the first speech that reaches into it."""
    following = 0
    for number, (part, owner) in enumerate(zip(parts, owners, strict=True)):
        for span in _cut(part, words):
            while following < len(spoken) and spoken[following].end <= span.start:
                following += 1
            heard = following < len(spoken) and spoken[following].start < span.end
            speaker = spoken[following].speaker if heard else None
            yield Sentence(article.id, span.start, span.end, span.text, part.role, owner, number, speaker)


def _cut(part: Paragraph, words: Vocabulary) -> Iterable[Span]:
    """Cut a paragraph into sentences. A heading and a contact block stay whole; an item's marker goes first, unless
    it is mostly space and as long as a text.
    """
    base, text = part.span.start, part.span.text
    if part.role in _WHOLE or (not part.marker and is_one_sentence(text)):
        return (part.span,)
    before = part.marker if part.marker < _LONGEST_MARKER else 0
    spans = sentence_spans(text[part.marker :], words, before=before)
    return (
        Span(base + first, base + part.marker + end, text[first : part.marker + end])
        for first, end in ((part.marker + start if start else part.marker - before, end) for start, end in spans)
    )


def _first_heading(parts: Sequence[Paragraph]) -> str | None:
    """Return the heading that an article opens with, furniture aside."""
    first = next((part for part in parts if part.role is not Role.FURNITURE), None)
    return first.span.text if first is not None and first.role is Role.HEADING else None
