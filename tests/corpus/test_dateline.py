"""The day of publication in a text's head: read where it can mean nothing else."""

import pytest

from corpus import Source, read_structure, shipped_vocabulary

BODY = "The trust opened its ninety steps to walkers today, and the lamp is lit again after dark."


def published(text: str) -> str | None:
    return read_structure(Source("a", text), shipped_vocabulary()).article.published


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("The lamp is lit\n\nWEXCOMBE, 3 May 2025 – ", id="capitals"),
        pytest.param("The lamp is lit\n\nWexcombe, N.D. (May 3, 2025) – ", id="in-brackets"),
        pytest.param("The lamp is lit\n\n**WEXCOMBE, Mass., May 3, 2025** /NewsWire/ -- ", id="an-agency"),
        pytest.param("The lamp is lit\n\nPort Ellery – Saturday, 3rd May 2025 — ", id="dashes"),
        pytest.param("The lamp is lit\n\nPublished 3 May 2025\n\n", id="published"),
        pytest.param("The lamp is lit\n\nPosted on May 3, 2025 at 16:40 by Ann Lee\n\n", id="posted"),
        pytest.param("The lamp is lit\n\nFirst published: 03/05/2025 | 13/05/2025\n\n", id="two-readings"),
        pytest.param("The lamp is lit\n\nDate published: 2025-05-03\n\n", id="iso"),
        pytest.param("FOR IMMEDIATE RELEASE: May 3, 2025\n\nThe lamp is lit\n\n", id="a-banner"),
        pytest.param("The lamp is lit\n\nFor immediate release: May 3, 2025\n\n", id="a-banner-below-the-headline"),
    ],
)
def test_a_day_that_can_only_be_that_of_publication_is_read(head: str) -> None:
    assert published(head + BODY) == (None if "03/05" in head else "2025-05-03")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"The lamp is lit\n\nWEXCOMBE, 3 May – {BODY}", id="no-year"),
        pytest.param(f"The lamp is lit\n\n3 May 2025\n\n{BODY}", id="a-day-alone"),
        pytest.param(f"The lamp is lit\n\nOn 3 May 2025 – a Saturday – {BODY}", id="in-a-sentence"),
        pytest.param(f"The lamp is lit\n\nUpdated 3 May 2025\n\n{BODY}", id="updated"),
        pytest.param(f"The lamp is lit\n\nReleased 3 May 2025 from the harbour's cages\n\n{BODY}", id="let-go"),
        pytest.param(f"The lamp is lit\n\nWX032-E-01 (3 May 2025) – {BODY}", id="a-picture"),
        pytest.param(
            f"Fairs\n\nQuay Fair, 3 May 2025 – The quay.\n\nPier Fair, 9 May 2025 – The pier.\n\n{BODY}", id="a-list"
        ),
        pytest.param(f"The lamp is lit\n\nPublished 3 May 2025\n\nWEXCOMBE, 4 May 2025 – {BODY}", id="two-days"),
        pytest.param("The lamp\n\n" + f"{BODY}\n\n" * 9 + "Published 3 May 2025", id="at-the-end"),
    ],
)
def test_another_day_is_not_that_of_publication(text: str) -> None:
    assert published(text) is None


def test_what_is_said_of_an_article_goes_before_its_dateline() -> None:
    assert published(f"---\ntitle: The lamp\ndate: 2025-05-09\n---\n\nWEXCOMBE, 3 May 2025 – {BODY}") == "2025-05-09"
