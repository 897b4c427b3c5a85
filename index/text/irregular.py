"""Forms of English words that no rule of spelling leads back from: "rung" and "rang" of "ring", "women" of "woman".

Only forms that are rarely another word are here: not "fed", "found", "ground", "left", "lit", "met", "rose" or "saw".
"""

_VERBS = {
    "arise": "arose arisen", "awake": "awoke awoken", "beat": "beaten", "become": "became",
    "befall": "befell befallen", "begin": "began begun", "bite": "bitten", "blow": "blew blown",
    "break": "broke broken", "breed": "bred", "bring": "brought", "build": "built", "burn": "burnt", "buy": "bought",
    "catch": "caught", "choose": "chose chosen", "cling": "clung", "come": "came", "creep": "crept", "deal": "dealt",
    "dig": "dug", "draw": "drew drawn", "dream": "dreamt", "drink": "drank", "drive": "drove driven",
    "eat": "ate eaten", "fall": "fell fallen", "feel": "felt", "fight": "fought", "flee": "fled", "fling": "flung",
    "fly": "flew flown", "forbid": "forbade forbidden", "foresee": "foresaw foreseen", "foretell": "foretold",
    "forget": "forgot forgotten", "forgive": "forgave forgiven", "freeze": "froze frozen", "give": "gave given",
    "go": "went gone", "grow": "grew grown", "hang": "hung", "hear": "heard", "hide": "hid hidden", "hold": "held",
    "keep": "kept", "kneel": "knelt", "know": "knew known", "lay": "laid", "lead": "led", "leap": "leapt",
    "learn": "learnt", "lose": "lost", "make": "made", "mean": "meant", "mislead": "misled",
    "mistake": "mistook mistaken", "misunderstand": "misunderstood", "outgrow": "outgrew outgrown",
    "overcome": "overcame", "overhear": "overheard", "oversee": "oversaw overseen", "overtake": "overtook overtaken",
    "overthrow": "overthrew overthrown", "pay": "paid", "prove": "proven", "rebuild": "rebuilt",
    "redraw": "redrew redrawn", "repay": "repaid", "resell": "resold", "retake": "retook retaken",
    "rethink": "rethought", "rewrite": "rewrote rewritten", "ride": "rode ridden", "ring": "rang rung",
    "rise": "risen", "run": "ran", "say": "said", "see": "seen", "seek": "sought", "sell": "sold", "send": "sent",
    "shake": "shook shaken", "shine": "shone", "show": "shown", "shrink": "shrank shrunk", "sing": "sang sung",
    "sink": "sank sunk", "sit": "sat", "sleep": "slept", "slide": "slid", "speak": "spoke spoken", "spell": "spelt",
    "spend": "spent", "spill": "spilt", "spin": "spun", "spoil": "spoilt", "spring": "sprang sprung", "stand": "stood",
    "steal": "stole stolen", "stick": "stuck", "strike": "struck stricken", "strive": "strove striven",
    "swear": "swore sworn", "sweep": "swept", "swim": "swam swum", "swing": "swung", "take": "took taken",
    "teach": "taught", "tear": "tore torn", "tell": "told", "think": "thought", "throw": "threw thrown",
    "undergo": "underwent undergone", "understand": "understood", "undertake": "undertook undertaken",
    "unwind": "unwound", "uphold": "upheld", "wake": "woke woken", "wear": "wore worn", "weave": "woven",
    "weep": "wept", "win": "won", "withdraw": "withdrew withdrawn", "withhold": "withheld", "withstand": "withstood",
    "write": "wrote written",
}  # fmt: skip
_NOUNS = {
    "appendix": "appendices", "bacterium": "bacteria", "calf": "calves", "child": "children", "crisis": "crises",
    "criterion": "criteria", "curriculum": "curricula", "foot": "feet", "fungus": "fungi", "goose": "geese",
    "hypothesis": "hypotheses", "knife": "knives", "loaf": "loaves", "man": "men", "matrix": "matrices",
    "memorandum": "memoranda", "mouse": "mice", "oasis": "oases", "phenomenon": "phenomena", "referendum": "referenda",
    "shelf": "shelves", "synthesis": "syntheses", "thesis": "theses", "thief": "thieves", "tooth": "teeth",
    "wife": "wives", "wolf": "wolves", "woman": "women",
    **{f"{who}man": f"{who}men" for who in (
        "business", "chair", "congress", "country", "crafts", "crew", "fire", "fisher", "foot", "gentle", "police",
        "service", "spokes", "sports", "states", "work", "businesswo", "chairwo", "fisherwo", "policewo", "servicewo",
        "spokeswo", "sportswo",
    )},
}  # fmt: skip
_BASES = {form: base for forms in (_VERBS, _NOUNS) for base, told in forms.items() for form in told.split()}


LETTERS = frozenset(("led", "sat"))
"""Forms that are none in capitals: "LED lights", "the SAT"."""


def base_of(word: str) -> str:
    """Return the word that an irregular form is one of, any other as it is; the word is in lower case, without accents.

    >>> base_of("rung"), base_of("policewomen"), base_of("ringing")
    ('ring', 'policewoman', 'ringing')
    """
    return _BASES.get(word, word)
