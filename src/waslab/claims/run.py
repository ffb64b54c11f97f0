"""Measures the chosen claims on the running lab."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from shlex import join, quote

from waslab.claims.claim import judged
from waslab.claims.experiment import Samples, measure
from waslab.claims.measuring import opened
from waslab.claims.places import Places
from waslab.claims.plan import Plan
from waslab.claims.report import Circumstances, Report, Unmeasured
from waslab.claims.versions import versions
from waslab.drills import Ground
from waslab.drills.run import require_whole
from waslab.errors import CannotJudge
from waslab.lock import only_one
from waslab.progress import Progress
from waslab.remote import Lab, OverSSH
from waslab.workshop import Workshop


def run(shop: Workshop, asked: Plan, places: Places, progress: Progress) -> Report:
    """All of it, on the running lab, which is left as it was."""
    with only_one(shop.layout):
        require_whole(Ground(shop))
        with OverSSH.connected(shop.layout, shop.runner) as lab, opened(shop.playbooks, progress):
            return carry_out(asked, lab, places, shop.choice.name, progress)


def carry_out(asked: Plan, lab: Lab, places: Places, provider: str, progress: Progress) -> Report:
    """An experiment that fails leaves its claims without a verdict, and the others go on."""
    with progress.step("Ask every server once"):
        ask_once(asked, lab, places)
        found = versions(lab, places)
    samples: dict[str, Samples] = {}
    unmeasured: list[Unmeasured] = []
    for experiment in asked.experiments:
        rows = asked.rows(experiment)
        with progress.step(f"Measure {experiment.name}") as step:
            try:
                samples[experiment.name] = measure(experiment, lab, asked.extent.rounds, step.say)
                step.sum_up(f"row{'s' * (len(rows) > 1)} {', '.join(map(str, rows))}")
            except CannotJudge as error:
                step.fail(error.what)
                unmeasured.append(Unmeasured(rows, experiment.name, error.what))
    return Report(
        Circumstances(
            time=datetime.now(UTC).isoformat(timespec="seconds"),
            provider=provider,
            cores=os.cpu_count() or 1,
            rounds=asked.extent.rounds,
            seconds_each=asked.extent.seconds,
            quick=asked.extent.quick,
            versions=found,
        ),
        tuple(
            judged(claim, samples[claim.experiment.name]) for claim in asked.claims if claim.experiment.name in samples
        ),
        tuple(unmeasured),
    )


def ask_once(asked: Plan, lab: Lab, places: Places) -> None:
    """So that a server that is not there is found now, and not in the middle; a new one has time to begin."""
    patient = ["--retry", "30", "--retry-delay", "1", "--retry-all-errors", "--retry-max-time", "30"]
    limits = ["--connect-timeout", "3", "--max-time", "10"]
    ask = join(["curl", "--fail", "--silent", "--output", "/dev/null", *patient, *limits])
    question = f'{ask} --header {quote(f"Host: {places.desk.host}")} "$url"'
    refusal = '{ echo "no good answer from $url" >&2; exit 1; }'
    lab.output(places.desk.machine, f"for url in {join(asked.urls)}; do {question} || {refusal}; done")
