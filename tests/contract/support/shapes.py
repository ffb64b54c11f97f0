"""What apps/openapi.yaml says of every answer.

OpenAPI 3.1 describes bodies in JSON Schema, so the validator of JSON Schema is all that is needed to check them.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

FILE = Path(__file__).parents[3] / "apps" / "openapi.yaml"
_ADDRESS = "urn:shop"


@cache
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return loaded


def check(method: str, path: str, answer: httpx.Response) -> None:
    """Fail unless the answer to that method and path (without the prefix) is one that the file has."""
    response = _response(method, path, answer.status_code)
    for name, header in response["headers"].items():
        _check_header(_found(header), name, answer)
    if method != "HEAD":
        _check_body(response["content"], answer)


def check_event(event: object) -> None:
    """Fail unless it is what ``stream`` sends."""
    _check({"$ref": "#/components/schemas/Event"}, event, "the event")


def _response(method: str, path: str, status: int) -> dict[str, Any]:
    """The described answer; a path or method that the file does not have has one that it need not repeat."""
    operations = next((found for known, found in document()["paths"].items() if _matches(known, path)), None)
    if operations is None:
        assert status == 404, f"{method} {path} is not in {FILE.name}, and answers {status}"
        return _common("NotFound")
    operation = operations.get(method.lower())
    if operation is None:
        assert status == 405, f"{FILE.name} does not allow {method} {path}, and it answers {status}"
        return _common("BadRequest") | {"content": _problem("MethodNotAllowed")}
    assert str(status) in operation["responses"], f"{FILE.name} has no {status} for {method} {path}"
    return _found(operation["responses"][str(status)])


def _matches(known: str, path: str) -> bool:
    pattern = re.escape(known).replace(r"\{id\}", "[0-9]{1,18}")
    return re.fullmatch(pattern, path.partition("?")[0]) is not None


def _common(name: str) -> dict[str, Any]:
    response: dict[str, Any] = document()["components"]["responses"][name]
    return response


def _problem(schema: str) -> dict[str, Any]:
    return {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _found(described: dict[str, Any]) -> dict[str, Any]:
    """The description itself, or the one that it refers to."""
    if "$ref" not in described:
        return described
    target: Any = document()
    for name in described["$ref"].removeprefix("#/").split("/"):
        target = target[name]
    return _found(target)


def _check_header(header: dict[str, Any], name: str, answer: httpx.Response) -> None:
    value = answer.headers.get(name)
    if value is None:
        assert not header.get("required"), f"{name} is missing"
    else:
        _check(header["schema"], value, name)


def _check_body(content: dict[str, Any], answer: httpx.Response) -> None:
    media_type, _, parameters = answer.headers["Content-Type"].lower().partition(";")
    assert media_type.strip() in content, f"the answer is {media_type}"
    assert parameters.strip() in {"", "charset=utf-8"}, f"the answer is {media_type} with {parameters}"
    body = answer.json() if media_type.endswith("json") else answer.text
    _check(content[media_type.strip()].get("schema", {}), body, "the body")


def _check(schema: dict[str, Any], value: object, what: str) -> None:
    wrong = [f"{error.json_path}: {error.message}" for error in _validator(json.dumps(schema)).iter_errors(value)]
    assert not wrong, f"{what} is not as {FILE.name} says: {'; '.join(wrong)}"


@cache
def _validator(schema: str) -> Draft202012Validator:
    resource = DRAFT202012.create_resource(document())
    absolute = schema.replace('"$ref": "#/', f'"$ref": "{_ADDRESS}#/')
    return Draft202012Validator(json.loads(absolute), registry=Registry().with_resource(_ADDRESS, resource))
