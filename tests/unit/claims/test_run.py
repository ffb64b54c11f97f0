"""All claims on machines that are made up."""

from __future__ import annotations

import json
import re
from pathlib import Path

import fakes
import pytest
from measured import FakeLab, every_claim, places

from waslab import claims, cli
from waslab.claims.claim import Claim
from waslab.claims.figures import Figure
from waslab.claims.measuring import opened
from waslab.claims.places import FULL, QUICK, Extent
from waslab.claims.stats import Verdict
from waslab.errors import BadUsage, CannotJudge, ConfigurationFailed, Exit

ROWS = [3, 7, 10, 11, 12, 14, 15, 16, 17]


def carried_out(lab: FakeLab, rows: list[int], *, quick: bool = True) -> claims.Report:
    asked = claims.plan(places(), quick=quick, rows=rows)
    return claims.carry_out(asked, lab, places(), "lxc", fakes.progress())


@pytest.mark.parametrize("extent", [QUICK, FULL], ids=["quick", "full"])
def test_every_row_asks_about_sides_that_are_measured(extent: Extent) -> None:
    """And about figures that its trials tell."""
    found = every_claim(extent)
    assert list(found) == ROWS
    for claim in found.values():
        samples = {side: trial.run(FakeLab()) for side, trial in claim.experiment.trials.items()}
        for question in claim.questions:
            assert question.figure in samples[question.of]
            assert question.against is None or question.figure in samples[question.against]
        assert all(figure in sample for figure in claim.figures for sample in samples.values())


def test_quick_is_within_three_minutes() -> None:
    """By its own estimate, which it tells before it begins."""
    assert claims.plan(places(), quick=True, rows=[]).seconds < 180
    assert 900 < claims.plan(places(), quick=False, rows=[]).seconds < 1320


def test_load_goes_to_the_lab_s_own_machines() -> None:
    """By their names, which only the lab's machines know."""
    names = {*places().topology.names, places().topology.network.lab_public_name}
    urls = claims.plan(places(), quick=False, rows=[]).urls
    assert {re.split("[/:]+", url)[1] for url in urls} <= names


def test_claims_that_share_an_experiment_measure_it_once() -> None:
    """Rows 10 to 12."""
    asked = claims.plan(places(), quick=True, rows=[10, 11, 12])
    assert [asked.rows(experiment) for experiment in asked.experiments] == [(10, 11, 12)]


def test_an_unknown_row_is_bad_usage() -> None:
    """With those that there are."""
    with pytest.raises(BadUsage, match=r"Row 4 .* 3, 7, 10"):
        claims.plan(places(), quick=True, rows=[4])


