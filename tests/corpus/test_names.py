"""What a file's name tells: the id of its article, and whether the file is read."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import check_id, make_id, make_label
from corpus.files.names import assign_ids, is_temporary


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("pier", "pier"),
        ("Annual report 2025", "Annual-report-2025"),
        ("Übersicht – Straße & Œuvre", "Ubersicht-Strasse-OEuvre"),
        ("The trust’s 'own' report (final).v2", "The-trusts-own-report-final-.v2"),
        ("..hidden..", "hidden"),
        ("2024/old", "2024-old"),
        ("½ price", "1-2-price"),
    ],
)
def test_an_id_is_made_of_a_name(name: str, made: str) -> None:
    assert make_id(name) == make_id(unicodedata.normalize("NFD", name)) == made


def test_names_that_lose_letters_are_told_apart() -> None:
    made = [make_id(name) for name in ("報告", "報道", "報告 2025", "a" * 200, "a" * 201, "")]
    assert len(set(made)) == 6
    assert made[0].startswith("article-") and made[2].startswith("2025-")


@given(st.text())
def test_what_is_made_is_an_id(name: str) -> None:
    check_id(make_id(name), "")


def test_names_that_fall_together_are_told_apart_the_same_each_time() -> None:
    names = ["a b.txt", "a-b.txt", "A B.txt", "a/b.txt", "a-b.pdf", "a-b.TXT", "b.txt", "B.md", "\udcff.txt"]
    ids = assign_ids(names)
    assert ids == assign_ids(reversed(names))
    assert len({article_id.lower() for article_id in ids.values()}) == len(names)
    assert ids["a-b.TXT"] == "a-b" and ids["a-b.pdf"] == "a-b-pdf" and ids["a-b.txt"] == "a-b-txt"
    assert ids["a b.txt"].startswith("a-b-") and ids["a/b.txt"].startswith("a-b-")
    assert assign_ids([*names, "more.txt"]) == {**ids, "more.txt": "more"}


@given(st.lists(st.text("ab-. é/", min_size=1).map(lambda name: f"{name}.txt"), unique=True))
def test_all_names_of_a_folder_get_ids_of_their_own(names: list[str]) -> None:
    ids = assign_ids(names)
    for article_id in ids.values():
        check_id(article_id, "")
    assert len({article_id.lower() for article_id in ids.values()}) == len(names)


@pytest.mark.parametrize(
    "name",
    ["~$report.docx", ".~lock.report.odt#", ".DS_Store", "Thumbs.db", "a.tmp", "a.txt.part", ".a.txt.swp", "a.txt~",
     "#a.txt#", "a.pdf.crdownload"],
)  # fmt: skip
def test_what_programs_leave_beside_a_document_is_no_document(name: str) -> None:
    assert is_temporary(name)


@pytest.mark.parametrize("name", ["a.txt", "~a.txt", "parts.md", "lock.txt", "#1.txt", "tmp.txt", "$5.txt"])
def test_a_document_is_one(name: str) -> None:
    assert not is_temporary(name)


@pytest.mark.parametrize(
    ("article_id", "label"),
    [
        pytest.param("fourteen-pioneering-initiatives", "Fourteen pioneering initiatives", id="hyphens"),
        pytest.param("north_quay.draft", "North quay draft", id="other-marks"),
        pytest.param("2024-05-03-market", "2024-05-03 market", id="a-day-stays-whole"),
        pytest.param("NHS-plan", "NHS plan", id="capitals-stay"),
        pytest.param("notices-12", "Notices 12", id="a-row-of-a-file"),
    ],
)
def test_an_id_is_readable_as_a_label(article_id: str, label: str) -> None:
    assert make_label(None, article_id) == label
    assert make_label("The title", article_id) == "The title"
