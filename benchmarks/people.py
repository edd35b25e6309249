"""Many people at once on one server: each opens companies, filters and pages, over a websocket of their own.

An action is what a click on a link sends; it ends when the server has sent the whole page. Afterwards as many
people run the baseline page of one element as often (benchmarks.support.baseline): the processor time of an
action beyond that is ours. The server, the sandbox and this load share the machine's cores.

With `--pairs`, the same people act without sign-in and signed in, in turn, each first in every other pair:
`sign_in_x` is the median of how many times longer p95 is with it, `sign_in_work_x` of how much more the
server works.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.support import baseline, signed_in
from tests.support.dashboard_process import Dashboard
from tests.support.sandbox_process import SandboxProcess

ANSWER_WITHIN = 30.0
ARRIVE_WITHIN = 10.0
"""Seconds in which the people come; what they do before all have come is not counted."""
CASES = ("healthy", "archived-tax-rate", "failing-3", "two-shops", "nothing-to-sell", "clock-change")
MOST_OF_AN_END = 4096
"""Bytes: neither the end of a run nor an exception is longer."""
GOOD = ForwardMsg.FINISHED_SUCCESSFULLY
Actions = Callable[[random.Random], Iterator[tuple[str, str]]]
"""Makes what a person does, for ever: the page and the query of each action."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """How many people, how often each acts, for how long."""
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two actions of a person")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--sign-in", action="store_true", help="everyone has signed in")
    parser.add_argument(
        "--pairs", type=int, default=0, help="so many pairs of runs: without sign-in, with it"
    )


@dataclass
class Tally:
    """What was measured: seconds of each action, what went wrong, the server's memory over time (MB).

    `work`: the seconds that the server's processor was busy, as it began and ended.
    """

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)


def measure(options: argparse.Namespace) -> dict[str, float]:
    """Start a server, let the people act, print the times."""
    if options.pairs:
        return _measure_pairs(options)
    tally, peak = _on_dashboard(options, sign_in=options.sign_in)
    with ExitStack() as started:
        baseline_page = baseline.start()
        started.callback(baseline_page.stop)
        bare = asyncio.run(act_together(baseline_page, _baseline_actions, options))
    return _summary(options, tally, peak) | _beside_baseline(tally, bare)


def _measure_pairs(options: argparse.Namespace) -> dict[str, float]:
    """Compare the times and the work with those of people who have signed in, pair by pair."""
    times, work, errors = [], [], 0
    for number in range(1, options.pairs + 1):
        order = (False, True) if number % 2 else (True, False)  # a machine may get slower meanwhile
        tallies = {each: _on_dashboard(options, sign_in=each)[0] for each in order}
        without, with_it = tallies[False], tallies[True]
        times.append(_p95_ms(with_it) / _p95_ms(without))
        work.append(_work_ms(with_it) / _work_ms(without))
        errors += sum(len(each.errors) for each in tallies.values())
        for each, said in ((without, "without sign-in"), (with_it, "with it")):
            print(
                f"pair {number}: p95 {_p95_ms(each):.1f} ms, work {_work_ms(each):.1f} ms {said}", flush=True
            )
    figures = {"sign_in_x": _median(times), "sign_in_work_x": _median(work), "errors": errors}
    print(f"with sign-in: p95 × {figures['sign_in_x']}, work × {figures['sign_in_work_x']}, errors {errors}")
    return figures


def _median(ratios: Sequence[float]) -> float:
    return round(statistics.median(ratios), 2)


def _on_dashboard(options: argparse.Namespace, *, sign_in: bool) -> tuple[Tally, float]:
    """Let the people act on a new dashboard; return their times and its most memory (MB)."""
    with ExitStack() as started:
        sandbox = SandboxProcess()
        started.callback(sandbox.stop)
        settings: dict[str, Any] = signed_in.SIGN_IN if sign_in else {}
        dashboard = Dashboard(CODAT_API_KEY="test-key", CODAT_BASE_URL=sandbox.url, **settings)
        started.callback(dashboard.stop)
        cookies = signed_in.cookies(dashboard.database_url, options.people) if sign_in else None
        companies = [sandbox.company(case) for case in CASES]
        actions = partial(usual_actions, companies=companies)
        tally = asyncio.run(act_together(dashboard, actions, options, cookies))
        return tally, _memory(dashboard.process.pid, "VmHWM")


async def act_together(
    dashboard: Dashboard,
    actions: Actions,
    options: argparse.Namespace,
    cookies: Sequence[str] | None = None,
) -> Tally:
    """Let the people come within `ARRIVE_WITHIN`, then act for `options.seconds`; return the times.

    `cookies`: the Cookie header of each; None without sign-in.
    """
    tally, all_here = Tally(), time.monotonic() + ARRIVE_WITHIN
    until = all_here + options.seconds
    people = [
        _person(
            number,
            dashboard,
            actions,
            every=options.every,
            span=(all_here, until),
            tally=tally,
            cookie=cookie,
        )
        for number, cookie in enumerate(cookies or [""] * options.people)
    ]
    pid = dashboard.process.pid
    await asyncio.gather(_watch(pid, until, tally), _time_work(pid, (all_here, until), tally), *people)
    return tally


async def _person(
    number: int,
    dashboard: Dashboard,
    actions: Actions,
    *,
    every: float,
    span: tuple[float, float],
    tally: Tally,
    cookie: str,
) -> None:
    """One person: a websocket, and an action each `every` seconds, at a time of their own."""
    headers = {"Cookie": cookie} if cookie else {}
    dice = random.Random(number)  # noqa: S311 -- dice
    address = f"ws://127.0.0.1:{dashboard.port}/_stcore/stream"
    await asyncio.sleep(dice.uniform(0, ARRIVE_WITHIN))
    async with connect(
        address,
        origin=dashboard.url,  # type: ignore[arg-type] # its own alias of str
        subprotocols=["streamlit"],  # type: ignore[list-item] # the same
        additional_headers=headers,
        max_size=None,
    ) as socket:
        await _act(socket, "", "", Tally())  # opening the page is not an action
        for page, query in itertools.islice(actions(dice), dice.randrange(6), None):
            began = time.monotonic()
            if began >= span[1]:
                return
            await _act(socket, page, query, tally if began >= span[0] else Tally())
            await asyncio.sleep(max(0.0, every - (time.monotonic() - began)))


def usual_actions(dice: random.Random, companies: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what a person does: open a company, look at its history, filter, page, look at the set-up."""
    for _ in itertools.count():
        company = f"company={dice.choice(companies)}"
        yield "company", company
        yield "history", company
        yield "history", f"{company}&status=failed"
        yield "history", f"{company}&days=90"
        yield "history", f"{company}&rows={dice.randint(2, 6)}"
        yield "setup", company


