"""The features of a candidate that a ranking is learned from and made by: what each is, in the order of the columns.

None tells one corpus from another (how many articles it has, whether these have titles): what is learned must hold
elsewhere.
"""

from typing import NamedTuple

from index import Kind, Trait
from qa.finding.asked import Asked


class Feature(NamedTuple):
    """One number that is measured of each candidate. `group`: the part of a score that it counts for."""

    name: str
    group: str
    doc: str


WORDS = "the question's words"
SEARCH = "how it compares with others"
MEANING = "what it means"
ARTICLE = "its article"
SECTION = "its section"
BESIDE = "the sentences beside it"
FORM = "its place and form"
EVIDENCE = "what such questions ask for"
OF_QUESTION = "what is asked"

FEATURES = tuple(
    Feature(name, group, doc)
    for group, features in {
        WORDS: {
            "cover": "the share of the question's idf that it holds, with the words over it, 0 to 1",
            "own_cover": "the same without the words over it",
            "over_cover": "what the words over it add",
            "exact_cover": "the share of the idf of the terms that it holds themselves",
            "worst": "the largest share of the idf that one term has and it lacks",
            "n_held": "the share of the terms that it holds by half or more",
            "top_held": "how much it holds of the term with most idf",
            "top_own": "the same without the words over it",
            "second_held": "how much it holds of the term with most idf but one",
            "tfidf": "its TF-IDF score",
            "alike": "the cosine of its mean word vector with the question's",
            "adjacent": "the share of the question's pairs of neighbouring terms that are neighbours in it",
            "named": "how much it holds of the question's names, 0 to 1; 0 without any",
            "base": "cover, TF-IDF, likeness, neighbours, order and names, added up by hand",
        },
        SEARCH: {
            "hand": "`base` and `evidence`: the whole score by hand",
            "hand_rank": "one over its place by that",
            "hand_gap": "the same less the greatest",
            "words_rank": "one over its place by TF-IDF; 0 where it was not found by words",
            "words_share": "its TF-IDF score by the greatest",
        },
        MEANING: {
            "cosine": "its cosine with the question by the encoder",
            "cosine_gap": "the same less the greatest",
            "cosine_z": "the same less the mean, by the standard deviation",
            "cosine_rank": "one over its place by the cosine",
            "cosine_before": "the cosine of the sentence before it",
            "cosine_after": "that of the sentence after it",
            "cosine_after_2": "that of the next but one",
            "cosine_mean": "the mean of its own and those before and after",
            "by_meaning": "whether it is among the nearest of the whole index",
        },
        ARTICLE: {
            "article_base": "the greatest `base` of its article",
            "article_base_gap": "the same less the greatest of all",
            "article_rank": "one over its article's place by that",
            "article_cover": "the cover by all candidates of its article together",
            "article_cover_gap": "the same less the greatest of all articles",
            "article_count": "the share of the candidates that are of its article",
            "article_place": "its `base` less the greatest of its article",
            "article_cosine": "the greatest cosine of its article",
            "article_cosine_place": "its cosine less that",
            "article_cosine_rank": "one over its article's place by that",
        },
        SECTION: {
            "section_base": "the greatest `base` of its section",
            "section_base_gap": "the same less the greatest of all",
            "section_rank": "one over its section's place by that",
            "section_cover": "the cover by all candidates of its section together",
            "section_cover_gap": "the same less the greatest of all sections",
            "section_count": "the share of the candidates that are of its section",
            "section_place": "its `base` less the greatest of its section",
            "section_cosine": "the greatest cosine of its section",
            "section_cosine_place": "its cosine less that",
            "section_cosine_rank": "one over its section's place by that",
        },
        BESIDE: {
            "cover_1": "the cover by it and the sentences before and after it",
            "gain_1": "what these add",
            "cover_3": "the cover by it and three sentences on each side",
            "gain_3": "what these add to `cover_1`",
            "cover_before": "the cover by the sentence before it",
            "cover_after": "by the one after it",
            "own_before": "the cover by the sentence before it, without the words over that",
            "own_after": "by the one after it, without",
            "base_before": "the `base` of the sentence before it",
            "base_after": "of the one after it",
            "asks_before": "whether the sentence before it asks",
            "announces_before": "whether it ends in a colon",
            "asked_near": "whether one of the three before it asks",
            "asked_near_cover": "the greatest cover by those of them that ask",
        },
        FORM: {
            "length": "the logarithm of one more than its own terms",
            "is_bullet": "whether it is an item of a list",
            "is_contact": "whether it is a contact block",
            "spoken": "whether somebody's words it is",
            "section_no": "the place of its section in the article, up to 20",
            "paragraph_no": "the place of its paragraph in the article, up to 60",
            "opens_paragraph": "whether it is its paragraph's first",
            **{trait.name.lower(): f"the trait {trait.name}, see `Trait`" for trait in Trait if trait.name},
            **{
                f"n_{kind.name.lower()}": f"terms of the kind {kind.name} beside the question's, up to 5"
                for kind in Kind
                if kind.name
            },
        },
        EVIDENCE: {
            "strength": "how well it answers in short, 0 to 1; of the MOST_READ most promising, 0 of others",
            "evidence": "the same, weighed by hand for what is asked",
            "fits": "how well it fits what is asked, at a glance, 0 to 1",
            "fits_near": "how well the better one of those before and after it does",
        },
        OF_QUESTION: {
            **{f"asked_{asked}": f"whether a {asked.value} is asked for" for asked in Asked},
            "n_asked": "how many terms the question has",
            "n_names_asked": "how many of these are names",
            "top_share": "the largest share of the idf that one term has",
        },
    }.items()
    for name, doc in features.items()
)
"""All features, in the order of the columns."""

WITHOUT_ENCODER = tuple(f for f in FEATURES if "cosine" not in f.name and f.name != "by_meaning")
"""Those that need no encoder."""

BY_HAND = {"base": 2.0, "evidence": 2.0, "cosine_z": 0.6}
"""The score by hand that learning begins with: what it weighs, in units of a learned score. Of questions whose corpora
were left out, learned from nothing .659 have a right sentence first, from this .667."""
