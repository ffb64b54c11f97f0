"""Carries a drill out: load, fault, healing, and what came of it."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import yaml

from waslab.drills import answers, catalogue, contract
from waslab.drills.answers import Answer, Question
from waslab.drills.books import PREFIX, Books
from waslab.drills.catalogue import Drill
from waslab.drills.contract import Promise
from waslab.drills.faults import Faults, Note
from waslab.drills.ledger import ledger
from waslab.drills.outcome import Marks, figures
from waslab.drills.report import Report
from waslab.errors import CannotJudge
from waslab.lock import only_one
from waslab.progress import Progress
from waslab.remote import Helper, Lab, OverSSH
from waslab.topology import Machine
from waslab.workshop import Workshop

BEFORE_SECONDS = 4
"""Load on the healthy lab, to compare with."""

MOST_SECONDS = 600
"""After which the load ends by itself, whatever became of who began it."""

MOST_RATE = 1000

LATE_SECONDS = 0.25
"""When most requests begin later than this after they should, the figures are the generator's and not the lab's."""


@dataclass(frozen=True)
class Ground:
    """What drills need of a clone."""

    shop: Workshop

    @cached_property
    def drills(self) -> dict[str, Drill]:
        return catalogue.load(self.shop.layout.playbooks / "drills" / "catalogue.yml")

    @cached_property
    def promises(self) -> dict[str, Promise]:
        return contract.load(self.shop.layout.root / "tests" / "failover" / "contract.yml")

    @property
    def faults(self) -> Faults:
        return Faults(self.shop)

    @property
    def desk(self) -> Machine:
        return self.shop.topology.members("clients")[0]

    def books(self, lab: Lab) -> Books:
        file = self.shop.layout.network_file.with_name("shop.yml")
        database = yaml.safe_load(file.read_text(encoding="utf-8"))["shop_database"]
        return Books(lab, self.shop.topology.members("databases")[0], database)

    @property
    def reports(self) -> Path:
        return self.shop.layout.root / "report" / "drills"


def run(ground: Ground, drill: Drill, machine: Machine, rate: int, progress: Progress) -> Report:
    """The whole drill, on the running lab, which is left as it was."""
    shop = ground.shop
    run_id = f"{PREFIX}{secrets.token_hex(4)}"
    note = Note(drill.name, machine.name, run_id, ground.faults.version())
    asked = answers.questions(drill.prefixes, run_id)
    with only_one(shop.layout), OverSSH.connected(shop.layout, shop.runner) as lab:
        require_whole(ground)
        books = ground.books(lab)
        # What a drill left that was cut off while there was no fault.
        books.close()
        with books.kept(run_id, MOST_SECONDS * rate):
            with progress.step(f"Ask {rate} times a second"):
                load = start(lab, ground, asked, rate)
                began = time.time()
            with stopped_at_the_end(load):
                time.sleep(BEFORE_SECONDS)
                marks = go_through(ground.faults, drill, note, began, progress)
                with progress.step(f"Go on for {drill.after_seconds} s"):
                    time.sleep(drill.after_seconds)
                given = answers.read(load.stop(), asked)
            with progress.step("Compare answers, orders and stock"):
                require_punctual(given)
                require_good_start(given, marks)
                kept = ledger(given, books.read(run_id))
    found = figures(given, kept, marks, machine.name)
    promise = ground.promises[drill.name]
    # What fails grows with the length of the fault too.
    as_promised = rate <= promise.rate and drill == ground.drills[drill.name]
    return Report(drill, machine.name, rate, marks, given, kept, found, promise if as_promised else None)


def require_whole(ground: Ground) -> None:
    if left := ground.faults.left():
        raise CannotJudge(f"The drill {left.drill} on {left.machine} was cut off and not healed.", mend="./lab heal")
    ground.shop.require_all_answer()


def start(lab: Lab, ground: Ground, asked: tuple[Question, ...], rate: int) -> Helper:
    orders = {
        "url": f"https://{ground.shop.topology.network.lab_public_name}",
        "rate": rate,
        "most_seconds": MOST_SECONDS,
        "patience_seconds": answers.PATIENCE_SECONDS,
        "products": answers.PRODUCTS,
        "most_pieces": answers.MOST_PIECES,
        "questions": [asdict(question) for question in asked],
    }
    return lab.helper(ground.desk, "drills/load.py", [json.dumps(orders)], root=False)


@contextmanager
def stopped_at_the_end(load: Helper) -> Iterator[None]:
    try:
        yield
    except BaseException:
        load.stop()
        raise


def go_through(faults: Faults, drill: Drill, note: Note, began: float, progress: Progress) -> Marks:
    """Fault and healing. Whatever happens in between, it is healed; a note is left when even that fails."""
    healed = None
    try:
        with progress.step(f"{note.machine}: {drill.says}") as step:
            injected = faults.inject(drill, note, step.say) - began
            if not drill.playbook:
                time.sleep(drill.seconds)
    finally:
        with progress.step("Heal") as step:
            healed = faults.heal(drill, note, step.say) - began
        faults.forget()
    return Marks(injected, None if drill.heals_itself or drill.playbook else healed)


def require_punctual(given: list[Answer]) -> None:
    late = sorted(answer.lag for answer in given)[len(given) // 2]
    if late > LATE_SECONDS:
        raise CannotJudge(
            f"Half of the requests began {late:.1f} s late or more: this computer is too busy to measure.",
            mend="Ask less often: --rate",
        )


def require_good_start(given: list[Answer], marks: Marks) -> None:
    before = [answer for answer in given if answer.end < marks.injected - 1]
    if bad := [answer for answer in before if not answer.good]:
        first = bad[0]
        raise CannotJudge(
            f"{len(bad)} of {len(before)} requests failed before there was a fault,"
            f" the first one {first.question.method} {first.question.path} with {first.outcome}.",
            mend="./lab verify",
        )


def heal(ground: Ground, progress: Progress) -> Note | None:
    """Undo what a drill that was cut off left, its orders too; says what that was. The caller keeps others out."""
    shop, faults = ground.shop, ground.faults
    if left := faults.left():
        with progress.step(f"Heal {left.machine} after {left.drill}") as step:
            faults.heal_what_was_cut_off(catalogue.choose(ground.drills, left.drill), left, step.say)
            with OverSSH.connected(shop.layout, shop.runner) as lab:
                ground.books(lab).close()
        faults.forget()
    return left
