"""Each learner gets values of their own, and keeps them."""

from waslab.sessions.form import Drawn
from waslab.sessions.values import drawn

WORD = Drawn(one_of=tuple("abcdefgh"))
NUMBER = Drawn(between=(1, 10**6))
ORDER = Drawn(shuffled=tuple("abcdefgh"))
ALL = {"word": WORD, "number": NUMBER, "order": ORDER}


def test_the_same_seed_draws_the_same_values() -> None:
    assert drawn(ALL, "seed") == drawn(ALL, "seed")


def test_learners_differ() -> None:
    assert len({drawn(ALL, f"learner {index}")["number"] for index in range(20)}) > 1


def test_a_value_that_is_added_changes_no_other() -> None:
    assert drawn(ALL, "seed")["word"] == drawn({"new": NUMBER, "word": WORD}, "seed")["word"]


def test_a_shuffled_list_keeps_its_members() -> None:
    found = drawn(ALL, "seed")["order"]
    assert isinstance(found, list)
    assert sorted(map(str, found)) == list("abcdefgh")
