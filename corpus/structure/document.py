"""From a source to an article with its structure: a pure function of the text, what is known of it, and our words."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from corpus.errors import ArticleError
from corpus.markup.characters import character_edits
from corpus.markup.front_matter import read_front_matter
from corpus.markup.markdown import has_marks, is_below_header, markdown_edits
from corpus.markup.metadata import header_fields
from corpus.markup.page_breaks import page_edits
from corpus.markup.reading import Reading
from corpus.structure.blocks import BLANK, Block, find_blocks
from corpus.structure.dateline import publication_day
from corpus.structure.sections import Paragraph, find_paragraphs, find_sections
from corpus.structure.sentences import is_one_sentence, last_break, sentence_spans
from corpus.structure.speakers import Speech, find_speeches
from corpus.structure.turns import find_conversation
from corpus.values import MAX_PASSAGE, Article, Document, Edit, Role, Section, Sentence, Source, Span, edits_within
from corpus.vocabulary import Vocabulary

MAX_SENTENCES = 150_000
"""The most sentences of an article: a book as long as one may be has 50,000."""

_WHOLE = (Role.CONTACT, Role.HEADING)
_LONGEST_MARKER = 100


def read_structure(source: Source, words: Vocabulary) -> Document:
    """Find the structure of one text: in the text as it is read, told in places of the verbatim one."""
    reading, front = _read(source)
    text = reading.text
    found = _with_heads(find_blocks(text), reading)
    conversation = find_conversation(found, text, words)
    parts = find_paragraphs(found, text, words, conversation)
    sections, owners = find_sections(parts, len(text))
    header = header_fields([block.span.text for block in found if block.header]) | front
    article = Article(
        id=source.id,
        title=source.title or header.get("title") or _first_heading(parts),
        publisher=source.publisher or header.get("publisher"),
        published=source.published or header.get("published") or publication_day(found),
        url=source.url or header.get("url"),
        text=source.text,
        sha256=hashlib.sha256(source.text.encode()).hexdigest(),
        sections=tuple(_sections(sections, reading)),
        edits=reading.edits,
        type=header.get("type"),
        is_transcript=any(turn.speaker is not None for turn in conversation.turns),
    )
    sentences = _sentences(article, parts, owners, find_speeches(parts, owners, text), words)
    if reading.edits:
        sentences = (placed for sentence in sentences for placed in _placed(sentence, reading))
    return Document(article, tuple(sentences))


def _read(source: Source) -> tuple[Reading, dict[str, str]]:
    """Return a source's text as it is read, and what its front matter says of it."""
    text = source.text
    front = read_front_matter(text)
    begin = front.end if front is not None else 0
    edits = [*character_edits(text), *page_edits(text), *(front.edits if front is not None else ())]
    body = text[begin:] if begin else text
    if source.markdown or has_marks(body):
        edits += (Edit(begin + edit.start, begin + edit.end, edit.shown) for edit in markdown_edits(body))
    return Reading.of(text, edits), front.fields if front is not None else {}


def _with_heads(found: Sequence[Block], reading: Reading) -> Sequence[Block]:
    """Mark the rows of tables below which a line says that they name the columns: it is not read, and so no block."""
    verbatim = reading.verbatim
    below = {edit.start for edit in reading.edits if is_below_header(verbatim[edit.start : edit.end])}
    if not below:
        return found
    ends = (verbatim.find("\n", reading.place(block.span.start, block.span.end)[1]) for block in found)
    return [
        msgspec.structs.replace(block, heads=True) if end >= 0 and end + 1 in below else block
        for block, end in zip(found, ends, strict=True)
    ]


def _sections(sections: Sequence[Section], reading: Reading) -> Iterator[Section]:
    """Yield sections by their places in the verbatim text, all of which they cover."""
    starts = [0, *(reading.place(section.start, section.start)[0] for section in sections[1:])]
    for section, start, end in zip(sections, starts, [*starts[1:], len(reading.verbatim)], strict=True):
        yield Section(start, end, None if section.heading is None else _moved(section.heading, reading))


def _placed(sentence: Sentence, reading: Reading) -> Iterator[Sentence]:
    """Yield a sentence by its place in the verbatim text; in pieces, where it is too long there with all its marks."""
    speaker = None if sentence.speaker is None else _moved(sentence.speaker, reading)
    begin, text = sentence.start, sentence.text
    while text:
        start, end = reading.place(begin, begin + len(text))
        cut = len(text)
        if end - start > MAX_PASSAGE:
            room = bisect_right(range(1, cut), MAX_PASSAGE, key=lambda n: reading.place(begin, begin + n)[1] - start)
            cut = last_break(text[: max(1, room)])
            start, end = reading.place(begin, begin + cut)
        edits = edits_within(reading.edits, start, end)
        yield msgspec.structs.replace(sentence, start=start, end=end, text=text[:cut], speaker=speaker, edits=edits)
        rest = text[cut:].lstrip(BLANK)
        begin, text = begin + len(text) - len(rest), rest


def _moved(span: Span, reading: Reading) -> Span:
    return Span(*reading.place(span.start, span.end), span.text)


def _sentences(
    article: Article, parts: Sequence[Paragraph], owners: Sequence[int], spoken: Sequence[Speech], words: Vocabulary
) -> Iterator[Sentence]:
    """Cut the paragraphs into sentences; each has the speaker of the first speech that reaches into it.

    Raises ArticleError for more than MAX_SENTENCES.
    """
    following = read = 0
    for number, (part, owner) in enumerate(zip(parts, owners, strict=True)):
        for span in _cut(part, words):
            while following < len(spoken) and spoken[following].end <= span.start:
                following += 1
            heard = following < len(spoken) and spoken[following].start < span.end
            speaker = spoken[following].speaker if heard else None
            role = part.role if part.turn is None else part.turn.role(span)
            speaker = None if role is Role.FURNITURE else speaker
            read += 1
            if read > MAX_SENTENCES:
                raise ArticleError(f"{article.id}: holds more than {MAX_SENTENCES:,} sentences; split it into articles")
            yield Sentence(article.id, span.start, span.end, span.text, role, owner, number, speaker)


def _cut(part: Paragraph, words: Vocabulary) -> Iterable[Span]:
    """Cut a paragraph into sentences. A heading and a contact block stay whole; an item's marker goes first, unless
    it is mostly space and as long as a text.
    """
    base, text = part.span.start + part.label, part.span.text[part.label :]
    if not text:
        return ()
    if part.role in _WHOLE or (not part.marker and is_one_sentence(text)):
        return (Span(base, part.span.end, text),)
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
