"""One look at a sentence for a question: it measures the candidates there, each beside the others."""

import re
from collections.abc import Sequence
from itertools import pairwise
from math import log

from corpus import Sentence
from index import Searcher, analyse, extract_terms, find_term
from qa.asking.kinds import TITLE, Wanted
from qa.asking.question import Question
from qa.selection.asks import asks_past
from qa.selection.likeness import likeness, suits
from qa.selection.relations import read_relation, stands_after
from qa.selection.wanted import Candidate, Group, Type, WantedSpan, dimension_of
from qa.spans.given_up import says_change
from qa.spans.names import CALLING
from qa.spans.sorts import Sort, sorts_of_name
from qa.values import Origin

_CLAUSE = re.compile(
    r"[;:()—–]|,\s|\s(?=(?:but|while|whereas|although|though|because|after|before|when|which|who|whose|whom|if|unless|than)\s)"
)
_AND = re.compile(r"\s(?=and\s)")
_ARTICLE = r"(?:the\s+|an?\s+|its\s+|their\s+)?(?:[a-z][\w-]*\s+){0,2}"
_BY = re.compile(rf"\bby\s+{_ARTICLE}$")
_AT = re.compile(
    rf"\b(?:in|at|near|across|around|from|outside|inside|throughout|off|into|to|within|on)\s+{_ARTICLE}$", re.I
)
_WITH = re.compile(rf"\b(?:with|for|of|between|alongside|through|via|under|using)\s+{_ARTICLE}$", re.I)
_CALLED = re.compile(rf"{CALLING}$")
_ASKS_CALLED = re.compile(r"\b(?:call(?:ed|s)?|named?|known\s+as|title[d]?|goes\s+by)\b", re.I)
_OPENS = re.compile(
    r"(?:[,;:—–]|\b(?:and|but|while|that|when|as))\s+(?:the\s+)?$|^\W*(?:(?:the|an?|but|and|so)\s+)?$", re.I
)
_APPOSED = re.compile(r"\s*(?:,\s+(?:an?|the|who|which|whose|[a-z]+ing|[a-z]+ed)\b|\(|\s[–—-]\s)")
_NUMBERED = re.compile(r"(?:[A-Z][\w’'-]{0,60}\s|\b[Nn]o\.?\s|#|[A-Z]-?)$")
_TITLE = re.compile(rf"{TITLE}$")
_SIDES = tuple(
    (re.compile(rf"\b(?:{asked})\b", re.I), re.compile(rf"\b(?:{told})\b", re.I))
    for asked, told in (
        (
            r"until|till?|deadline|by\s+(?:when|what|which)|last\s+day|clos(?:e|es|ed|ing)|end(?:s|ed|ing)?|expir\w+|latest|due"
            r"|most|maximum|max|limit|cap|ceiling|at\s+most|longest|largest",
            r"until|till|by|through|no\s+(?:later|more|longer)\s+than|before|end(?:s|ed|ing)?|clos(?:e|es|ed|ing)|deadline|due|expir\w+"
            r"|up\s+to|maximum|max|at\s+most|limit(?:ed)?|cap(?:ped)?|ceiling|exceed(?:ing)?|(?:not|n[’']t)\s+more\s+than|rarely",
        ),
        (
            r"since|from\s+(?:when|what|which)|start(?:s|ed|ing)?|beg[iau]n(?:s|ning)?|open(?:s|ed|ing)?|effective|earliest|least"
            r"|minimum|fewest|smallest|at\s+least|how\s+early",
            r"since|from|start(?:s|ed|ing)?|beg[iau]n(?:s|ning)?|open(?:s|ed|ing)?|effective|as\s+of|after|at\s+least|minimum"
            r"|no\s+(?:less|fewer|earlier|sooner)\s+than|more\s+than|over",
        ),
    )
)
"""What asks for one side of a time or a range, and what tells, right before or in a value, that it is this side."""

_SIDE_REACH = 32
_REACHED = re.compile(r"\bto\s+(?:(?:about|around|some|nearly|almost|over|just|approximately|more\s+than)\s+)*$", re.I)
_PAST = re.compile(r"\b(?:was|were|did|had)\b", re.I)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_MEANT = {"who": ("person",), "whose": ("person",), "where": ("place", "city", "country")}
"""What is meant where no noun is asked for."""

_NEAR = 3.0
"""So many terms away a term of the question counts by half."""

_BESIDE = 25
_BEHIND = 12
_AFTER = 60


