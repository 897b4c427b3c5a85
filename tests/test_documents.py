"""What the documents list and link to is there: commands, options, calls, fields, codes, figures, state, rooms."""

import ast
import re
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from hypothesis import settings
from transcripts import BESIDE, DOCUMENTS, FENCED, GUIDE, README, ROOT

from corpus import DOCUMENT_SUFFIXES, MAX_ARTICLE_BYTES, MAX_DOCUMENT_BYTES
from corpus.files.fields import ALIASES
from corpus.markup import front_matter
from index.disk.manifest import FORMAT
from qa import AnswerKind, Band, Reason, Undo
from qa.evaluation import QuestionKind
from qa.training.__main__ import main as training
from web import settings as bounds
from web.cli.commands import cli
from web.http.access import LONGEST
from web.http.bodies import AskBody, FeedbackBody, FiltersBody
from web.http.problems import PROBLEMS
from web.jobs import watch
from web.library import take
from web.server import connections as kept
from web.server.request import LONGEST_LINE
from web.server.serve import THREADS
from web.settings import MAX_COMMENT, MAX_HISTORY, MAX_LIMIT, MAX_QUESTION, MAX_UPLOAD, RATES, RECENT_JOBS, Act
from web.store import copied, feedback, questions
from web.store.feedback import FeedbackVerdict

CHANGELOG, SECURITY = ".github/CHANGELOG.md", ".github/SECURITY.md"
LINKED = {**DOCUMENTS, **{name: (ROOT / name).read_text("utf-8") for name in (CHANGELOG, SECURITY)}}
PROSE = {name: FENCED.sub("", text) for name, text in LINKED.items()}
ALL_PROSE = "\n".join(PROSE[name] for name in DOCUMENTS)
TOLD = " ".join(ALL_PROSE.split())

TRAINING = {option for parameter in training.params for option in parameter.opts if option.startswith("--")} - {
    "--models",
    "--indexes",
}
"""The options of the program that fits the models, which stand in no table; those that the documents name."""


def table(header: str, of: str | None = None) -> list[list[str]]:
    """The rows, cell by cell, of the table whose first column has a heading: the only one of a document, or of all."""
    text = "\n\n".join(DOCUMENTS.values()) if of is None else DOCUMENTS[of]
    blocks = re.findall(rf"^\| {header} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.M)
    assert len(blocks) == 1, f"{of or 'the documents'}: {len(blocks)} tables of {header!r}"
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in blocks[0].splitlines()]


def codes(text: str) -> list[str]:
    """What stands between ticks."""
    return re.findall("`([^`]+)`", text)


def after(words: str, document: str) -> str:
    """The rest of the paragraph in which some words stand, once, in a document."""
    (found,) = re.findall(re.escape(words).replace(r"\ ", r"\s+") + r"((?:.|\n(?!\n))*)", DOCUMENTS[document])
    return str(found)


def constant(name: str) -> Any:
    """A constant of the test of layers."""
    tree = ast.parse((ROOT / "tests/test_layers.py").read_text("utf-8"))
    (value,) = [n.value for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == name]
    return ast.literal_eval(value)


def figures(report: str) -> dict[str, float]:
    """The figures of an evaluation's report, by name, in its order."""
    return {name: float(mean) for name, mean in re.findall(r"^(\S.*?) +(\d[\d.]*)\b", report, re.M)}


def helped(*command: str) -> str:
    """What `--help` says of a command."""
    result = CliRunner(env={"COLUMNS": "80"}).invoke(cli, [*command, "--help"], prog_name="pioneer-qa")
    assert result.exit_code == 0
    return result.output


def commands_of_the_program() -> list[str]:
    """The words of every command that does something, `feedback export` among them."""
    further = {name: getattr(command, "commands", {"": command}) for name, command in cli.commands.items()}
    return [f"{name} {other}".strip() for name, others in further.items() for other in others]


