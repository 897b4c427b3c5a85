"""Lines of data: tables, records, and the row that names the columns."""

import pytest
from structures import headed, of_role

from corpus import Role


def test_the_rows_of_a_table_are_no_headings() -> None:
    text = "Barnsley\n\nThe plan is new.\n\nDay | Opens\nMonday | 07:00\n\nIt is good."
    assert headed(text)["It is good."] == "Barnsley"


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("Small tent £12\nLarge tent £20", id="a-space"),
        pytest.param("Small tent\t£12\nLarge tent\t£20", id="a-tab"),
        pytest.param("Small tent    12\nLarge tent    20", id="columns"),
        pytest.param("Small tent ........ £12\nLarge tent ........ £20", id="dots"),
        pytest.param("Small tent – £12\nLarge tent – £20", id="a-dash"),
        pytest.param("Small tent, £12\nLarge tent, £20", id="a-comma"),
        pytest.param("Small tent £12\n\nLarge tent £20", id="a-blank-line"),
        pytest.param("Monday to Friday 9am to 5pm", id="a-time-alone"),
        pytest.param("9.30am Doors open\n10am Talk", id="the-time-first"),
        pytest.param("Chair: Ann Lee\nClerk: Bob Ray", id="words"),
        pytest.param("Small tent | £12 | £9\nLarge tent | £20 | £15", id="bars"),
    ],
)
def test_lines_of_data_are_evidence_under_their_heading(rows: str) -> None:
    over = headed(f"Camp notes\n\nCome early.\n\nWhat it costs\n\n{rows}\n\nThe sum is due in May.")
    assert {over[row] for row in rows.split("\n") if row} == {"What it costs"}
    assert over["The sum is due in May."] == "What it costs"


def test_the_row_that_names_the_columns_heads_the_others_with_the_heading_above() -> None:
    table = "Tent | Summer | Winter\nSmall | £12 | £9\nLarge | £20 | £15"
    over = headed(f"Camp\n\nCome early.\n\nFees\n\n{table}\n\nIt is due in May.")
    assert over["Large | £20 | £15"] == over["It is due in May."] == "Fees\n\nTent | Summer | Winter"
    over = headed(f"Camp\n\nCome early.\n\nFees\n\nThey rose in May.\n\n{table}\n\nAll is new.")
    assert over["Large | £20 | £15"] == "Tent | Summer | Winter"
    assert over["They rose in May."] == "Fees" and over["All is new."] is None


@pytest.mark.parametrize(
    ("table", "over"),
    [
        pytest.param("| Boat | Crew | Home |\n|---|---|---|\n| Heron | Ann | Hull |", "Boat | Crew | Home", id="words"),
        pytest.param("Boat | Crew | Home\n:-- | --- | --:\nHeron | Ann | Hull", "Boat | Crew | Home", id="no-bars"),
        pytest.param("| | winter | summer |\n|---|---|---|\n| Yawl | £8 | £9 |", "winter | summer", id="no-first-name"),
    ],
)  # fmt: skip
def test_a_table_whose_header_is_marked_has_it_over_its_rows(table: str, over: str) -> None:
    row = table.split("\n")[2].strip("| ")
    assert headed(f"# Boats\n\n{table}\n\nIt is open.")[row] == f"Boats\n\n{over}"
    assert headed(f"# Boats\n\nThey are old.\n\n{table}\n\nIt is open.")[row] == over
    assert over not in of_role(f"# Boats\n\n{table}\n\nIt is open.", Role.BULLET)


def test_rows_without_a_row_of_names_are_all_evidence() -> None:
    rows = ["Monday | closed | closed", "Tuesday | 9:00 | 17:00"]
    assert of_role("Hours\n\nThe hall:\n\n" + "\n".join(rows) + "\n\nCome in.", Role.BULLET) == rows


@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["right-below", "a-blank-line"])
def test_a_name_and_its_sum_are_one_record(between: str) -> None:
    records = [f"Orchard Boat Club{between}£4,000", f"Lane Trust{between}£2,500"]
    text = "Grants made\n\n" + "\n\n".join(records) + "\n\nThe next round is in May."
    assert of_role(text, Role.BULLET) == records


def test_names_with_what_they_do_are_records_where_two_stand_beneath_each_other() -> None:
    text = "Who we are\n\nAnn Lee\nHarbour master\n\nBob Ray\nClerk of works\n\nWe work by day."
    assert of_role(text, Role.BULLET) == ["Ann Lee\nHarbour master", "Bob Ray\nClerk of works"]


KEYED = ["Boat: Heron\nBuilt: Ashmere\nUse: ferry", "Boat: Tern\nBuilt: 1921\nUse: dredger", "Boat: Ibis\nUse: yacht"]


@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["right-below", "a-blank-line"])
def test_rows_whose_keys_come_again_are_one_record_each(between: str) -> None:
    assert of_role(f"Boats\n\nWe own these.\n\n{between.join(KEYED)}\n\nAll float.", Role.BULLET) == KEYED


def test_a_record_that_tells_whom_to_reach_is_a_contact_of_its_own() -> None:
    records = [f"Name: {name}\nRole: Pilot\nPhone: 01632 96014{n}" for n, name in enumerate(("Ann Lee", "Bo Orr"))]
    assert of_role("Staff\n\n" + "\n".join(records) + "\n\nRing by day.", Role.CONTACT) == records


def test_a_contacts_own_rows_stay_with_the_name_above_them() -> None:
    block = "Ann Lee\nTel: 01632 960140\nEmail: ann@quay.example"
    other = "Tel: 01632 960141\nEmail: desk@quay.example"
    found = of_role(f"Staff\n\nRing by day.\n\n{block}\n{other}\n\nThe desk is on the quay.", Role.CONTACT)
    assert found[0].startswith("Ann Lee\nTel: 01632 960140")


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("Boat: Heron\nBuilt: Ashmere\nUse: ferry", id="once"),
        pytest.param("Boat: Heron\nBoat: Tern\nBoat: Ibis", id="one-key"),
        pytest.param("Boat: Heron\nUse: ferry\nBoat: Tern\nBuilt: Ashmere", id="other-keys"),
    ],
)
def test_rows_that_make_no_records_are_evidence_each(rows: str) -> None:
    assert of_role(f"Boats\n\nWe own these.\n\n{rows}\n\nAll float.", Role.BULLET) == rows.split("\n")
