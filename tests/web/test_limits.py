"""How often one client may do something: counted for all threads and processes, and by address, or a proxy's word."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from sending import refused

from web.app import create_app
from web.changes import Changes
from web.http.limits import Limits, network_of
from web.http.problems import Refused
from web.service import Service
from web.settings import RATES, Act, Rate, split_rates
from web.store.feedback import FeedbackStore
from web.store.token import new_token

FORK = multiprocessing.get_context("fork")
CLIENT = "192.0.2.7"
HARD = RATES | {Act.SIGN_IN: Rate(10, 36_000)}


@pytest.mark.parametrize("rate", [Rate(600, 60), Rate(30, 600), Rate(10, 60), Rate(7, 11), Rate(1, 3)])
def test_so_many_are_taken_at_once_and_then_one_by_one(rate: Rate) -> None:
    limits = Limits({Act.ASK: rate})
    assert [limits.take(Act.ASK, CLIENT, 1_000.0) for _ in range(rate.times)] == [0] * rate.times
    wait = limits.take(Act.ASK, CLIENT, 1_000.0)
    assert wait - 1 < rate.seconds / rate.times <= wait
    assert limits.take(Act.ASK, CLIENT, 1_000.0) == wait  # what is refused does not count
    assert limits.take(Act.ASK, CLIENT, 1_000.0 + wait) == 0
    assert [limits.take(Act.ASK, CLIENT, 5_000.0) for _ in range(rate.times)] == [0] * rate.times


def test_each_client_and_each_act_counts_by_itself_and_what_has_no_rate_does_not() -> None:
    limits = Limits({Act.ASK: Rate(1, 60), Act.CHANGE: Rate(1, 60)})
    assert limits.take(Act.ASK, CLIENT, 0.0) == 0
    assert limits.take(Act.ASK, CLIENT, 0.0) == 60
    assert (limits.take(Act.ASK, "192.0.2.8", 0.0), limits.take(Act.CHANGE, CLIENT, 0.0)) == (0, 0)
    assert [limits.take(Act.FEEDBACK, CLIENT, 0.0) for _ in range(99)] == [0] * 99


def test_a_table_that_is_full_forgets_who_would_be_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.http.limits._ROWS", 1)
    limits = Limits({Act.ASK: Rate(1, 60)})
    assert [limits.take(Act.ASK, str(number), float(number)) for number in range(9)] == [0] * 9
    assert limits.take(Act.ASK, "1", 9.0) > 0
    assert limits.take(Act.ASK, "0", 9.0) == 0


def test_of_ipv6_a_whole_network_counts_as_one_client() -> None:
    assert network_of("2001:db8:0:1::1") == network_of("2001:db8:0:1:ffff::9") != network_of("2001:db8:0:2::1")
    assert network_of("::ffff:192.0.2.7") == network_of(CLIENT) != network_of("")


def test_no_file_is_needed_which_a_full_disk_would_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    assert Limits({Act.ASK: Rate(1, 60)}).take(Act.ASK, CLIENT, 0.0) == 0


def _take(limits: Limits, told: Any) -> None:
    told.put(sum(limits.take(Act.ASK, CLIENT, 0.0) == 0 for _ in range(100)))


def test_several_processes_count_together() -> None:
    limits, told = Limits({Act.ASK: Rate(120, 60)}), FORK.SimpleQueue()
    processes = [FORK.Process(target=_take, args=(limits, told)) for _ in range(3)]
    for process in processes:
        process.start()
    assert sum(told.get() for _ in processes) == 120
    for process in processes:
        process.join(60)


@pytest.mark.parametrize(
    ("told", "act", "rate"),
    [
        ("", Act.SIGN_IN, RATES[Act.SIGN_IN]),
        ("ask=5/7 sign-in=2/3", Act.ASK, Rate(5, 7)),
        ("ask=5/7 sign-in=2/3", Act.SIGN_IN, Rate(2, 3)),
        ("ask=none", Act.ASK, None),
    ],
)
def test_rates_are_read(told: str, act: Act, rate: Rate | None) -> None:
    assert split_rates(told).get(act) == rate


@pytest.mark.parametrize("told", ["ask", "ask=0/5", "ask=5/0", "read=5/7", "ask=-1/5", "ask=5", "ask=5/7,change=1/1"])
def test_what_is_no_rate_is_refused(told: str) -> None:
    with pytest.raises(ValueError, match="is no rate"):
        split_rates(told)


@pytest.fixture
def client(service: Service, changes: Changes) -> FlaskClient:
    """A client of an app with all limits, behind a proxy that it trusts."""
    new_token(changes.data)
    feedback = FeedbackStore(changes.data)
    return create_app(service, changes, feedback, limits=Limits(HARD), proxies=("198.51.100.0/24",)).test_client()


def sign_in(client: FlaskClient, token: str = "", via: str = CLIENT, said: str = "") -> int:
    headers = {"X-Forwarded-For": said} if said else {}
    reply = client.post("/sign-in", data={"token": token}, headers=headers, environ_overrides={"REMOTE_ADDR": via})
    return reply.status_code


def test_of_a_hundred_wrong_tries_at_once_no_more_than_the_limit_pass(client: FlaskClient) -> None:
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda _: sign_in(client.application.test_client()), range(100)))
    assert (replies.count(403), replies.count(429)) == (10, 90)


def test_wrong_tries_behind_a_proxy_lock_nobody_else_out(client: FlaskClient, changes: Changes) -> None:
    token, proxy = new_token(changes.data, "crane"), "198.51.100.9"
    assert [sign_in(client, via=proxy, said=CLIENT) for _ in range(11)] == [403] * 10 + [429]
    assert sign_in(client, token, via=proxy, said="192.0.2.8") == 303
    assert sign_in(client, token, via=proxy, said=f"192.0.2.8, {CLIENT}") == 429  # the last one is the proxy's own word
    assert sign_in(client, token, said="192.0.2.9") == 429  # of others it counts for nothing


def test_a_wrong_token_in_a_header_counts_as_a_try_and_a_good_one_passes(client: FlaskClient, changes: Changes) -> None:
    token = new_token(changes.data, "crane")

    def rebuild(given: str) -> Any:
        return client.post("/api/v1/index/rebuilds", headers={"Authorization": f"Bearer {given}"})

    assert [rebuild("wrong").status_code for _ in range(11)] == [401] * 10 + [429]
    assert rebuild(token).status_code == 202


def test_asking_changing_and_feedback_have_limits_and_reading_has_none(service: Service, changes: Changes) -> None:
    limits = Limits({act: Rate(1, 60) for act in Act})
    client = create_app(service, changes, FeedbackStore(changes.data), limits=limits).test_client()
    bearer = {"Authorization": f"Bearer {new_token(changes.data)}"}

    def twice(method: str, address: str, code: str = "too_often", **sent: Any) -> None:
        here = {"REMOTE_ADDR": CLIENT}
        first, second = (client.open(address, method=method, environ_overrides=here, **sent) for _ in range(2))
        assert first.status_code < 400, first.text
        refused(second, 429, code)
        assert 50 <= int(second.headers["Retry-After"]) <= 60

    said = {"question": "crisis house?", "version": f"sha256:{'0' * 64}", "verdict": "correct"}
    twice("GET", "/api/v1/ask?q=crisis+house")
    twice("POST", "/api/v1/feedback", "too_much_feedback", json=said)
    twice("DELETE", "/api/v1/articles/fourteen-pioneering-initiatives", headers=bearer)
    there: dict[str, Any] = {"environ_overrides": {"REMOTE_ADDR": CLIENT}}
    assert client.get("/?q=crisis+house", **there).status_code == 429
    assert client.post("/turn", json={"question": "crisis house?"}, **there).status_code == 429
    assert [client.get(address).status_code for address in ("/", "/articles", "/healthz", "/articles")] == [200] * 4


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", ""])
def test_of_this_machine_questions_and_changes_are_not_counted_and_tries_to_sign_in_are(address: str) -> None:
    limits = Limits({act: Rate(1, 60) for act in Act})
    for act in (Act.ASK, Act.CHANGE, Act.ASK, Act.CHANGE, Act.SIGN_IN):
        limits.count(act, address)
    with pytest.raises(Refused):
        limits.count(Act.SIGN_IN, address)
