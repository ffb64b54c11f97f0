"""The two forms of the shop's contract, for people and for programs, say the same."""

import re
from pathlib import Path
from typing import Any

import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

APPS = Path(__file__).parents[3] / "apps"
CONTRACT = (APPS / "CONTRACT.md").read_text()
OPENAPI: dict[str, Any] = yaml.safe_load((APPS / "openapi.yaml").read_text())


def table(first_header: str) -> list[list[str]]:
    """The cells of the contract's table whose first column has that name."""
    lines = CONTRACT.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first_header} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return rows


def test_the_file_is_openapi_3_1() -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(OPENAPI).iter_errors()] == []


def test_both_have_the_same_endpoints_and_methods() -> None:
    order = ("get", "head", "post")
    described = {
        path: ", ".join(method.upper() for method in order if method in operations)
        for path, operations in OPENAPI["paths"].items()
    }
    written = {path.split("`")[1].replace("ID", "{id}"): methods.strip("`") for path, methods in table("path")}
    assert written == described


def test_both_have_the_same_prefixes_and_models() -> None:
    rows = table("prefix")
    prefixes = OPENAPI["servers"][0]["variables"]["prefix"]["enum"]
    assert [row[0].strip("`") for row in rows] == prefixes
    assert [row[1].strip("`") for row in rows] == OPENAPI["components"]["schemas"]["Model"]["enum"]


def test_every_error_of_the_contract_has_a_shape() -> None:
    """But a fault of the application itself, which nobody promises."""
    written = {int(row[0]) for row in table("status")} - {500}
    schemas = OPENAPI["components"]["schemas"].values()
    assert written == {schema["properties"]["status"]["const"] for schema in schemas if schema.get("$ref")}


def test_both_have_the_same_fields() -> None:
    written = {row[0].strip("`") for row in table("field")}
    assert written == set(OPENAPI["components"]["schemas"]["Problem"]["properties"])
    whoami = CONTRACT.split("## `GET whoami`")[1].split("\n## ")[0]
    named = set(re.findall(r"^\| `(\w+)` \|", whoami, re.MULTILINE))
    assert named == set(OPENAPI["components"]["schemas"]["Whoami"]["properties"])
