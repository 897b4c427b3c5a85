"""The command line: what it prints, where to, and how it ends."""

import json
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

from qa import Correction, DifferingValue, Expansion, Origin, Request, ShortAnswer, TimeRead
from web.cli.commands import cli
from web.cli.terminal import lines
from web.service import Service

ROOT = Path(__file__).parent.parent.parent
PROGRAM = [sys.executable, "-m", "web.cli.commands"]
CRISIS = "Which pioneer is piloting a crisis house?"
Run = Callable[..., Result]


@pytest.fixture
def harbours(tmp_path: Path) -> Path:
    """A folder of two articles."""
    folder = tmp_path / "harbours"
    folder.mkdir()
    (folder / "north.txt").write_text("The north harbour opened in 1901.\n", "utf-8")
    (folder / "south.txt").write_text("The south harbour opened in 1955.\n", "utf-8")
    return folder


def ask(index: Path, *arguments: str | bytes, **settings: Any) -> "subprocess.CompletedProcess[bytes]":
    command = [*PROGRAM, "ask", "--index", index, *arguments]
    return subprocess.run(command, capture_output=True, timeout=60, check=False, **settings)


def test_help_loads_nothing_heavy(environment: dict[str, str]) -> None:
    heavy = {"flask", "gunicorn", "nltk", "numpy", "pydantic", "scipy", "sklearn", "corpus", "index", "qa"}
    code = (
        "import sys; from web.cli.commands import cli\n"
        "try: cli(['--help'])\n"
        "finally: print('loaded', *sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.startswith("Usage: ")
    assert "click" in done.stderr.split()
    assert not heavy & {name.partition(".")[0] for name in done.stderr.split()}


def test_ask_loads_nothing_that_only_a_server_or_a_build_needs(
    shipped_index: Path, environment: dict[str, str]
) -> None:
    needless = {"flask", "gunicorn", "pydantic", "watchfiles", "werkzeug", "web.jobs.build", "web.http.bodies"}
    code = (
        "import sys; from web.cli.commands import cli\n"
        f"try: cli(['ask', '--index', {str(shipped_index)!r}, 'crisis house?'])\n"
        "finally: print('loaded', *sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0 and "crisis house" in done.stdout
    assert not needless & set(done.stderr.split())


def test_the_version_is_that_of_the_installation(run: Run) -> None:
    done = run("--version")
    assert (done.exit_code, done.stdout) == (0, f"pioneer-qa {metadata.version('pioneer-qa')}\n")


def test_a_checkout_that_is_not_installed_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    done = run("--version")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "pioneer-qa: this checkout is not installed, so it has no version; run: pip install .\n"


def test_help_lists_every_variable(run: Run) -> None:
    variables = {
        parameter.envvar
        for command in cli.commands.values()
        for parameter in command.params
        if isinstance(parameter, click.Option) and parameter.envvar
    }
    assert variables == set(re.findall(r"PIONEER_QA_[A-Z_]+", run("--help").stdout))
    for name, command in cli.commands.items():
        own = {parameter.envvar for parameter in command.params if parameter.envvar}
        assert own == set(re.findall(r"PIONEER_QA_[A-Z_]+", run(name, "--help").stdout))


def test_ask_builds_the_index_first_where_there_is_none(run: Run) -> None:
    first, second = run("ask", CRISIS), run("ask", CRISIS)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "There is no index yet" in first.stderr
    assert "added 5 (" in first.stderr
    assert second.stderr == ""
    assert first.stdout == second.stdout


def test_ask_brings_the_index_up_to_date_with_a_corpus(run: Run, harbours: Path) -> None:
    question = "When did the east harbour open?"
    assert "1960" not in run("ask", "--corpus", harbours, question).stdout
    (harbours / "east.txt").write_text("The east harbour opened in 1960.\n", "utf-8")
    assert "1960" in run("ask", "--corpus", harbours, question).stdout


def test_ask_prints_the_passages_with_their_citations(run: Run, shipped_index: Path, service: Service) -> None:
    printed = run("ask", "--index", shipped_index, "--limit", "3", CRISIS).stdout
    reply = json.loads(run("ask", "--index", shipped_index, "--limit", "3", "--json", CRISIS).stdout)
    words = " ".join(printed.split())
    assert len(reply["passages"]) == 3
    for passage in reply["passages"]:
        assert f"{passage['rank']}. {' '.join(passage['text'].split())}" in words
        for citation in passage["citations"]:
            assert f"[{citation['number']}] " in words
            assert citation["article_id"] in words
            assert f"characters {citation['start']} to {citation['end']}" in words
    assert max(map(len, printed.splitlines())) <= 80
    assert "\x1b" not in printed


def test_ask_says_honestly_that_there_is_no_answer(run: Run, shipped_index: Path) -> None:
    printed = run("ask", "--index", shipped_index, "Who feeds the zebras of Cheshire?")
    assert printed.exit_code == 0
    assert printed.stdout.startswith("No answer: ")
    assert "In no article: " in printed.stdout and "zebras" in printed.stdout
    assert "which are not an answer" in printed.stdout


def test_ask_does_not_say_that_the_articles_do_not_say_where_that_is_not_known(run: Run, shipped_index: Path) -> None:
    printed = run("ask", "--index", shipped_index, "What does the team wear?").stdout
    assert printed.startswith("Not sure: ")
    assert "The nearest passages, which may answer:" in printed
    assert "In no article" not in printed and "No answer" not in printed


def test_ask_gives_the_same_json_as_the_interface(run: Run, shipped_index: Path, client: Any) -> None:
    printed = json.loads(run("ask", "--index", shipped_index, "--json", CRISIS).stdout)
    posted = client.post("/api/v1/ask", json={"question": CRISIS}).get_json()
    assert {**printed, "took_ms": 0} == {**posted, "took_ms": 0}


@pytest.mark.parametrize(
    ("settings", "coloured"),
    [({"color": True}, True), ({"color": False}, False), ({"color": True, "env": {"NO_COLOR": "1"}}, False)],
    ids=["a terminal", "no terminal", "a terminal and NO_COLOR"],
)
def test_colour_is_for_terminals_that_want_it(run: Run, shipped_index: Path, settings: Any, coloured: bool) -> None:
    assert ("\x1b[" in run("ask", "--index", shipped_index, CRISIS, **settings).stdout) is coloured


def test_an_articles_escape_sequences_do_not_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    (folder / "hostile.txt").write_text("The harbour\x1b[2J\x07 opened in 1901.\n", "utf-8")
    printed = run("ask", "--corpus", folder, "When did the harbour open?", color=False).stdout
    assert "1901" in printed
    assert "\x1b" not in printed and "\x07" not in printed


def test_everything_an_answer_may_hold_is_shown(service: Service) -> None:
    answer = service.answer(Request(CRISIS), service.searcher())
    first = answer.passages[0]
    cited = replace(first.citations[0], title="A title", publisher="A paper", published="2013-11-01")
    lead = replace(first, heading="Torbay", heading_inferred=True, speaker="Norman Lamb", citations=(cited,))
    full = replace(
        answer,
        interpretation=replace(
            answer.interpretation,
            corrections=(Correction("crysis", "crisis"),),
            expansions=(Expansion("house", ("home",)),),
            carried_over=("Torbay",),
            time=TimeRead(None, None, True, ("latest",)),
        ),
        short=ShortAnswer("South Devon", answer.interpretation.kind, 1, Origin.HEADING, cited),
        disagreement=(DifferingValue("fourteen", (1, 2)), DifferingValue("thirteen", (3,), superseded=True)),
        passages=(lead, *answer.passages[1:]),
    )
    shown = click.unstyle("\n".join(lines(full, 200)))
    for words in [
        "read “crysis” as “crisis”", "searched beside “house”: home", "carried over: Torbay",
        "read as time: “latest” prefers the newest", "South Devon",
        "the heading of passage 1", "The articles differ:", "fourteen (passage 1, 2)", "earlier: thirteen (passage 3)",
        "under “Torbay” (a heading that another article shows) said by Norman Lamb",
        "A title (", "), A paper, 2013-11-01,",
    ]:  # fmt: skip
        assert words in shown


def batch(run: Run, index: Path, text: str | bytes, *arguments: str) -> list[dict[str, Any]]:
    done = run("ask", "--index", index, "--batch", "-", *arguments, input=text)
    assert done.exit_code == 0
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_batch_answers_line_by_line_and_goes_on_after_a_bad_one(run: Run, shipped_index: Path) -> None:
    replies = batch(
        run,
        shipped_index,
        b'{"id": "first", "question": "crisis house?"}\n'
        b"\n"
        b"not JSON\n"
        b'{"id": "caf\xe9", "question": "x"}\n'
        b'{"id": "empty", "question": ""}\n'
        b'{"question": "no name"}\n'
        b'{"id": "unknown", "question": "x", "answers": []}\n'
        b'["a list"]\n'
        b'{"id": 8, "question": "there?", "history": ["crisis house?"], "filters": {}, "explain": true}',
    )
    names = [reply["id"] for reply in replies]
    assert names == ["first", None, None, "empty", None, "unknown", None, 8]
    assert [reply.get("error", {}).get("status") for reply in replies] == [None, 400, 400, 422, 422, 422, 422, None]
    assert [list(reply)[:3] for reply in replies if "status" in reply] == [["id", "status", "question"]] * 2
    faults = [[error["pointer"] for error in reply["error"].get("errors", [])] for reply in replies if "error" in reply]
    assert faults == [[], [], ["#/question"], ["#/id"], ["#/answers"], ["#"]]
    assert [reply["error"]["instance"] for reply in replies if "error" in reply][:2] == ["#line=3", "#line=4"]


def test_the_limit_of_a_batch_holds_where_a_line_has_none(run: Run, shipped_index: Path) -> None:
    text = '{"id": 1, "question": "mental health care"}\n{"id": 2, "question": "mental health care", "limit": 1}\n'
    replies = batch(run, shipped_index, text, "--limit", "3")
    assert [len(reply["passages"] or reply["nearest"]) for reply in replies] == [3, 1]


def test_a_batch_is_read_from_a_file_too(run: Run, shipped_index: Path, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text('{"id": "ü", "question": "crisis house?"}\n', "utf-8")
    done = run("ask", "--index", shipped_index, "--batch", tmp_path / "questions.jsonl")
    assert json.loads(done.stdout)["id"] == "ü"


def test_a_batch_answers_each_line_before_the_next_is_there(shipped_index: Path, environment: dict[str, str]) -> None:
    command = [*PROGRAM, "ask", "--index", shipped_index, "--batch", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdin and process.stdout
        for name in ("one", "two"):
            process.stdin.write(json.dumps({"id": name, "question": "crisis house?"}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == name
        process.stdin.close()
        assert process.wait(60) == 0


def test_a_reader_that_leaves_a_batch_ends_it_without_a_trace(shipped_index: Path, environment: dict[str, str]) -> None:
    command = [*PROGRAM, "ask", "--index", shipped_index, "--batch", "-"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdout.close()
        process.stdin.write(b'{"id": 1, "question": "crisis house?"}\n' * 100)
        process.stdin.close()
        assert process.wait(60) == 1
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["index", "--corpus", "nowhere"], "nowhere: no such", id="no such corpus"),
        pytest.param(["index", "--corpus", "ring"], "ring: no such", id="a corpus that is a link to itself"),
        pytest.param(["ask", "--index", "taken", "x"], "taken", id="a file where the index should be"),
        pytest.param(["ask", "--index", "damaged", "x"], "damaged", id="a damaged index"),
        pytest.param(["serve", "--index", "damaged"], "damaged", id="a damaged index to serve"),
        pytest.param(["ask", ""], "#/question", id="an empty question"),
        pytest.param(["ask", "x" * 1001], "#/question", id="a question too long"),
        pytest.param(["serve", "--host", "192.0.2.1"], "192.0.2.1", id="an address of another machine"),
        pytest.param(["evaluate", "nowhere.jsonl"], "nowhere.jsonl", id="no such file of questions"),
    ],
)
def test_what_goes_wrong_is_told_in_one_line(
    run: Run,
    copy_data: Callable[[Path], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    told: str,
) -> None:
    copy_data(tmp_path)
    monkeypatch.chdir(tmp_path)
    Path("taken").write_text("x", "utf-8")
    Path("ring").symlink_to("ring")
    Path("damaged").mkdir()
    Path("damaged/current").write_text("no-such-generation\n", "utf-8")
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (1, "")
    last = done.stderr.splitlines()[-1]
    assert last.startswith("pioneer-qa: ") and told in last
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["serve", "--port", "0"], ["backup", "b.tar.gz"], ["doctor", "--port", "0"]])
def test_where_no_temporary_file_can_be_written_that_is_told(
    environment: dict[str, str], tmp_path: Path, arguments: list[str]
) -> None:
    def refuse_writing() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    done = subprocess.run(
        [*PROGRAM, *arguments, "--data", tmp_path],
        env=environment | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
        cwd=tmp_path, preexec_fn=refuse_writing, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    told = next(line for line in (done.stderr + done.stdout).splitlines() if "no temporary file" in line)
    assert done.returncode == 1 and "fault" not in done.stderr
    assert str(tmp_path) in told and "TMPDIR" in told


def test_a_fault_of_the_program_is_told_without_a_trace_or_the_question(
    run: Run, shipped_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Service, request: Request, searcher: Any) -> None:
        raise RuntimeError(request.question)

    monkeypatch.setattr(Service, "answer", fail)
    done = run("ask", "--index", shipped_index, "canary")
    assert done.exit_code == 1
    assert done.stderr.startswith("pioneer-qa: a fault in this program: RuntimeError at web/test_commands.py:")
    assert "canary" not in done.output and len(done.stderr.splitlines()) == 1
    reply = run("ask", "--index", shipped_index, "--batch", "-", input='{"id": 1, "question": "canary"}')
    assert (reply.exit_code, json.loads(reply.stdout)["error"]["status"]) == (0, 500)
    assert "canary" not in reply.output


def test_an_interrupt_ends_the_program_quietly(run: Run, shipped_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(self: Service, request: Request, searcher: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Service, "answer", interrupt)
    done = run("ask", "--index", shipped_index, "x")
    assert (done.exit_code, done.output) == (130, "")


@pytest.mark.parametrize("arguments", [[], ["question", "--batch", "-"]], ids=["neither", "both"])
def test_ask_takes_either_a_question_or_a_batch(run: Run, arguments: list[str]) -> None:
    done = run("ask", *arguments)
    assert done.exit_code == 2
    assert "either a QUESTION or --batch" in done.stderr


def test_settings_come_from_variables_and_options_go_before_them(run: Run, shipped_index: Path) -> None:
    variables = {"PIONEER_QA_INDEX": str(shipped_index), "PIONEER_QA_LIMIT": "2"}
    assert len(json.loads(run("ask", "--json", CRISIS, env=variables).stdout)["passages"]) == 2
    assert len(json.loads(run("ask", "--json", "--limit", "1", CRISIS, env=variables).stdout)["passages"]) == 1


def test_words_that_are_no_text_are_refused(shipped_index: Path, environment: dict[str, str]) -> None:
    done = ask(shipped_index, b"caf\xe9", env=environment)
    assert done.returncode == 1
    assert done.stderr.decode() == "pioneer-qa: #/question: Should be Unicode text, without lone surrogates\n"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_of_another_encoding_gets_what_it_can_show(
    shipped_index: Path, environment: dict[str, str], encoding: str
) -> None:
    done = ask(shipped_index, CRISIS, env={**environment, "PYTHONIOENCODING": encoding})
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"crisis house" in done.stdout


def test_evaluate_prints_the_figures_and_ends_well_when_every_reply_is_sound(
    run: Run, shipped_index: Path, tmp_path: Path
) -> None:
    question = {
        "id": "q1", "kind": "which-area", "question": CRISIS, "answers": ["South Devon and Torbay"],
        "support": [{"source": "fourteen-pioneering-initiatives", "quote": "we are piloting a crisis house"}],
        "answerable": True,
    }  # fmt: skip
    (tmp_path / "questions.jsonl").write_text(json.dumps(question), "utf-8")
    done = run("evaluate", "--index", shipped_index, tmp_path / "questions.jsonl")
    assert done.exit_code == 0
    assert "passage hit@5" in done.stdout
    figures = json.loads(run("evaluate", "--index", shipped_index, "--json", tmp_path / "questions.jsonl").stdout)
    assert (figures["questions"], figures["citations wrong"]) == (1, 0)
