"""The description of the API as the page /api tells it: made of the OpenAPI document, in both languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from warehouse.web.api.application import ROOT, description
from warehouse.web.content import Both

ENVELOPES = ("items", "item")  # members that hold the rows of an answer
FEW = 20  # values of a vocabulary that the page lists; the document has all


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a member of an answer."""

    name: str
    kind: str
    told: Both
    unit: str = ""
    values: tuple[str, ...] = ()
    value_count: int = 0
    default: str = ""
    model: str = ""  # the model of its value, where that is another


@dataclass(frozen=True, slots=True)
class Operation:
    """An address, what it takes and what it answers."""

    name: str
    path: str
    title: Both
    parameters: tuple[Field, ...]
    model: str
    is_csv: bool


@cache
def operations() -> tuple[Operation, ...]:
    """Every address of the API in the order of the document."""
    return tuple(_operation(path, parts["get"]) for path, parts in description()["paths"].items())


def _operation(path: str, told: Mapping[str, Any]) -> Operation:
    content = told["responses"]["200"]["content"]
    parameters = tuple(
        _field(each["name"], each["schema"] | {"description": each.get("description", "")})
        for each in told.get("parameters", ())
    )
    model = _name(content["application/json"]["schema"])
    return Operation(
        told["operationId"],
        ROOT + path,
        Both(told["summary"], told["x-zh"]),
        parameters,
        model,
        "text/csv" in content,
    )


@cache
def models() -> dict[str, tuple[Field, ...]]:
    """Every model of an answer with its members, pages of rows left out: these are their rows."""
    schemas = description()["components"]["schemas"]
    return {
        name: tuple(_field(field, schema) for field, schema in told["properties"].items())
        for name, told in schemas.items()
        if "properties" in told
    }


def row_model(model: str) -> str:
    """The model of the rows in an answer; the answer's own where it holds no rows.

    >>> row_model("PlacePage")
    'Place'
    """
    members = {field.name: field for field in models()[model]}
    return next((members[name].model for name in ENVELOPES if name in members and members[name].model), model)


def _field(name: str, schema: Mapping[str, Any]) -> Field:
    kinds = list(_kinds(schema))
    values = tuple(str(value) for kind in kinds for value in kind.get("enum", ()))
    en = schema.get("description", "")
    return Field(
        name,
        " | ".join(dict.fromkeys(_kind(kind) for kind in kinds)),
        Both(en, schema.get("x-zh", en)),
        schema.get("x-unit", ""),
        values[:FEW],
        len(values),
        str(schema.get("default") or ""),
        next(filter(None, map(_model_of, kinds)), ""),
    )


def _kinds(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The kinds of values that a schema allows, vocabularies resolved."""
    for kind in schema.get("anyOf", [schema]):
        named = description()["components"]["schemas"].get(_name(kind), {})
        yield named if "enum" in named else kind


def _kind(schema: Mapping[str, Any]) -> str:
    if model := _name(schema):
        return model
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"{' | '.join(_kind(kind) for kind in _kinds(schema['items']))}[]"
    return str(schema.get("format") or schema.get("type", ""))


def _model_of(schema: Mapping[str, Any]) -> str:
    return _name(schema) or _name(schema.get("items", {}))


def _name(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