def test_the_readme_is_short_and_leads_to_all_others() -> None:
    assert len(DOCUMENTS[README].splitlines()) <= 150
    links = {link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", DOCUMENTS[README])}
    assert {*BESIDE, GUIDE, CHANGELOG} <= links


def test_the_two_commands_name_a_script_a_command_and_extras_that_there_are() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["scripts"] == {"pioneer-qa": "web.cli.commands:main"}
    assert "serve" in cli.commands
    extras = project["optional-dependencies"]
    assert any(requirement.startswith("pytest>") for requirement in extras["test"])
    named = re.findall(r"'\.\[(.*?)\]'", "\n".join(DOCUMENTS.values()))
    assert set(re.findall(r"\w+", " ".join(named))) == set(extras)


def test_the_changelog_has_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert re.search(rf"^## {re.escape(project['version'])} - \d{{4}}-\d\d-\d\d$", LINKED[CHANGELOG], re.M)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(f"after {LONGEST / 3600:.0f} hours", id="a-session"),
        pytest.param(f"kept for {questions.DAYS} days at most", id="left-questions"),
        pytest.param(f"the newest {feedback.KEPT:,} records of [feedback]", id="records-of-feedback"),
        pytest.param(f"wrote down {copied.STRETCH} characters in a row", id="copied-words"),
        pytest.param(
            f"once it has been quiet for {watch.QUIET} seconds (or busy for {watch.LONGEST:.0f})", id="a-watch"
        ),
        pytest.param(f"and up to {MAX_UPLOAD // 10**6} MB", id="an-upload"),
        pytest.param(f"The format of a generation is number {FORMAT}.", id="the-format-of-an-index"),
        pytest.param(
            "tries {} examples in place of {}".format(*(settings.get_profile(n).max_examples for n in ("ci", "quick"))),
            id="examples-of-a-property",
        ),
    ],
)
def test_a_bound_that_is_told_is_the_one_that_holds(told: str) -> None:
    assert RECENT_JOBS == 50
    assert told in TOLD


def test_the_limits_are_those_that_hold() -> None:
    rates = [f"{RATES[act].times:,} in {RATES[act].seconds} s" for act in Act]
    assert [row[:2] for row in table("limit")] == [
        [limit, told]
        for limit, told in {
            "questions of one client": rates[0],
            "changes of one client": rates[1],
            "feedback of one client": rates[2],
            "tries to sign in of one client": rates[3],
            "until a reply begins": f"{bounds.BUDGET} s",
            "questions that are answered at once": f"{THREADS // kept.ANSWERING}, of {THREADS} threads",
            "requests that wait for a thread": f"{kept.QUEUE}, for {kept.SOON:.0f} s",
            "silent connections of one address": f"{bounds.MAX_IDLE}",
            "silent connections of all": f"{kept.MOST_IDLE}",
            "until a head is there": f"{kept.HEAD:.0f} s",
            "until a whole request is there, or a reply taken": f"{kept.WHOLE:.0f} s",
            "without a byte of either": f"{kept.STALL:.0f} s",
            "a head": f"{kept.LARGEST_HEAD // 1024} KiB, its first line {LONGEST_LINE:,} bytes",
            "a body": f"{bounds.MAX_BODY // 10**6} MB",
            "a document": f"{MAX_UPLOAD // 10**6} MB",
            "documents on their way": f"{kept.ROOM // 10**6} MB",
            "forms whose documents are read at once": (
                f"{take.AT_ONCE}; after {take.READING:.0f} s no further document of one"
            ),
            "a question": f"{MAX_QUESTION:,} characters, {MAX_HISTORY} before it",
            "a comment": f"{MAX_COMMENT:,} characters",
            "passages of a reply": f"{MAX_LIMIT}",
            "articles on a page of their list": f"{bounds.MAX_PAGE}",
            "sentences of an article on a page": f"{bounds.MAX_SENTENCES:,}",
            "clients that watch jobs": f"{bounds.MAX_STREAMS}",
        }.items()
    ]
    assert kept.WHOLE == kept.TAKEN


def test_the_commands_are_those_of_the_program() -> None:
    assert [row[0].split()[1].strip("`") for row in table("command")] == [
        "serve", "index", "add", "remove", "verify", "doctor", "backup", "restore", "mcp", "ask", "evaluate",
        "feedback", "token", "token", "token",
    ]  # fmt: skip
    named = [code.split()[1] for code in codes(ALL_PROSE) if code.startswith("pioneer-qa ")]
    assert set(named) == set(cli.commands)


def test_options_variables_and_defaults_are_those_that_help_shows() -> None:
    known = set()
    for command in commands_of_the_program():
        for told in re.split(r"^  (?=-)", helped(*command.split()).partition("Options:")[2], flags=re.M)[1:]:
            setting = re.search(r"env var: (\w+); default: \(?(.*?)\)?[;\]]", " ".join(told.split()))
            variable, default = setting.groups() if setting else ("", "")
            known.add((told.split()[0], variable, default, command))
    listed = {
        (option, variable.strip("`"), default.strip("`"), command)
        for options, variable, of, default, _ in table("option")
        for option in codes(options)
        for command in codes(of)
    }
    assert listed == known - {("-h,", "", "", command) for command in commands_of_the_program()}


