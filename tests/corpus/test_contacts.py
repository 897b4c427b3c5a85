"""What is set apart from prose: contact blocks, the page around an article, credits of pictures."""

import pytest
from structures import headed, of_role, read

from corpus import MAX_PASSAGE, Role

# --- contact blocks ---


@pytest.mark.parametrize(
    "block",
    [
        pytest.param("Ann Lee\n01226 774586", id="name-and-phone"),
        pytest.param("Zoë O’Neill-Howard\n01726 627892/07919 995189\nzoe@example.org", id="two-phones-and-email"),
        pytest.param(
            "Ann Lee\nDirector of works\nOldport Council\nTel: 020 7946 0001\nEmail: a.lee@example.org", id="offices"
        ),
        pytest.param("Ann Lee, Press Officer\nT: +44 (0)20 7946 0001 E: ann@example.org", id="one-line-of-both"),
        pytest.param("Press office\nTelephone: 774586\nwww.example.org/press", id="an-office-and-a-short-number"),
        pytest.param("Ann Lee\n555-123-4567 ext. 12\n@annlee".replace("\n@", "\nTwitter: @"), id="american"),
        pytest.param("press@example.org", id="an-email-alone"),
        pytest.param(
            "Questions of passage: the office, 01955 410 200, passages@example.org", id="a-line-with-its-own-name"
        ),
        pytest.param("Ann Lee\n\n01226 774586\n\nann@example.org", id="blank-lines-between"),
    ],
)
def test_a_contact_block_is_one_sentence(block: str) -> None:
    text = f"The plan is new, and it is the town’s own.\n\n{block}\n\nMore words of it."
    assert of_role(text, Role.CONTACT) == [block]


def test_contacts_with_names_of_their_own_stay_apart() -> None:
    lines = ["Passages: harbour office, 01955 410 200", "Complaints about noise: Leona Birch, 01955 410 231"]
    assert of_role("The plan is new.\n\n" + "\n".join(lines), Role.CONTACT) == lines


def test_a_line_with_a_number_is_no_heading() -> None:
    assert of_role("Words of it.\n\nRing the office on 01950 600 100\n\nMore of it.", Role.HEADING) == []


def test_a_label_above_stays_out_and_people_in_a_row_stay_in_one_section() -> None:
    text = "Staff\nAnn Lee\n01234 567890\n\nBob Ray\nDeputy Head\nbob@example.org\n\nWhat to bring\n\nA coat."
    assert headed(text) == {
        "Ann Lee\n01234 567890": "Staff",
        "Bob Ray\nDeputy Head\nbob@example.org": "Staff",
        "A coat.": "What to bring",
    }


@pytest.mark.parametrize(
    "line",
    [
        "2013-2014",
        "12/11/2013",
        "01-05-2013",
        "1,000,000 2,000,000",
        "443 414 512 618",
        "Ring 020 7946 0001 by noon.",
        "0",
    ],
)
def test_other_figures_are_no_contact(line: str) -> None:
    assert of_role(f"The plan is new.\n\n{line}\n\nMore words of it.", Role.CONTACT) == []


def test_a_contact_block_is_never_longer_than_a_passage() -> None:
    emails = [f"someone.with.a.long.name.{number}@mail.example.org" for number in range(40)]
    found = of_role("\n".join(["Ann Lee", *emails]), Role.CONTACT)
    assert len(found) > 1
    assert all(len(block) <= MAX_PASSAGE for block in found)


# --- furniture ---


@pytest.mark.parametrize(
    "line",
    [
        "This site is intended for health professionals only", "Ads by Google", "Advertisement", "View all News",
        "Read more",
        "Home | News | Jobs | Contact us", "Cookie policy | Terms of use", "Follow us on social media",
        "latest health care news", "more videos >", "All rights reserved.", "Skip to content", "Log in",
        "Privacy policy",
    ],
)  # fmt: skip
def test_the_page_around_an_article_is_furniture(line: str) -> None:
    text = f"{line}\n\nPioneers announced\n\nFourteen areas were chosen."
    assert of_role(text, Role.FURNITURE) == [line]
    assert read(text).article.title == "Pioneers announced"