def test_the_command_refuses_an_unknown_row(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3, before anything is touched."""
    assert cli.run(["claims", "--row", "4"]) == Exit.BAD_USAGE
    assert "./lab claims --row 3" in capsys.readouterr().err


def test_a_lab_that_is_not_up_cannot_be_measured(tmp_path: Path) -> None:
    """Exit code 2, and nothing is opened."""
    shop = fakes.workshop(tmp_path)
    asked = claims.plan(places(), quick=True, rows=[])
    with pytest.raises(CannotJudge, match="do not answer: client, proxy") as caught:
        claims.run(shop, asked, places(), fakes.progress())
    assert caught.value.mend == ("./lab up",)
    assert shop.playbooks.played == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("error", [None, CannotJudge("broken"), KeyboardInterrupt()])
def test_the_servers_are_closed_again(error: BaseException | None) -> None:
    """Also after a failure and after Ctrl-C."""
    playbooks = fakes.FakePlaybooks()
    try:
        with opened(playbooks, fakes.progress()):
            if error:
                raise error
    except (CannotJudge, KeyboardInterrupt):
        pass
    assert playbooks.played == ["measuring.yml measuring=True", "measuring.yml measuring=False"]


def test_servers_that_could_not_be_opened_are_closed_too() -> None:
    """Some of them may be open."""
    playbooks = fakes.FakePlaybooks(failure=ConfigurationFailed("tomcat1 failed"))
    with pytest.raises(ConfigurationFailed), opened(playbooks, fakes.progress()):
        pytest.fail("nothing may be measured")
    assert len(playbooks.played) == 2


def test_a_server_that_is_not_there_is_found_at_the_beginning() -> None:
    """Before anything is measured."""
    lab = FakeLab(broken="curl --fail --silent --output")
    with pytest.raises(CannotJudge, match="it is broken"):
        carried_out(lab, [])
    assert not any("wrk" in command for command in lab.commands)


def test_an_experiment_that_fails_leaves_the_others() -> None:
    """Its rows are named, and have no verdict."""
    report = carried_out(FakeLab(broken="h2load"), [15, 16])
    assert [judgement.claim.row for judgement in report.judgements] == [16]
    assert [(failure.rows, failure.why) for failure in report.unmeasured] == [((15,), "client failed: it is broken")]


def test_equal_figures_show_no_difference() -> None:
    """Tomcat and Apache are equally fast then, and runserver is no slower than Gunicorn."""
    found = {judgement.claim.row: judgement.verdict for judgement in carried_out(FakeLab(), [7, 16]).judgements}
    assert found == {7: Verdict.HOLDS, 16: Verdict.DOES_NOT_HOLD}


def test_the_json_has_every_round_and_what_it_says_about_them() -> None:
    """Nothing in it is infinite: strict JSON has no such number."""
    told = json.loads(json.dumps(carried_out(FakeLab(), [7, 16]).as_json(), allow_nan=False))
    assert (told["circumstances"]["provider"], told["circumstances"]["rounds"]) == ("lxc", 5)
    assert told["circumstances"]["versions"]["nginx"] == "1.26"
    claim, unbounded = told["claims"]
    assert [len(side["rounds"]) for side in claim["samples"]] == [5, 5]
    assert claim["findings"][0]["interval"] == {"low": 1, "median": 1, "high": 1, "confidence": 0.9375}
    assert unbounded["findings"][0]["allowed"]["high"] is None
    assert claim["samples"][0]["rounds"][0][Figure.RATE.key] == 1749


def test_the_page_has_every_claim_with_its_verdict() -> None:
    """In a section of its own."""
    made = claims.page(carried_out(FakeLab(broken="h2load"), []))
    measured = [claim for row, claim in every_claim(QUICK).items() if row in {7, 14, 16, 17}]
    assert all(f'id="row-{claim.row}"' in made and _escaped(claim) in made for claim in measured)
    assert "not measured: client failed: it is broken" in made


def _escaped(claim: Claim) -> str:
    return claim.says.replace("'", "&#39;")


def test_the_page_asks_nobody_for_anything() -> None:
    """No script, no style, picture or font from elsewhere."""
    made = claims.page(carried_out(FakeLab(), []))
    assert not re.findall(r"<script|<link|<img|@import|url\(|\bsrc=", made)
    assert all(address.startswith("#") for address in re.findall(r'href="([^"]*)"', made))


def test_every_interval_has_a_text_of_its_own() -> None:
    """For those who do not see the plot."""
    made = claims.page(carried_out(FakeLab(), [7]))
    [label] = re.findall(r'<svg[^>]*role="img" aria-label="([^"]*)"', made)
    assert label == "1.00 times (1.00 to 1.00); the claim needs a ratio from 1/1.1 to 1.1: holds"


def test_a_starved_server_is_drawn_too() -> None:
    """At the end of the axis."""
    starved = FakeLab(wrk=lambda command: _wrk(0 if "gunicorn1:8000" in command else 100))
    [judgement] = carried_out(starved, [15], quick=False).judgements
    slow = [finding for finding in judgement.findings if "slow" in finding.question.condition]
    assert [(finding.interval.median, finding.verdict) for finding in slow] == [
        (0, Verdict.DOES_NOT_HOLD),
        (1, Verdict.HOLDS),
    ]
    assert judgement.verdict is Verdict.DEPENDS
    assert ">none<" in claims.page(carried_out(starved, [15], quick=False))


def test_an_answer_that_never_came_took_no_time_that_is_known() -> None:
    """Not 0 ms: that would be the quickest of all."""
    starved = FakeLab(wrk=lambda command: _wrk(0 if "gunicorn1:8000" in command else 100))
    told = json.loads(json.dumps(carried_out(starved, [15], quick=False).as_json(), allow_nan=False))
    times = {
        (side["side"], side["rounds"][0]["answer_ms"])
        for side in told["claims"][0]["samples"]
        if "slow" in side["condition"]
    }
    assert ("Gunicorn alone", None) in times
    assert ("Gunicorn behind the front door", 0.96) in times


def _wrk(requests: int) -> str:
    return f"     50%    0.96ms\n  {requests} requests in 1.00s, 853.78KB read\n"
