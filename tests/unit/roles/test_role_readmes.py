"""What a role's README, its argument specification and its defaults say is one and the same."""

from pathlib import Path

import pytest
import role_readmes
import yaml

every_role = pytest.mark.parametrize("role", role_readmes.roles(), ids=lambda role: role.name)


@every_role
def test_the_readme_is_up_to_date(role: Path) -> None:
    assert list(role_readmes.stale(role)) == []


@every_role
def test_specification_and_defaults_agree(role: Path) -> None:
    assert list(role_readmes.mistakes(role)) == []


README = """# bell

<!-- playbook -->
<!-- /playbook -->

<!-- variables -->
<!-- /variables -->

More.
"""


@pytest.fixture
def bell(tmp_path: Path) -> Path:
    """A role with one required and one optional variable."""
    options = {
        "bell_tone": {"type": "str", "required": True, "choices": ["low", "high"], "description": "Which C(tone)."},
        "bell_times": {"type": "int", "description": ["How often.", "Not more than twelve."]},
    }
    (tmp_path / "meta").mkdir()
    (tmp_path / "meta" / "argument_specs.yml").write_text(
        yaml.safe_dump({"argument_specs": {"main": {"options": options}}}, sort_keys=False)
    )
    (tmp_path / "defaults").mkdir()
    (tmp_path / "defaults" / "main.yml").write_text("bell_times: 3\n")
    (tmp_path / "molecule" / "default").mkdir(parents=True)
    (tmp_path / "molecule" / "default" / "converge.yml").write_text("- name: Ring\n  hosts: bells\n")
    (tmp_path / "README.md").write_text(README)
    return tmp_path


def test_playbook_and_table_are_written_between_their_markers(bell: Path) -> None:
    expected = """# bell

<!-- playbook -->

```yaml
- name: Ring
  hosts: bells
```

<!-- /playbook -->

<!-- variables -->

| variable | type | default | meaning |
|---|---|---|---|
| `bell_tone` | str: `low`, `high` | required | Which `tone`. |
| `bell_times` | int | `3` | How often. Not more than twelve. |

<!-- /variables -->

More.
"""
    assert role_readmes.written(bell) == expected


def test_what_was_written_is_up_to_date(bell: Path) -> None:
    (bell / "README.md").write_text(role_readmes.written(bell))
    assert list(role_readmes.stale(bell)) == []


def test_another_default_makes_the_readme_stale(bell: Path) -> None:
    (bell / "README.md").write_text(role_readmes.written(bell))
    (bell / "defaults" / "main.yml").write_text("bell_times: 4\n")
    assert "out of date" in "".join(role_readmes.stale(bell))


def test_another_playbook_makes_the_readme_stale(bell: Path) -> None:
    (bell / "README.md").write_text(role_readmes.written(bell))
    (bell / "molecule" / "default" / "converge.yml").write_text("- name: Ring twice\n  hosts: bells\n")
    assert "out of date" in "".join(role_readmes.stale(bell))


@pytest.mark.parametrize("section", ["playbook", "variables"])
def test_a_readme_without_markers_is_named(section: str, bell: Path) -> None:
    (bell / "README.md").write_text(README.replace(f"<!-- /{section} -->", ""))
    assert f"lacks the markers <!-- {section} -->" in "".join(role_readmes.stale(bell))


def test_a_default_that_the_specification_does_not_know_is_named(bell: Path) -> None:
    (bell / "defaults" / "main.yml").write_text("bell_times: 3\nbell_colour: red\n")
    assert "bell_colour has a default" in "".join(role_readmes.mistakes(bell))


def test_a_required_variable_with_a_default_is_named(bell: Path) -> None:
    (bell / "defaults" / "main.yml").write_text("bell_times: 3\nbell_tone: low\n")
    assert "bell_tone is required and has a default" in "".join(role_readmes.mistakes(bell))
