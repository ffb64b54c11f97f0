#!/usr/bin/env python3
"""Writes into each role's README what stands elsewhere: its smallest playbook and the table of its variables.

The playbook is the one that Molecule's default scenario runs; the table comes from the role's argument
specification and its defaults.

tools/role_readmes.py            writes them
tools/role_readmes.py --check    changes nothing; exit code 1 when a README, a specification or a default is out of step
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROLES = Path(__file__).resolve().parents[1] / "roles"
HEAD = ("| variable | type | default | meaning |", "|---|---|---|---|")
LONGEST_DEFAULT = 60

Options = Mapping[str, Mapping[str, Any]]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit code 1 when something is out of step"
    )
    check = parser.parse_args().check
    found = [problem for role in roles() for problem in ([*mistakes(role), *stale(role)] if check else mistakes(role))]
    if not check:
        for role in filter(has_readme, roles()):
            readme(role).write_text(written(role))
    for problem in found:
        print(problem)
    return 1 if found else 0


def roles() -> list[Path]:
    return sorted(path.parents[1] for path in ROLES.glob("*/meta/argument_specs.yml"))


def readme(role: Path) -> Path:
    return role / "README.md"


def has_readme(role: Path) -> bool:
    return readme(role).exists()


def mistakes(role: Path) -> Iterator[str]:
    """Where specification and defaults contradict each other."""
    options, defaults = specification(role), interface(role)
    for name in sorted(defaults.keys() - options.keys()):
        yield f"roles/{role.name}: {name} has a default, but meta/argument_specs.yml does not know it"
    for name, option in options.items():
        if "default" in option:
            yield f"roles/{role.name}: {name} has a second default in meta/argument_specs.yml: remove it there"
        if option.get("required", False) and name in defaults:
            yield f"roles/{role.name}: {name} is required and has a default: one of the two is wrong"
        if not option.get("description"):
            yield f"roles/{role.name}: {name} has no description in meta/argument_specs.yml"


def stale(role: Path) -> Iterator[str]:
    """Whether the README says something else than what would be written."""
    if not has_readme(role):
        yield f"roles/{role.name}: README.md is missing"
        return
    for name in SECTIONS:
        if not markers(name).search(readme(role).read_text()):
            yield f"roles/{role.name}: README.md lacks the markers <!-- {name} --> and <!-- /{name} -->"
    if readme(role).read_text() != written(role):
        yield f"roles/{role.name}: README.md is out of date. Type: tools/role_readmes.py"


def written(role: Path) -> str:
    """The README with today's sections between their markers."""
    text = readme(role).read_text()
    for name, section in SECTIONS.items():
        before, *between = markers(name).split(text, maxsplit=1)
        if between:
            text = "\n".join([f"{before}<!-- {name} -->", "", *section(role), "", f"<!-- /{name} -->{between[-1]}"])
    return text


def markers(name: str) -> re.Pattern[str]:
    return re.compile(rf"<!-- {name} -->\n.*?<!-- /{name} -->", re.DOTALL)


def playbook(role: Path) -> Iterator[str]:
    yield "```yaml"
    yield (role / "molecule" / "default" / "converge.yml").read_text().strip()
    yield "```"


def table(role: Path) -> Iterator[str]:
    options = specification(role)
    if not options:
        yield "The role has no variables."
        return
    yield from HEAD
    yield from rows(options, interface(role))


def rows(options: Options, defaults: Mapping[str, Any], parent: str = "") -> Iterator[str]:
    """A row for each option, and below a list or dictionary one for each of its items' keys."""
    for name, option in options.items():
        path = f"{parent}{name}"
        default = "required" if option.get("required") else default_cell(name, option, defaults)
        yield f"| `{path}` | {type_cell(option)} | {default} | {description(option)} |"
        below = f"{path}[]." if option.get("type") == "list" else f"{path}."
        yield from rows(option.get("options", {}), {}, parent=below)


def type_cell(option: Mapping[str, Any]) -> str:
    kind = str(option.get("type", "str"))
    if "elements" in option:
        kind = f"{kind} of {option['elements']}"
    if "choices" in option:
        kind += ": " + ", ".join(code(choice) for choice in option["choices"])
    return kind


def default_cell(name: str, option: Mapping[str, Any], defaults: Mapping[str, Any]) -> str:
    if name not in defaults and "default" not in option:
        return ""
    shown = code(defaults.get(name, option.get("default")))
    return shown if len(shown) <= LONGEST_DEFAULT else "see `defaults/main.yml`"


def code(value: Any) -> str:
    """The value as YAML would write it on one line."""
    text = yaml.safe_dump(value, default_flow_style=True, width=sys.maxsize, allow_unicode=True)
    return "`" + text.removesuffix("...\n").strip().replace("|", "\\|") + "`"


def description(option: Mapping[str, Any]) -> str:
    told = option.get("description", "")
    text = " ".join(told) if isinstance(told, list) else str(told)
    marked = re.sub(r"\b[CVO]\(([^)]*)\)", r"`\1`", text)
    return " ".join(marked.split()).replace("|", "\\|")


def specification(role: Path) -> Options:
    loaded = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text())
    options: Options = loaded["argument_specs"]["main"].get("options", {})
    return options


def interface(role: Path) -> Mapping[str, Any]:
    file = role / "defaults" / "main.yml"
    return yaml.safe_load(file.read_text()) or {} if file.exists() else {}


SECTIONS: Mapping[str, Callable[[Path], Iterator[str]]] = {"playbook": playbook, "variables": table}


if __name__ == "__main__":
    sys.exit(main())