class Look:
    """One look at a sentence for a question: where the question's terms stand in it, and where its clauses end."""

    def __init__(self, question: Question, wanted: WantedSpan, sentence: Sentence, searcher: Searcher) -> None:
        """Find the question's terms in the sentence."""
        self._question, self._wanted, self._text, self._searcher = question, wanted, sentence.text, searcher
        self._tokens = tuple(analyse(self._text))
        idf = {term.term: searcher.idf(term.term) for term in question.terms}
        total = sum(idf.values()) or 1.0
        others = {pairs[0][0]: term.term for term in question.terms for pairs in term.others if len(pairs) == 1}
        self._asked = {term: value / total for term, value in idf.items()}
        self._places = [
            (number, token.start, own, self._asked[own])
            for number, token in enumerate(self._tokens)
            if (own := others.get(token.term, token.term)) in self._asked
        ]
        self._held = self._share(0, len(self._text))
        self._ends: list[int] = []
        self._most_held = 0.0
        self._most = searcher.idf("")  # no term is rarer than one that no sentence holds
        self._relation = read_relation(question.text)
        self._like = self._find_like()
        self._held_like = self._share_like(0, len(self._text))
        self._verb = self._find_verb()
        self._suits: dict[str, float] = {}

    def measure(self, found: Sequence[Candidate]) -> list[dict[str, float]]:
        """Measure candidates beside each other: OF_NAME or OF_VALUE, those that are not 0."""
        self._ends = ends = self._cut(found)
        self._most_held = max((self._share(a, b) for a, b in pairwise(ends)), default=0.0)
        if self._wanted.group is Group.NAMES:
            texts = [one.text for one in found]
            nouns = self._wanted.noun.words or _MEANT.get(self._wanted.word, ())
            self._suits = dict(zip(texts, suits(nouns, texts), strict=True))
        of = self._of_value if self._wanted.group is Group.VALUES else self._of_name
        return [{**self._of_place(one, found), **of(one, found)} for one in found]

    def _find_like(self) -> list[tuple[int, int, str, float]]:
        """Return where words stand that are the question's or like one of them: (number, start, term, share of the idf
        by likeness).
        """
        exact = {number for number, *_ in self._places}
        asked = [term for term in self._question.terms if not term.exact]
        free = [
            (number, token)
            for number, token in enumerate(self._tokens)
            if number not in exact and self._text[token.start].islower()
        ]
        alike = likeness([term.word for term in asked], [self._text[t.start : t.end] for _, t in free])
        out = list(self._places)
        for column, (number, token) in enumerate(free):
            row = int(alike[:, column].argmax()) if len(asked) else 0
            if len(asked) and alike[row, column] > 0:
                worth = float(alike[row, column]) ** 1.5
                out.append((number, token.start, asked[row].term, self._asked[asked[row].term] * worth))
        return sorted(out)

    def _share_like(self, start: int, end: int) -> float:
        most: dict[str, float] = {}
        for _, at, own, share in self._like:
            if start <= at < end:
                most[own] = max(most.get(own, 0.0), share)
        return sum(most.values())

    def _find_verb(self) -> int | None:
        """Return where the question's verb stands in the sentence, or the word that is most like it."""
        if self._relation.verb is None:
            return None
        for token in self._tokens:
            if token.term == self._relation.verb:
                return token.start
        free = [token for token in self._tokens if self._text[token.start].islower()]
        alike = likeness([self._relation.word], [self._text[t.start : t.end] for t in free])
        if not alike.size or alike.max() <= 0:
            return None
        return free[int(alike[0].argmax())].start

    def _of_relation(self, one: Candidate, first: int, last: int) -> dict[str, float]:
        """Measure how a candidate of the text stands to the question's verb and preposition, and to words like its
        own.
        """
        near: dict[str, float] = {}
        for number, _, term, share in self._like:
            if not first <= number <= last:
                gap = first - number if number < first else number - last
                near[term] = max(near.get(term, 0.0), share / (1 + gap / _NEAR))
        held = self._share_like(
            max(e for e in self._ends if e <= one.start), min(e for e in self._ends if e >= one.end)
        )
        subject, verb = self._relation.subject, self._verb
        before = verb is not None and one.end <= verb
        after = verb is not None and one.start > verb
        return {
            "near_like": sum(near.values()),
            "clause_like": held / self._held_like if self._held_like else 0.0,
            "preposition": float(stands_after(_before(one, self._text), self._relation.preposition)),
            "subject_before": float(before and subject is True),
            "subject_after": float(after and subject is True and not _BY.search(_before(one, self._text))),
            "object_after": float(after and subject is False),
            "object_before": float(before and subject is False),
        }

    def _cut(self, found: Sequence[Candidate]) -> list[int]:
        """Return where the sentence's clauses begin and end; an "and" parts them only between two candidates."""
        ends = [0, *(match.start() for match in _CLAUSE.finditer(self._text)), len(self._text)]
        places = sorted((one.start, one.end) for one in found if one.origin is Origin.TEXT)
        for match in _AND.finditer(self._text) if len(places) > 1 else ():
            low, high = max(e for e in ends if e <= match.start()), min(e for e in ends if e > match.start())
            before = any(low <= start and end <= match.start() for start, end in places)
            after = any(match.start() <= start and end <= high for start, end in places)
            ends += [match.start()] if before and after else []
            ends.sort()
        return ends

    def _share(self, start: int, end: int) -> float:
        return sum({own: share for _, at, own, share in self._places if start <= at < end}.values())

    def _of_place(self, one: Candidate, found: Sequence[Candidate]) -> dict[str, float]:
        own = extract_terms(one.text)
        rivals = sum(other.end <= one.start or one.end <= other.start for other in found if other.origin is Origin.TEXT)
        out = {
            "asked_share": sum(term in self._asked for term in own) / len(own) if own else 0.0,
            "rivals": log(1 + rivals),
        }
        if one.origin is not Origin.TEXT:
            return out
        inside = [n for n, token in enumerate(self._tokens) if token.start >= one.start and token.end <= one.end]
        first = inside[0] if inside else sum(token.start < one.start for token in self._tokens)
        last = inside[-1] if inside else first - 1
        outside = [place for place in self._places if not first <= place[0] <= last]
        near: dict[str, float] = {}
        for number, _, term, share in outside:
            gap = first - number if number < first else number - last
            near[term] = max(near.get(term, 0.0), share / (1 + gap / _NEAR))
        whole = sum(share for _, _, _, share in outside)
        held = self._share(max(e for e in self._ends if e <= one.start), min(e for e in self._ends if e >= one.end))
        before = _before(one, self._text)
        numbers = {place[0] for place in self._places}
        return (
            out
            | self._of_relation(one, first, last)
            | {
                "near": sum(near.values()),
                "near_of_held": sum(near.values()) / self._held if self._held else 0.0,
                "after_asked": sum(place[3] for place in outside if place[0] < first) / whole if whole else 0.0,
                "clause": held,
                "clause_of_held": held / self._held if self._held else 0.0,
                "best_clause": float(held >= self._most_held - 1e-9),
                "asked_before_it": float(first - 1 in numbers),
                "asked_after_it": float(last + 1 in numbers),
                "opens": float(not before.strip(' “"‘*-')),
                "opens_clause": float(_OPENS.search(before) is not None),
                "bracketed": float(before.rstrip()[-1:] == "("),
            }
        )

    def _of_name(self, one: Candidate, found: Sequence[Candidate]) -> dict[str, float]:
        here = one.origin is Origin.TEXT
        before, after = (_before(one, self._text), self._text[one.end :]) if here else ("", "")
        sorts, sort, word = sorts_of_name(one.text), self._wanted.noun.sort, self._wanted.word
        body, place, person = Sort.BODY in sorts, Sort.PLACE in sorts, one.person
        called = _CALLED.search(before) is not None
        at, by = _AT.search(before) is not None, _BY.search(before) is not None
        terms = extract_terms(one.text)
        nouns = self._wanted.noun.terms
        beside = {
            token.term
            for token in self._tokens
            if here and (0 < one.start - token.end < _BESIDE or 0 <= token.start - one.end < _BEHIND)
        }
        who, where = word in ("who", "whose"), word == "where"
        owns = after[:2] in ("’s", "'s", "’ ", "' ")
        heading, speaker = one.origin is Origin.HEADING, one.origin is Origin.SPEAKER
        measured: dict[str, float] = {
            "is_section": one.form == "section",
            "is_heading": heading,
            "is_speaker": speaker,
            "is_address": one.form == "address",
            "is_quoted": one.form == "quoted",
            "is_person": person,
            "is_body": body,
            "is_place": place,
            "rare": max((self._searcher.idf(term) for term in terms), default=0.0) / self._most,
            "acronym": one.text.isupper(),
            "one_word": " " not in one.text,
            "by": by,
            "at": at,
            "with": _WITH.search(before) is not None,
            "called": called,
            "called_for_called": (called or one.form == "quoted")
            and _ASKS_CALLED.search(self._question.text) is not None,
            "apposed": here and _APPOSED.match(after) is not None,
            "owns": owns and word != "whose",
            "noun_in": bool(nouns & set(terms)),
            "noun_beside": bool(nouns & beside),
            "suits": self._suits.get(one.text, 0.0),
            "less_suits": max(self._suits.values(), default=0.0) - self._suits.get(one.text, 0.0),
            "person_for_person": person and sort is Sort.PERSON,
            "person_for_other": person and sort in (Sort.PLACE, Sort.BODY, Sort.THING),
            "other_for_person": not person and sort is Sort.PERSON,
            "body_for_body": (body or not (person or place)) and sort is Sort.BODY,
            "place_for_place": (place or at or one.form == "section") and sort is Sort.PLACE,
            "heading_for_place": heading and (sort is Sort.PLACE or where),
            "heading_for_other": heading and sort in (Sort.BODY, Sort.PERSON, Sort.THING),
            "heading_held": self._held if heading else 0.0,
            "body_for_place": body and sort is Sort.PLACE,
            "at_for_thing": at and sort is Sort.THING,
            "who_person": who and person,
            "who_speaker": who and speaker,
            "speaker_unsaid": speaker and self._question.wants is not Wanted.SAID,
            "who_heading": who and heading,
            "who_place": who and (place or at) and not person,
            "who_by": who and by,
            "who_opens": who and _OPENS.search(before) is not None,
            "whose_owns": owns and word == "whose",
            "where_at": where and at,
            "where_place": where and place,
            "where_person": where and person,
        }
        return {name: float(value) for name, value in measured.items()}

    def _noun_like(self, one: Candidate) -> float:
        """Return how much one of the words behind a value is like the noun that is asked for."""
        nouns = [term.word for term in self._question.terms if term.term == self._question.counted]
        nouns = nouns or list(self._wanted.noun.words[-1:])
        after = [t for t in self._tokens if one.end <= t.start < one.end + _AFTER][:3]
        if any(token.term in {find_term(noun) for noun in nouns} for token in after):
            return 1.0
        return float(likeness(nouns, [self._text[t.start : t.end] for t in after]).max(initial=0.0))

    def _of_side(self, one: Candidate) -> dict[str, float]:
        """Measure whether a value is the side of a range that is asked for: its end or its most, its beginning or its
        least; and whether what changed came to it.
        """
        before = re.split(
            r"[;,:()—–]|\.\s|\s(?=(?:and|but)\s)", self._text[max(0, one.start - _SIDE_REACH) : one.start]
        )[-1]
        asked = [asks.search(self._question.text) is not None for asks, _ in _SIDES]
        told = [tells.search(before + one.text) is not None for _, tells in _SIDES]
        plain = asked[0] != asked[1] and told[0] != told[1]
        reached = _REACHED.search(before) is not None and says_change(self._text[: one.start])
        return {
            "side_fits": float(plain and asked == told),
            "side_clashes": float(plain and asked != told),
            "reached": float(not plain and reached and not asks_past(self._question.text)),
        }

    def _of_value(self, one: Candidate, found: Sequence[Candidate]) -> dict[str, float]:
        wanted = self._wanted
        nouns = wanted.noun.terms | ({self._question.counted} if self._question.counted else set())
        after = [t.term for t in self._tokens if t.start >= one.end and t.start - one.end < _AFTER][:3]
        quantity = one.type not in (Type.DATE, Type.LOOSE, Type.HOUR)
        terms = set(extract_terms(one.text))
        measure = dimension_of(one.text) if quantity and wanted.dimension else None
        fit = wanted.fits[one.type] if one.type else 0.0
        return {
            "fit": fit,
            "less_fit": max(wanted.fits[other.type] for other in found if other.type) - fit,
            "same_rivals": log(sum(other.type is one.type for other in found)),
            "noun_after": float(bool(nouns & set(after))),
            "noun_after_like": self._noun_like(one),
            "yearlike": float(quantity and _YEAR.fullmatch(one.text) is not None),
            "numbered": float(one.type is Type.COUNT and _NUMBERED.search(self._text[: one.start]) is not None),
            **self._of_side(one),
            "loose_past": float(one.type is Type.LOOSE and _PAST.search(self._question.text) is not None),
            "has_year": float(re.search(r"\d{4}", one.text) is not None),
            "names_unit": float(bool(nouns & terms)),
            "other_unit": float(bool(wanted.times) and one.type is Type.DURATION and not wanted.times & terms),
            "measure_fits": float(measure is not None and measure == wanted.dimension),
            "measure_clashes": float(measure is not None and measure != wanted.dimension),
            f"is_{one.type}": 1.0,
        }


def _before(one: Candidate, text: str) -> str:
    """Return what stands before a candidate, without a title that goes with it: "lit by Mr. Adam Moss" is by him."""
    return _TITLE.sub("", text[: one.start])