@pytest.mark.parametrize(
    "line",
    [
        "Advertising was banned in May.", "The cookie recipe needs butter.", "More than 40 people came.",
        "eBay opens shop",
        "Search and rescue teams went out.", "Have your say by 5 May on our website.",
        "Subscribe to the plan by June.",
        "Home care visits will double", "Registered nurses may apply", "we met on monday",
    ],
)  # fmt: skip
def test_an_articles_own_words_are_not(line: str) -> None:
    assert of_role(f"Words of it. More of it.\n\n{line}\n\nThe end of it.", Role.FURNITURE) == []


def test_a_text_all_in_lower_case_is_no_menu() -> None:
    assert of_role("we met on monday\n\nthe cat sat on the mat", Role.FURNITURE) == []
    assert of_role("we met on monday\n\nit was fine. we left", Role.FURNITURE) == []


@pytest.mark.parametrize("line", ["2 comments", "You may also like", "Log in to comment", "Comments (14)"])
def test_what_opens_the_end_of_the_page_ends_an_article(line: str) -> None:
    text = f"Title of it\n\nOne.\n\nTwo.\n\nThree.\n\n{line}\n\nTen knots for sailors\n\nFrom the bowline on."
    assert of_role(text, Role.FURNITURE) == [line, "Ten knots for sailors", "From the bowline on."]


def test_the_box_of_comments_ends_an_article_and_a_link_to_it_above_does_not() -> None:
    text = "Leave a comment\n\nTitle of it\n\nOne.\n\nTwo.\n\nThree.\n\nAdd your comment\n\nI agree with it.\n\nMe too."
    assert of_role(text, Role.FURNITURE) == ["Leave a comment", "Add your comment", "I agree with it.", "Me too."]


@pytest.mark.parametrize("menu", ["Home | News | Jobs", "Home | News | Jobs\nContact | Help | Login"])
def test_a_menu_of_one_line_or_two_is_furniture(menu: str) -> None:
    assert of_role(f"{menu}\n\nThe plan is new.", Role.FURNITURE) == menu.split("\n")


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("The mill at dusk, from the far bank. Credit: Ann Lee", "Credit: Ann Lee"),
        ("The mill at dusk, from the far bank. Photo courtesy of the Mill Trust", "Photo courtesy of the Mill Trust"),
        ("The mill stands by the river, from the far bank. ABC/Ann Lee", "ABC/Ann Lee"),
        ("The mill stands by the river, from the far bank. Ann Lee", "Ann Lee"),
    ],
)
def test_a_captions_credit_is_told_from_it(text: str, credit: str) -> None:
    whole = f"The mill\n Video Credit: Bob Ray\n\nIt is old.\n\n{text}\n\nIt turns."
    assert of_role(whole, Role.FURNITURE) == ["Video Credit: Bob Ray", credit]
    assert text.removesuffix(credit).strip() in of_role(whole, Role.PROSE)


@pytest.mark.parametrize(
    "text", ["It was seen by Dr. Ann Lee", "It ended at 12:21 P.M. EDT", "He is the son of Donald J. TRUMP"]
)
def test_what_ends_without_a_stop_is_no_credit_for_that(text: str) -> None:
    assert of_role(f"The mill\n\nIt is old.\n\n{text}\n\nIt turns.", Role.FURNITURE) == []


def test_a_contact_block_keeps_the_lines_between_and_below() -> None:
    block = "Mill Office\n1 Quay Street\nOrchard OR1 2AB\nTel: 01234 567890\nOpen by day\nmill@example.org\nRing twice"
    assert of_role(f"The plan is new.\n\n{block}\n\nIt is ours.", Role.CONTACT) == [block]