def test_no_option_and_no_variable_is_named_that_the_table_lacks() -> None:
    rows = table("option")
    options = {code.split()[0] for code in codes(ALL_PROSE) if code.startswith("--")}
    assert options - {option for row in rows for option in codes(row[0])} == {"--help", *TRAINING}
    variables = set(re.findall(r"\bPIONEER_QA_\w+", "\n".join(DOCUMENTS.values())))
    of_the_tests = {
        "PIONEER_QA_REQUIRE_BROWSER",
        "PIONEER_QA_TEST_E5",
        "PIONEER_QA_TEST_OPENSEARCH",
        "PIONEER_QA_WRITE_GOLDEN",
    }
    assert variables - {row[1].strip("`") for row in rows} == of_the_tests


def test_the_http_calls_are_those_of_the_app(app: Flask) -> None:
    served = {
        f"{method} {re.sub('<.*?>', '{id}', rule.rule)}"
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") or rule.endpoint.startswith(("api.", "changes."))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {call.partition("?")[0] for row in table("call") for call in codes(row[0])} == served


def test_the_fields_of_a_request_are_those_that_are_taken() -> None:
    rows = {name.strip("`"): told for name, told in table("field")}
    assert list(rows) == list(AskBody.model_fields)
    assert set(codes(rows["undo"])) == set(Undo)
    assert codes(rows["filters"]) == list(FiltersBody.model_fields)
    assert f"up to {MAX_QUESTION:,} characters" in rows["question"]
    assert f"at most {MAX_HISTORY};" in rows["history"]
    assert f"1 to {MAX_LIMIT}" in rows["limit"]


def test_the_fields_and_verdicts_of_feedback_are_those_that_are_taken() -> None:
    rows = {name: told for names, told in table("feedback") for name in codes(names)}
    assert list(rows) == list(FeedbackBody.model_fields)
    assert set(codes(rows["verdict"])) == set(FeedbackVerdict)
    assert rows["comment"] == f"up to {MAX_COMMENT:,} characters"


def test_the_error_codes_are_those_of_the_table_from_error_to_status() -> None:
    groups = re.findall(r"(\d{3})\s+((?:`\w+`\s*)+)", after("The codes, by status:", "web/README.md"))
    told = {code: int(status) for status, named in groups for code in codes(named)}
    assert told == {code: status.value for code, (status, _) in PROBLEMS.items()}


def test_the_error_codes_of_jobs_are_codes_that_jobs_get() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "web/jobs").glob("*.py"))
    told = codes(after("with one of these codes:", "web/README.md"))
    assert told
    assert [code for code in told if f'"{code}"' not in sources] == []


def test_kinds_reasons_and_bands_are_those_of_an_answer() -> None:
    assert codes(after("What kind of answer does it ask for:", "qa/README.md"))[: len(AnswerKind)] == list(AnswerKind)
    assert {code for row in table("reason") for code in codes(row[0])} == set(Reason)
    assert [row[0].strip("`") for row in table("band")] == list(Band)


def test_the_formats_are_those_that_are_read() -> None:
    rows = table("suffix")
    assert [code for row in rows for code in codes(row[0])] == list(DOCUMENT_SUFFIXES)
    sizes = [MAX_ARTICLE_BYTES, *[MAX_DOCUMENT_BYTES] * (len(rows) - 1)]
    assert [row[2] for row in rows] == [f"{size // 10**6} MB" for size in sizes]


def test_the_names_of_what_is_known_of_an_article_are_those_that_are_understood() -> None:
    names = {codes(field)[0]: (tuple(codes(front)), tuple(codes(others))) for field, front, others in table("known")}
    assert names == {field: (front_matter.FIELDS.get(field, ()), others) for field, others in ALIASES.items()}


def test_the_keys_of_a_vocabulary_are_those_that_are_known() -> None:
    shipped = tomllib.loads((ROOT / "corpus/vocabulary.toml").read_text("utf-8"))
    assert {row[0].strip("`") for row in table("key")} == set(shipped)


def test_the_figures_and_kinds_are_those_of_the_evaluation(run: Callable[..., Result]) -> None:
    report = run("evaluate", ROOT / "tests/questions/pioneers.jsonl")
    assert [code for row in table("figure") for code in codes(row[0])] == list(figures(report.stdout))
    (kinds,) = re.findall(r"`kind` is one of (.*?) \(a list of", TOLD)
    assert set(codes(kinds)) == set(QuestionKind)