def _baseline_actions(_dice: random.Random) -> Iterator[tuple[str, str]]:
    """Yield the same number of actions on the page of one element."""
    return (("", f"run={number}") for number in itertools.count())


async def _act(socket: ClientConnection, page: str, query: str, tally: Tally) -> None:
    """Send what a click on a link sends, and wait until the run has ended."""
    message = BackMsg()
    state = message.rerun_script
    state.page_name, state.query_string, state.is_history_navigation = page, query, True
    state.context_info.timezone = "Europe/London"
    began = time.monotonic()
    try:
        await socket.send(message.SerializeToString())
        await asyncio.wait_for(_finished(socket, tally), ANSWER_WITHIN)
    except (OSError, TimeoutError) as error:
        tally.errors.append(f"{page}: {type(error).__name__}")
    else:
        tally.seconds.append(time.monotonic() - began)


async def _finished(socket: ClientConnection, tally: Tally) -> None:
    while True:
        raw = await socket.recv(decode=False)
        if len(raw) > MOST_OF_AN_END:
            continue  # to read what is drawn would cost this load more than it is worth
        message = ForwardMsg.FromString(raw)
        if message.delta.new_element.HasField("exception"):
            tally.errors.append("the page showed an exception")
        if message.WhichOneof("type") == "script_finished" and message.script_finished == GOOD:
            return


async def _watch(pid: int, until: float, tally: Tally) -> None:
    while time.monotonic() < until:
        tally.memory.append(_memory(pid, "VmRSS"))
        await asyncio.sleep(5)


async def _time_work(pid: int, span: tuple[float, float], tally: Tally) -> None:
    for moment in span:
        await asyncio.sleep(moment - time.monotonic())
        tally.work.append(_work(pid))


def _work(pid: int) -> float:
    """The seconds that a process has worked so far, as Linux reports them."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int, name: str) -> float:
    """The memory of a process as Linux reports it, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def _summary(options: argparse.Namespace, tally: Tally, peak: float) -> dict[str, float]:
    figures = {
        "p50_ms": round(statistics.median(tally.seconds) * 1000, 1),
        "p95_ms": round(_p95_ms(tally), 1),
        "rss_mb": round(peak, 1),
        "work_ms": round(_work_ms(tally), 1),
        "errors": len(tally.errors),
    }
    print(f"{options.people} people, an action each {options.every:g} s, {len(tally.seconds)} actions")
    print(f"p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms, errors {figures['errors']}")
    print(f"the server's processor was busy for {figures['work_ms']} ms an action")
    thirds = [statistics.mean(part) for part in _thirds(tally.memory)]
    print(f"memory: peak {peak:.0f} MB; mean of each third {', '.join(f'{each:.0f}' for each in thirds)} MB")
    for error in sorted(set(tally.errors)):
        print(f"  {tally.errors.count(error)} × {error}")
    return figures


def _p95_ms(tally: Tally) -> float:
    return statistics.quantiles(tally.seconds, n=20)[18] * 1000


def _beside_baseline(tally: Tally, bare: Tally) -> dict[str, float]:
    """Print and return the processor's work of an action beside that of the baseline page."""
    figures = baseline.Compared(_work_ms(tally), _work_ms(bare)).figures("work_ms")
    for name, figure in figures.items():
        print(f"{name}: {figure}")
    return figures


def _work_ms(tally: Tally) -> float:
    return (tally.work[1] - tally.work[0]) / len(tally.seconds) * 1000


def _thirds(memory: list[float]) -> list[list[float]]:
    size = max(1, len(memory) // 3)
    return [part for part in (memory[:size], memory[size : 2 * size], memory[2 * size :]) if part]
