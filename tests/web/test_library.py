"""The user's own articles: put there once, changed all or nothing, and read as they are found."""

import tomllib
from pathlib import Path

import pytest

from corpus import SHIPPED_ARTICLES, Admitted, ArticleError, Changes, Library, SourceFile

FERRY = "The ferry rests on Mondays.\n"
CATALOGUE = '[ferry]\ntitle = "The ferry"\npublished = 2024-05-20\n\n[gone]\ntitle = "No longer here"\n'


def article(name: str, text: str, **known: str) -> SourceFile:
    return SourceFile(name, text.encode(), ".txt", name, **known)


def from_pdf(name: str, text: str, raw: bytes, **known: str) -> Admitted:
    """An article whose text was taken out of another document."""
    return Admitted(article(name, text, **known), SourceFile(name, raw, ".pdf", name, **known))


def library_of(data: Path, **files: str | bytes) -> Library:
    """A library that holds files by name, `__` for the dot."""
    library = Library(data)
    library.folder.mkdir(parents=True)
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (library.folder / name.replace("__", ".")).write_bytes(raw)
    return library


def standing(data: Path) -> dict[str, bytes]:
    """Everything that stands in the folder for data, by its path; the lock, which is empty, aside."""
    found = {path.relative_to(data).as_posix(): path for path in data.rglob("*") if not path.is_dir()}
    return {name: path.read_bytes() for name, path in found.items() if name != "articles.lock"}


def refusal(library: Library, changes: Changes | None = None) -> str:
    with pytest.raises(ArticleError) as caught:
        library.changed(changes).files()
    assert "\n" not in str(caught.value) and "; " in str(caught.value)
    return str(caught.value)


def test_the_articles_that_ship_are_put_there_once(tmp_path: Path) -> None:
    library = Library(tmp_path / "data")
    assert library.files() == []
    assert library.seed()
    shipped = {f"articles/{path.name}": path.read_bytes() for path in SHIPPED_ARTICLES.iterdir()}
    assert len(shipped) == 6
    assert standing(tmp_path / "data") == shipped
    assert not library.seed()


