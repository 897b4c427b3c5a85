"""Articles as rows of a `.csv` file: what is read, what is passed over and told, and what is refused by its line."""

from pathlib import Path

import pytest

from corpus import ArticleError, CorpusNotFound, Notes, SourceFile, read_files

TEXT = "The pier, all of it, opens at nine."


def table(place: Path, text: str | bytes, name: str = "grants.csv") -> Path:
    path = place / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(path: Path) -> tuple[list[SourceFile], Notes]:
    notes = Notes()
    return [file.read() for file in read_files(path, notes=notes)], notes


def refusal(path: Path) -> str:
    with pytest.raises(ArticleError) as caught:
        read_files(path)
    assert "\n" not in str(caught.value) and "; " in str(caught.value)
    return str(caught.value)


def test_rows_are_read_like_lines(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        f'\ufeffid,Title,date,source,Link,text,amount\r\np1,The pier,3 May 2024,Board,https://a.b,"{TEXT}",5\r\n'
        '\r\nMy pier,"Two\nlines",,,,"It says ""yes"".\n\nThen no.",\n,,,,,  ,7\n,,,,,Third.\n',
    )
    files, notes = read(path)
    assert [(file.id, file.raw.decode(), file.where) for file in files] == [
        ("My-pier", 'It says "yes".\n\nThen no.', f"{path}, line 4"),
        ("grants-5", "Third.", f"{path}, line 9"),
        ("p1", TEXT, f"{path}, line 2"),
    ]
    assert (files[2].title, files[2].published, files[2].publisher, files[2].url) == (
        "The pier", "2024-05-03", "Board", "https://a.b"
    )  # fmt: skip
    assert files[0].title == "Two lines"
    assert notes.made == {"My-pier": "My pier"} and notes.passed_over == {"empty": 1}
    assert notes.remarks == [
        f"{path}: columns passed over: amount; to read one, name it in catalogue.toml beside it, under [_fields]"
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_columns_may_be_parted_by_any_usual_mark(tmp_path: Path, delimiter: str) -> None:
    path = table(tmp_path, f'id{delimiter}content\na{delimiter}"{TEXT}"\n', "Grants 2024.csv")
    assert [(file.id, file.raw.decode()) for file in read(path)[0]] == [("a", TEXT)]


def test_the_catalogue_beside_it_maps_columns(tmp_path: Path) -> None:
    path = table(tmp_path, "nr,datum,inhalt,text\n7,2024-05-03,It opens.,No.\n")
    (tmp_path / "catalogue.toml").write_text('[_fields]\nid = "Nr"\npublished = "datum"\ntext = ["x", "inhalt"]\n')
    ((file,), notes) = read(path)
    assert (file.id, file.raw, file.published) == ("7", b"It opens.", "2024-05-03")
    assert "passed over: text;" in notes.remarks[0]


def test_without_ids_the_number_of_a_row_is_one_and_a_row_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.files.folder._IN_MEMORY", 0)
    path = table(tmp_path, 'text\n"One\n."\n\nThree.\n', "My grants.csv")
    assert [(file.id, file.raw) for file in read(path)[0]] == [("My-grants-1", b"One\n."), ("My-grants-3", b"Three.")]
    listed = read_files(path)
    path.write_text('text\n"Two\n."\n\nThree.\n')
    with pytest.raises(ArticleError, match="was changed while"):
        listed[0].read()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("id,words\na,b\n", "line 1: no column is called text; ", id="no-texts"),
        pytest.param("id,body,content\na,b,c\n", "line 1: body and content may each be the text; ", id="two-texts"),
        pytest.param("text,text\na,b\n", "line 1: two columns are called text; rename one", id="a-column-twice"),
        pytest.param("id,text\na,b,c\n", "line 2: 3 cells under 2 columns; ", id="a-cell-too-many"),
        pytest.param('id,text\na,"b" c\n', "line 2: not CSV: ", id="text-after-a-quote"),
        pytest.param('id,text\na,b\nc,"d\n\n', "line 3: not CSV: unexpected end of data; ", id="an-open-quote"),
        pytest.param("id,text\na,b\nA,c\n", "line 3: the id 'A' stands on line 2 already; ", id="an-id-twice"),
        pytest.param("id,text,date\na,b,soon\n", "line 2: published is 'soon', not a day", id="no-day"),
        pytest.param(b"id,text\na,b\nc,\xe9\n", "line 3: not UTF-8 (byte 0xe9); ", id="latin-1"),
        pytest.param(b"id,t\xe9xt\n", "line 1: not UTF-8 (byte 0xe9); ", id="latin-1-header"),
    ],
)
def test_what_is_wrong_is_refused_by_its_line(tmp_path: Path, text: str | bytes, says: str) -> None:
    path = table(tmp_path, text)
    assert refusal(path).startswith(f"{path}, {says}")


def test_one_wrong_row_leaves_the_others(tmp_path: Path) -> None:
    files, notes = read(table(tmp_path, "id,text\na,b\nc,d,e\nf,\x00\ng,h\n"))
    assert [file.id for file in files] == ["a", "g"]
    assert [str(error).partition(", ")[2][:7] for error in notes.refused] == ["line 3:", "line 4:"]


def test_a_table_without_rows_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusNotFound, match="no article in this file"):
        read_files(table(tmp_path, "id,text\n"))
    assert "empty" in refusal(table(tmp_path, ""))


def test_a_cell_without_end_is_refused_in_no_long_time(tmp_path: Path) -> None:
    path = table(tmp_path, 'text\n"' + "short\n" * 3_000_000)
    assert "line 2: longer than" in refusal(path)
