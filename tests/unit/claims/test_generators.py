"""What load generators say becomes figures, and what is no figure becomes an error."""

from __future__ import annotations

import pytest
from measured import CURL, H2LOAD, WRK

from waslab.claims import generators
from waslab.claims.figures import Figure
from waslab.claims.generators import Answers, read_fetches, read_h2load, read_wrk, served
from waslab.errors import CannotJudge


def test_wrk_tells_answers_and_their_median() -> None:
    """In seconds and milliseconds."""
    assert read_wrk(WRK) == Answers(good=1749, failed=0, seconds=1.0, ms=0.96)


@pytest.mark.parametrize(("written", "ms"), [("812.00us", 0.812), ("1.20s", 1200), ("1.50m", 90_000)])
def test_wrk_chooses_its_units(written: str, ms: float) -> None:
    """From microseconds to minutes."""
    assert read_wrk(WRK.replace("0.96ms", written)).ms == ms


def test_wrk_counts_refusals_and_broken_connections_as_failed() -> None:
    """Another status is among its requests, a socket's error is not."""
    errors = "  Socket errors: connect 1, read 2, write 3, timeout 4\n  Non-2xx or 3xx responses: 749\n"
    found = read_wrk(WRK.replace("Requests/sec", errors + "Requests/sec"))
    assert (found.good, found.failed) == (1000, 759)
    assert found.sample[Figure.FAILED] == 759 / 1759


def test_h2load_tells_answers_and_their_mean() -> None:
    """Of requests that all succeeded."""
    assert read_h2load(H2LOAD) == Answers(good=20, failed=0, seconds=0.02, ms=3.27)


def test_h2load_counts_what_it_never_sent() -> None:
    """A user without a connection has no answer."""
    line = "requests: 2000 total, 1500 started, 1400 done, 1300 succeeded, 700 failed, 600 errored, 0 timeout"
    found = read_h2load("\n".join(line if told.startswith("requests") else told for told in H2LOAD.splitlines()))
    assert (found.good, found.failed) == (1300, 700)


def test_h2load_with_a_duration_has_no_total() -> None:
    """What was done is all then."""
    line = "requests: 0 total, 52 started, 50 done, 50 succeeded, 0 failed, 0 errored, 0 timeout"
    found = read_h2load("\n".join(line if told.startswith("requests") else told for told in H2LOAD.splitlines()))
    assert (found.good, found.failed) == (50, 0)


def test_curl_tells_times_and_hits() -> None:
    """Nginx and Squid name a hit in headers of their own."""
    assert read_fetches(CURL) == pytest.approx(
        {
            Figure.ANSWERS: 5,
            Figure.RATE: 5 / 0.015,
            Figure.TIME: 3,
            Figure.FAILED: 0,
            Figure.HITS: 0.6,
        }
    )


@pytest.mark.parametrize("read", [read_wrk, read_h2load, read_fetches])
@pytest.mark.parametrize("output", ["", "unable to connect to gunicorn1:8000 Connection refused\n", "200\n"])
def test_no_figures_are_an_error(read: object, output: str) -> None:
    """With the generator's own words, and what to do."""
    with pytest.raises(CannotJudge, match="no figures") as caught:
        read(output)  # type: ignore[operator]
    assert caught.value.mend == ("./lab up",)
    assert (output.strip() or "said nothing") in caught.value.what


def test_refusals_alone_are_no_rate() -> None:
    """A server that answers 404 very fast is not fast."""
    with pytest.raises(CannotJudge, match=r"No request got a good answer \(12 failed\)"):
        served(Answers(0, 12, 1, 1), "http://gunicorn1:8000/")


def test_every_generator_has_an_end() -> None:
    """Even where a server never answers."""
    made = (
        generators.wrk("u", 1, 2, "h"),
        generators.users("u", 1, 2, "h"),
        generators.steady("u", 1, 2, 3, "h"),
        generators.fetches("u", None),
    )
    assert all(command.startswith("timeout ") for command in made)