def test_what_the_user_took_away_or_changed_is_not_put_back(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.seed()
    first, second, *others = library.files()
    library.carry_out({first.id: None, second.id: Admitted(article(second.id, FERRY))})
    after = standing(tmp_path)
    assert not Library(tmp_path).seed()
    assert standing(tmp_path) == after
    library.carry_out({file.id: None for file in (second, *others)})
    assert not Library(tmp_path).seed()
    assert library.files() == []


def test_an_original_stands_beside_the_text_that_was_taken_out_of_it_and_goes_with_it(tmp_path: Path) -> None:
    library = library_of(tmp_path)
    library.carry_out({"bridge": from_pdf("bridge", "The bridge opens.", b"%PDF-1")})
    assert standing(tmp_path) == {"articles/bridge.txt": b"The bridge opens.", "originals/bridge.pdf": b"%PDF-1"}
    read = library.files()[0].read()
    assert (read.id, read.raw, read.suffix) == ("bridge", b"The bridge opens.", ".txt")
    library.carry_out({"bridge": Admitted(SourceFile("bridge", b"It opened.", ".md", "bridge"))})
    assert standing(tmp_path) == {"articles/bridge.md": b"It opened."}
    library.carry_out({"bridge": None})
    assert standing(tmp_path) == {}


def test_a_plain_text_is_kept_to_the_byte_and_has_no_original(tmp_path: Path) -> None:
    raw = "\ufeffOf Windows. \r\n".encode()
    admitted = Admitted.of(SourceFile("a", raw, ".md", "a"))
    library_of(tmp_path).carry_out({"a": admitted})
    assert admitted.original is None
    assert standing(tmp_path) == {"articles/a.md": raw}


def test_the_catalogue_tells_what_is_known_of_an_article_and_keeps_its_other_tables(tmp_path: Path) -> None:
    library = library_of(tmp_path, ferry__txt=FERRY, catalogue__toml=CATALOGUE)
    known = {"title": 'A "quoted" title', "publisher": "Harbour Board", "published": "2024-06-01", "url": "https://x/y"}
    library.carry_out({"bridge": from_pdf("bridge", "It opens.", b"%PDF-1", **known)})
    tables = tomllib.loads((library.folder / "catalogue.toml").read_text("utf-8"))
    assert tables == {**tomllib.loads(CATALOGUE), "bridge": known}
    assert {file.id: (file.title, file.published) for file in (file.read() for file in library.files())} == {
        "ferry": ("The ferry", "2024-05-20"),
        "bridge": ('A "quoted" title', "2024-06-01"),
    }
    library.carry_out({"ferry": Admitted(article("ferry", FERRY)), "bridge": None})
    tables = tomllib.loads((library.folder / "catalogue.toml").read_text("utf-8"))
    assert tables == {"gone": {"title": "No longer here"}}


def test_a_catalogue_of_which_nothing_changes_is_left_to_the_byte(tmp_path: Path) -> None:
    own = f"# The harbour's own.\n{CATALOGUE}"
    library_of(tmp_path, catalogue__toml=own).carry_out({"bridge": Admitted(article("bridge", "It opens."))})
    assert standing(tmp_path)["articles/catalogue.toml"] == own.encode()


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r\n# Checked."])
def test_what_a_table_is_added_to_stays_to_the_byte(tmp_path: Path, end: str) -> None:
    own = f"# The harbour's own.\r\n{CATALOGUE}publisher = 'Harbour Board'{end}"
    library = library_of(tmp_path, ferry__txt=FERRY, catalogue__toml=own)
    library.carry_out({"a.bridge": Admitted(article("a.bridge", "It opens.", title="A bridge"))})
    written = (library.folder / "catalogue.toml").read_bytes()
    assert written.startswith(own.encode())
    assert tomllib.loads(written.decode()) == {**tomllib.loads(own), "a.bridge": {"title": "A bridge"}}


def test_comments_and_other_tables_stay_when_a_table_is_replaced_or_removed(tmp_path: Path) -> None:
    own = "# The harbour's own.\n[ferry] # ours\ntitle = 'The ferry'\n\n# Closed.\n[market]\ntitle = 'The market'"
    library = library_of(tmp_path, ferry__txt=FERRY, market__txt=FERRY, catalogue__toml=own)
    library.carry_out({"ferry": Admitted(article("ferry", "It rests.", title="A ferry"))})
    replaced = own.replace("'The ferry'", '"A ferry"')
    assert standing(tmp_path)["articles/catalogue.toml"] == replaced.encode()
    library.carry_out({"market": None})
    assert standing(tmp_path)["articles/catalogue.toml"] == replaced[: replaced.index("[market]")].encode()


def test_no_change_writes_nothing(tmp_path: Path) -> None:
    library = library_of(tmp_path, ferry__txt=FERRY)
    before = library.folder.stat().st_mtime_ns
    library.changed().commit()
    assert library.folder.stat().st_mtime_ns == before
    assert standing(tmp_path) == {"articles/ferry.txt": FERRY.encode()}


def test_what_stands_there_already_is_not_written_again(tmp_path: Path) -> None:
    library = library_of(tmp_path, ferry__txt=FERRY, bridge__txt="It opens.")
    before = {path.name: path.stat().st_ino for path in library.folder.iterdir()}
    library.carry_out({"ferry": Admitted(article("ferry", FERRY)), "bridge": Admitted(article("bridge", "It opened."))})
    after = {path.name: path.stat().st_ino for path in library.folder.iterdir()}
    assert after["ferry.txt"] == before["ferry.txt"]
    assert after["bridge.txt"] != before["bridge.txt"]
    folder = library.folder.stat().st_ctime_ns
    library.carry_out({"ferry": Admitted(article("ferry", FERRY))})
    assert library.folder.stat().st_ctime_ns == folder


def test_changes_show_before_they_are_made_so(tmp_path: Path) -> None:
    library = library_of(tmp_path, ferry__txt=FERRY, bridge__txt="It opens.")
    changed = library.changed({"ferry": None, "market": Admitted(article("market", "It moves."))})
    assert [file.id for file in changed.files()] == ["bridge", "market"]
    assert [file.id for file in library.files()] == ["bridge", "ferry"]
    changed.commit()
    assert [file.id for file in library.files()] == ["bridge", "market"]


def test_an_id_may_differ_from_another_by_more_than_capitals_only(tmp_path: Path) -> None:
    library = library_of(tmp_path, Ferry__txt=FERRY)
    put = Admitted(article("ferry", FERRY))
    assert refusal(library, {"ferry": put}).startswith("ferry: its id is that of Ferry, capitals aside; ")
    assert [file.id for file in library.changed({"ferry": put, "Ferry": None}).files()] == ["ferry"]


@pytest.mark.parametrize(
    ("name", "others"), [("ferry.md", "ferry-txt"), ("FERRY.txt", "ferry-txt"), ("Ferry.PDF", "ferry-txt")]
)
def test_files_dropped_into_the_folder_that_share_an_id_are_told_apart(tmp_path: Path, name: str, others: str) -> None:
    library = library_of(tmp_path, ferry__txt=FERRY)
    (library.folder / name).write_bytes(b"%PDF-")
    first = name.partition(".")[0]
    assert {file.id for file in library.files()} == {first, others}
    told = f"{library.folder / 'ferry.txt'}: would be ferry then, and no longer {others}; rename it first"
    assert refusal(library, {first: None}) == told
    library.carry_out({others: None})
    assert {file.id for file in library.files()} == {first}


def test_a_file_whose_name_is_no_id_can_be_replaced_and_removed_by_the_id_that_is_made_of_it(tmp_path: Path) -> None:
    library = library_of(tmp_path, ferry__txt=FERRY)
    (library.folder / "2024").mkdir()
    (library.folder / "2024" / "The bridge.txt").write_text("It opens.", "utf-8")
    (library.folder / "~$bridge.docx").write_bytes(b"lock")
    assert [file.id for file in library.files()] == ["2024-The-bridge", "ferry"]
    library.carry_out({"2024-The-bridge": Admitted(article("2024-The-bridge", "It closes."))})
    assert standing(tmp_path)["articles/2024-The-bridge.txt"] == b"It closes."
    assert not list((library.folder / "2024").iterdir())
    (library.folder / "An old pier.txt").write_text("It stands.", "utf-8")
    library.carry_out({"An-old-pier": None})
    assert [file.id for file in library.files()] == ["2024-The-bridge", "ferry"]


def test_a_file_that_is_dropped_into_the_folder_is_an_article_that_can_be_replaced_and_removed(tmp_path: Path) -> None:
    library = library_of(tmp_path, ferry__TXT=FERRY, bridge__pdf=b"%PDF-1", notes__odt=b"", _hidden__txt="Not read.")
    (library.folder / "_hidden.txt").rename(library.folder / ".hidden.txt")
    assert [(file.id, file.read().suffix) for file in library.files()] == [("bridge", ".pdf"), ("ferry", ".txt")]
    library.carry_out({"ferry": Admitted(article("ferry", "It sails.")), "bridge": None})
    kept = {"articles/notes.odt": b"", "articles/.hidden.txt": b"Not read."}
    assert standing(tmp_path) == {**kept, "articles/ferry.txt": b"It sails."}


def test_an_article_with_a_dot_in_its_id_is_another_one(tmp_path: Path) -> None:
    library = library_of(tmp_path, **{"a__txt": "One.", "a__b__txt": "Two."})
    library.carry_out({"a": None})
    assert standing(tmp_path) == {"articles/a.b.txt": b"Two."}


@pytest.mark.parametrize(
    ("target", "says"),
    [
        pytest.param("secret", ", outside of the folder; copy the file here instead", id="out-of-the-folder"),
        pytest.param("nowhere", "cannot be read", id="to-nothing"),
        pytest.param("data/articles/leak.txt", "cannot be read", id="to-itself"),
    ],
)
def test_a_link_that_leads_to_no_article_of_the_folder_is_refused_by_name(
    tmp_path: Path, target: str, says: str
) -> None:
    (tmp_path / "secret").write_text("Not for the index.", "utf-8")
    library = library_of(tmp_path / "data", ferry__txt=FERRY)
    (library.folder / "leak.txt").symlink_to(tmp_path / target)
    told = refusal(library)
    assert told.startswith(f"{library.folder / 'leak.txt'}: ")
    assert says in told and "Not for the index" not in told


@pytest.mark.parametrize("text", ["Not to be written to.", FERRY])
def test_a_put_over_a_link_leaves_what_it_leads_to(tmp_path: Path, text: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text(text, "utf-8")
    library = library_of(tmp_path / "data")
    (library.folder / "ferry.txt").symlink_to(secret)
    library.carry_out({"ferry": Admitted(article("ferry", FERRY))})
    assert secret.read_text("utf-8") == text
    assert not (library.folder / "ferry.txt").is_symlink()
    assert [file.read().raw for file in library.files()] == [FERRY.encode()]