def test_what_the_readme_says_of_how_good_it_is_stands_in_the_table() -> None:
    (header,) = re.findall(r"^\| ranking \|.*\|$", DOCUMENTS["qa/README.md"], re.M)
    sets = [codes(cell)[0] for cell in header.strip("|").split("|")[1:]]
    assert {*sets} <= {*tomllib.loads((ROOT / "qa/training/sets.toml").read_text("utf-8"))["sets"]}
    told = {row[0]: dict(zip(sets, row[1:], strict=True)) for row in table("ranking", "qa/README.md")}
    paragraph = DOCUMENTS[README].partition("## How good it is")[2].partition("It still")[0]
    said = [number for number in re.findall(r"\d+(?:,\d+)*", paragraph) if number not in ("100", "1,500")]
    rows = [(told[f"{kind}, first"], told[f"{kind}, in five"]) for kind in ("with the encoder", "by words")]
    of = ("people", "notices", "archive-more")
    assert said == [f"{100 * float(row[name]):.0f}" for several in rows for name in of for row in several]


def test_the_state_that_is_told_of_is_what_stands_on_disk(own: Callable[..., Any]) -> None:
    site = own()
    site.job(site.put("ferry", data=b"The ferry rests on Mondays.", content_type="text/plain"))
    named = {code for row in table("state") for code in codes(row[0])}
    data = {path.name for path in site.data.iterdir()}
    assert {"articles", "index", "tokens.json", "jobs.sqlite"} <= data <= named
    index = {path.name for path in (site.data / "index").iterdir()}
    named_of_the_index = {code for row in table("in the index") for code in codes(row[0])}
    assert {"current", "generations", "lock", "cache.sqlite"} <= index <= named_of_the_index


def test_what_holds_a_point_of_security_is_a_test_that_there_is() -> None:
    tests = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    }
    named = re.findall(r"`(test_\w+)`", LINKED[SECURITY])
    assert len(named) > 20
    assert [name for name in named if name not in tests] == []


def test_the_markers_are_those_of_the_suite(pytestconfig: pytest.Config) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    markers = [marker.partition(":")[0] for marker in project["tool"]["pytest"]["ini_options"]["markers"]]
    assert [row[0].strip("`") for row in table("marker")] == markers


def test_the_layout_is_that_of_the_folders_and_their_rooms() -> None:
    rooms = {
        layer: [room for room in names if (ROOT / layer / room).is_dir()] for layer, names in constant("ROOMS").items()
    }
    listed = {row[0].partition("/")[0].strip("["): codes(row[2]) for row in table("folder", README)}
    tests = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name[0] not in "_."}
    assert set(listed.pop("tests")) == tests
    assert listed == rooms


@pytest.mark.parametrize("layer", ["corpus", "index", "qa", "web"])
def test_a_layers_own_document_tells_what_each_room_holds(layer: str) -> None:
    rooms = [room for room in constant("ROOMS")[layer] if (ROOT / layer / room).is_dir()]
    assert [row[0].partition("/")[0].strip("[") for row in table("room", f"{layer}/README.md")] == rooms


def test_the_folders_of_the_top_level_are_those_of_the_layout() -> None:
    assert {row[0].partition("/")[0].strip("[") for row in table("folder", README)} == {*constant("LAYERS"), "tests"}


def test_the_arrow_of_imports_is_the_one_that_is_tested() -> None:
    arrow = " → ".join(reversed(constant("LAYERS")))
    assert f"\n    {arrow}\n" in DOCUMENTS[README]
    assert f"`{arrow}`" in DOCUMENTS[GUIDE]


def anchors(text: str) -> set[str]:
    """The fragments that a document's headings have on the page that shows it."""
    headings = re.findall("^#+ (.*)$", FENCED.sub("", text), re.M)
    return {re.sub(r"[^\w -]", "", words).lower().replace(" ", "-") for words in headings}


@pytest.mark.parametrize("name", LINKED)
def test_every_link_leads_somewhere(name: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", PROSE[name]) if not link.startswith("http")]
    assert links
    for link in links:
        file, _, fragment = link.partition("#")
        place = ((ROOT / name).parent / file if file else ROOT / name).resolve()
        assert place.exists(), link
        assert place.is_relative_to(ROOT), link
        if fragment:
            assert fragment in anchors(place.read_text("utf-8")), link


@pytest.mark.parametrize("name", LINKED)
def test_every_file_that_is_named_is_there(name: str) -> None:
    named = [code for code in codes(PROSE[name]) if re.match(r"(corpus|index|qa|web|tests|\.ci)/", code)]
    assert [file for file in named if not (ROOT / file).exists()] == []
