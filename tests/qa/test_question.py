"""What kind of answer a question asks for, read from its words alone; no article is at hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import AnswerKind
from qa.asking.question import read_question

SUBJECT = (
    "Which harbour is getting a new crane?",
    "which of the towns lets you park for free",
    "Where has a night bus been tried out?",
    "where r they building the new depot",
    "In which county was the trial held?",
    "What town got the first tram?",
    "Whose bid was praised for its drawings?",
    "Which project pays volunteers' bus fares?",
    "which place hs the longest pier",
    "At which site did the roof fall in?",
    "Which council will share one depot with its neighbour?",
    "Which borough will give every pupil a seat?",
)
PERSON = (
    "Who is the chair of the harbour board?",
    "who runs the ferry company",
    "Who said that the tide waits for no man?",
    "Which minister opened the bridge?",
    "which doctor thinks the clinic is too small",
    "who complained about the noise",
    "Who designed the lighthouse?",
    "whos the head teacher",
    "By whom was the society founded?",
    "Who would rather walk than take the bus?",
    "who's in charge of the dig?",
    "Which GP thinks the wait is too long?",
    "Which engineer drew up the plans?",
)
ROLE = (
    "What is Ann Lee's job?",
    "whats ann lees role",
    "What position does Ann Lee hold?",
    "what is the job title of ann lee",
    "What post did Ann Lee have at the museum?",
    "Who is Ann Lee?",
    "who is ann lee",
    "Who's Dr Lee?",
    "Who was Sir John Smith?",
    "Who is Ann Lee of the harbour board?",
    "Who exactly is Jan van der Berg?",
)
NUMBER = (
    "How many trees were planted?",
    "how many trees",
    "What is the number of pupils at the new school?",
    "By how much did fares rise?",
    "What percentage of trains ran late?",
    "how much did the roof cost",
    "How tall is the tower?",
    "how far is it to the next stop",
    "how long does the crossing take",
    "How old is the chapel?",
    "What share of the energy comes from the wind?",
    "how often does the bus run",
    "What is the price of a ticket?",
    "How fast may boats go in the channel?",
    "what was the total raised",
    "How heavy is the bell?",
    "How deep is the dock?",
)
DATE = (
    "When does the work start?",
    "when was the museum opend",
    "What year was the lighthouse built?",
    "By when must we apply?",
    "On what date does the timetable change?",
    "what day is the fair",
    "Since when has the mill stood empty?",
    "What is the deadline for entries?",
    "Until when is the road closed?",
    "in which year did the mine close",
    "whens the next meeting",
)
CONTACT = (
    "Who do I ring about the noise?",
    "phone number for the depot",
    "email for the press office pls",
    "what is the email address of the museum",
    "Who should I contact about volunteering?",
    "How can I get in touch with the harbour master?",
    "which number do I call if the lift breaks",
    "tel no for the clinic",
    "Where do I write to book a berth?",
    "how do i reach the parish clerk",
    "Which number should journalists call?",
    "whats the fone number of the library",
    "Who can I contact?",
    "contact information",
    "What's your number?",
    "Can I call someone?",
    "how to get in touch",
    "Where do I call?",
)
DEFINITION = (
    "What does RISS stand for?",
    "whats riss",
    "What is a haul-out?",
    "RISS meaning?",
    "What is meant by shore power?",
    "define turbidity",
    "what is the full name of the RISS",
    "what are haul-outs?",
)
LIST = (
    "Name all the stops of the ferry.",
    "List the members of the jury.",
    "Which harbours were chosen?",
    "what are the rules for cyclists",
    "Give me a full list of the winners",
    "Which towns have signed up?",
    "In which places will the bus stop?",
    "what are all the stops",
)
YES_NO = (
    "Is there a lift in the tower?",
    "Can you take a bike on the ferry?",
    "do dogs need a ticket",
    "Has the bridge been repaired?",
    "are children allowed on board",
    "Will the fare go up?",
    "Does the clinic open on Sundays?",
)
PASSAGE = (
    "Why was the school shut?",
    "What happens if the lift breaks down?",
    "how will passengers hear of a delay",
    "What did the mayor say about the bridge?",
    "How does the barrier work?",
    "wat shud i do if i find a pup",
    "What will become of the old mill?",
    "Tell me about the flood.",
)


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        pytest.param(kind, question, id=f"{kind.value}: {question}")
        for kind, questions in (
            (AnswerKind.SUBJECT, SUBJECT),
            (AnswerKind.PERSON, PERSON + ROLE),
            (AnswerKind.NUMBER, NUMBER),
            (AnswerKind.DATE, DATE),
            (AnswerKind.CONTACT, CONTACT),
            (AnswerKind.DEFINITION, DEFINITION),
            (AnswerKind.LIST, LIST),
            (AnswerKind.YES_NO, YES_NO),
            (AnswerKind.PASSAGE, PASSAGE),
        )
        for question in questions
    ],
)
def test_grammar_tells_what_is_asked_for(kind: AnswerKind, question: str) -> None:
    assert read_question(question).kind is kind


@pytest.mark.parametrize(
    ("wants", "question"),
    [
        pytest.param(wants, question, id=f"{wants}: {question}")
        for wants, question in (
            ("phone", "phone number for the depot"),
            ("phone", "which number do I call if the lift breaks"),
            ("email", "email for the depot pls"),
            ("email", "What's the museum's e-mail address?"),
            ("name", "Who should I contact about volunteering?"),
            ("money", "How much did the roof cost?"),
            ("money", "how much is a ticket"),
            ("money", "what is the price of a season ticket"),
            ("share", "What percentage of trains ran late?"),
            ("share", "what proportion of the energy comes from wind"),
            ("duration", "how long does the crossing take"),
            ("duration", "How long is the wait for a berth?"),
            ("count", "How many trees were planted?"),
            ("count", "what is the number of pupils"),
            ("role", "What is Ann Lee's job?"),
            ("said", "Who said that the tide waits for no man?"),
            ("expansion", "What does RISS stand for?"),
        )
    ],
)
def test_a_kind_is_narrowed_to_what_is_wanted(wants: str, question: str) -> None:
    assert read_question(question).wants == wants


@pytest.mark.parametrize(
    "question",
    [
        "How far is it to the beach?",
        "how fast can boats go",
        "How tall is the tower?",
        "How heavy is the bell?",
        "How much does the anchor weigh?",
    ],
    ids=str,
)
def test_a_distance_a_speed_a_height_or_a_weight_is_no_duration_and_no_money(question: str) -> None:
    assert read_question(question).wants not in {"duration", "money", "share"}


@pytest.mark.parametrize(
    ("question", "same"),
    [
        pytest.param("Where is the depot?", "where is the depot", id="case-and-question-mark"),
        pytest.param("Where is the depot?", "  Where  is\nthe depot ?! ", id="white-space"),
        pytest.param("What’s a haul-out?", "What's a haul-out?", id="apostrophes"),
        pytest.param("How many trees were planted?", "So, how many trees were planted?", id="an-opening-word"),
        pytest.param("Who runs the ferry?", "please tell me who runs the ferry, thanks", id="courtesies"),
        pytest.param("How much did it cost?", "Hi! How much did it cost?", id="a-greeting-before-it"),
    ],
)
def test_manner_changes_nothing_of_what_is_asked(question: str, same: str) -> None:
    one, other = read_question(question), read_question(same)
    assert (one.kind, one.wants) == (other.kind, other.wants)
    assert [term.term for term in one.terms] == [term.term for term in other.terms]


def test_the_words_that_only_name_the_kind_are_no_terms() -> None:
    assert [term.word for term in read_question("phone number for the depot pls").terms] == ["depot"]
    assert [term.word for term in read_question("What does RISS stand for?").terms] == ["RISS"]


def test_a_word_said_twice_is_one_term_that_counts_twice() -> None:
    (term,) = read_question("harbour, harbours!").terms
    assert term.count == 2


def test_what_how_many_counts_is_told() -> None:
    asked = read_question("How many new trees were planted in the park?")
    assert asked.counted is not None
    assert "trees".startswith(asked.counted)
    assert read_question("Who planted the trees?").counted is None


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    asked = read_question(text)
    assert asked.text == text
    assert all(term.count >= 1 and term.word in text for term in asked.terms)


@pytest.mark.parametrize(
    "question",
    [
        "How many people does the service reach?",
        "How many mobile clinics are there?",
        "Which town offers telephone advice?",
        "Who said people should talk to each other?",
        "How did one town reach zero delays?",
    ],
)
def test_a_question_that_only_mentions_phones_or_talking_asks_for_no_contact(question: str) -> None:
    assert read_question(question).kind is not AnswerKind.CONTACT


@pytest.mark.parametrize("question", ["How are you paid?", "What's up with the ferry?", "Tell me a joke about eels"])
def test_what_begins_like_small_talk_may_ask(question: str) -> None:
    assert read_question(question).terms
