"""Every reply is right while the articles change under a real server; see `live`."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from live import CALLS, Articles, Seen, Site, State, Summary, judged, run

from web.store.token import new_token

REBUILDS = 6
CLIENTS = 4


@pytest.fixture(scope="module")
def summary(
    tmp_path_factory: pytest.TempPathFactory, start_server: Callable[..., Any], copy_data: Callable[[Path], Path]
) -> Summary:
    data = copy_data(tmp_path_factory.mktemp("data"))
    site = Site(start_server("--data", data, "--workers", "4").url, new_token(data))
    return run(site, tmp_path_factory.mktemp("scratch"), rebuilds=REBUILDS, clients=CLIENTS)


@pytest.mark.long
def test_while_articles_change_every_reply_is_right_and_no_worker_lags(summary: Summary) -> None:
    assert summary.faults == []
    assert summary.lag <= 1.0


@pytest.mark.long
def test_the_load_meets_every_index_with_every_call(summary: Summary) -> None:
    assert summary.versions == {state.searcher.version for state in summary.states}
    assert len(summary.versions) == REBUILDS + 1
    assert {each.call for each in summary.seen} == set(CALLS)
    assert len(summary.seen) > 100


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> list[State]:
    """Two states: the second was asked for at 10 and done at 20 seconds."""
    articles = Articles(tmp_path_factory.mktemp("states"))
    first = articles.indexed()
    articles.change(0)
    second = articles.indexed()
    second.asked, second.done = 10.0, 20.0
    return [first, second]


@pytest.mark.parametrize("call", [CALLS[0], CALLS[4], CALLS[7]], ids=["api", "page", "article"])
def test_the_load_sees_a_late_reply_an_early_one_and_a_wrong_one(states: list[State], call: Any) -> None:
    older, newer = (state.expected(call) for state in states)
    assert older != newer
    assert judged(Seen(call, 15.0, 15.1, older), states) == (0.0, None)
    assert judged(Seen(call, 15.0, 15.1, newer), states) == (0.0, None)
    assert judged(Seen(call, 20.5, 20.6, older), states) == (0.5, None)
    assert judged(Seen(call, 21.5, 21.6, older), states)[1] is not None
    assert judged(Seen(call, 5.0, 9.0, newer), states)[1] is not None
    wrong = replace(Seen(call, 15.0, 15.1, older), reply=(older[0], older[1] + b" "))
    assert judged(replace(wrong, reply=(500, b"")), states)[1] is not None
    if older[0] == 200:
        assert judged(wrong, states)[1] is not None
