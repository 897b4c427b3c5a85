"""The words that the analysis knows by themselves: those that carry no topic, and those that are numbers."""

_CONTRACTIONS = frozenset(
    (
        "aren't", "can't", "couldn't", "didn't", "doesn't", "don't", "hadn't", "hasn't", "haven't", "he'd", "he'll",
        "he's", "how's", "i'd", "i'll", "i'm", "i've", "isn't", "it'll", "it's", "let's", "mustn't", "she'd",
        "she'll", "she's", "shouldn't", "that'd", "that'll", "that's", "there'd", "there'll", "there's", "they'd",
        "they'll", "they're", "they've", "wasn't", "we'd", "we'll", "we're", "we've", "weren't", "what'll", "what're",
        "what's", "when's", "where'd", "where's", "who'd", "who'll", "who're", "who's", "who've", "why's", "won't",
        "wouldn't", "you'd", "you'll", "you're", "you've",
    )
)  # fmt: skip
_OTHER_WORDS = frozenset(("hell", "id", "ill", "shed", "shell", "wed", "well", "whore"))
"""Words of their own, which some contractions look like once the apostrophe is left out."""

_PLAIN = frozenset(
    (
        "a", "about", "above", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be",
        "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "cannot", "could",
        "did", "do", "does", "doing", "down", "during", "each", "either", "else", "ever", "every", "few", "for",
        "from", "further", "get", "gets", "getting", "got", "had", "has", "have", "having", "he", "her", "here",
        "hers", "herself", "him", "himself", "his", "how", "i", "if", "in", "into", "is", "it", "its", "itself",
        "just", "many", "me", "might", "more", "most", "much", "must", "my", "myself", "nor", "not", "of", "off",
        "on", "once", "one", "only", "or", "other", "ought", "our", "ours", "ourselves", "out", "over", "own", "per",
        "shall", "she", "should", "so", "some", "such", "than", "that", "the", "their", "theirs", "them",
        "themselves", "then", "there", "these", "they", "this", "those", "through", "to", "too", "under", "until",
        "up", "upon", "us", "very", "was", "we", "were", "what", "when", "where", "whether", "which", "while", "who",
        "whom", "whose", "why", "will", "with", "within", "without", "would", "yet", "you", "your", "yours",
        "yourself", "yourselves",
    )
)  # fmt: skip

FUNCTION_WORDS = _PLAIN | _CONTRACTIONS | ({word.replace("'", "") for word in _CONTRACTIONS} - _OTHER_WORDS)
"""Words that carry no topic of their own; they are neither indexed nor searched.

On SelQA's development questions (785; MRR@10 of retrieval alone): these .801, none .791, Lucene's 33 .778.
"""

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

NUMBERS = {word: str(number) for number, word in enumerate(_ONES)} | {
    word: str(10 * tens) for tens, word in enumerate(_TENS, 2)
}
"""Number words of one word, and their figures."""
