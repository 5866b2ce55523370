"""Columns of the dictionary as fields of the API: their types, units and words stand in columns.csv alone."""

from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from extract import codebook
from extract.attribution.organs import functions, kinds
from warehouse.schema.crosswalk import concepts
from warehouse.schema.tables import Column, comments_zh, tables
from warehouse.web.labels import LEVELS

ID = "^[0-9]{1,16}$"  # 52 bits: as text no program rounds them
CODE = "^[0-9]{6}$"  # of GB/T 2260
NAME = "^[a-z][a-z0-9_]{1,60}$"  # of a figure
TEXT = "^[A-Za-z0-9_.-]{1,100}$"
SHAPES = {  # what a pattern says, for people
    ID: "digits, 16 at most",
    CODE: "the six digits of GB/T 2260, as 110105",
    NAME: "a name, as req_new",
    TEXT: "letters, digits, dots and dashes",
}
Id = Annotated[str, Field(pattern=ID)]
TYPES: dict[str, Any] = {
    "BIGINT": int,
    "INTEGER": int,
    "SMALLINT": int,
    "DOUBLE": float,
    "DECIMAL(24,6)": float,
    "BOOLEAN": bool,
    "VARCHAR": str,
    "VARCHAR[]": list[str],
    "DATE": Annotated[str, Field(json_schema_extra={"format": "date"})],
}
Year = Annotated[int, Field(ge=1900, le=2100)]
# What a filter may hold and the output is told by `allowed` or is open: a release holds what its build knew.
VOCABULARIES = {
    "kind": lambda: [each.kind for each in kinds()],
    "function": lambda: [each.function for each in functions()],
    "level": lambda: list(LEVELS),
    "indicator": lambda: list(codebook.indicators()),
    "concept": lambda: list(concepts()),
}


def column(name: str) -> Column:
    """The column TABLE.COLUMN as it is declared."""
    table, _, wanted = name.partition(".")
    return next(each for each in tables()[table].columns if each.name == wanted)


def is_id(declared: Column) -> bool:
    """Whether its values are the stable ids of 52 bits, which the API writes as text."""
    return declared.name.endswith("_id") and declared.type == "BIGINT"


def row_model(name: str, *columns: str, **renamed: str) -> type[BaseModel]:
    """A row of an answer: TABLE.COLUMN by TABLE.COLUMN; `renamed` are fields that go by another name.

    >>> list(row_model("Place", "regions.region_code", above="regions.parent_code").model_fields)
    ['region_code', 'above']
    """
    named = {each.partition(".")[2]: each for each in columns} | renamed
    fields: dict[str, Any] = {field: output(each) for field, each in named.items()}
    return create_model(name, __config__=ConfigDict(extra="forbid", title=name), **fields)


def said(en: str, zh: str, default: Any = ..., **limits: Any) -> Any:
    """A field that is no column of a table, in both languages; `limits` as pydantic's Field takes them."""
    return Field(default, description=en, json_schema_extra={"x-zh": zh}, **limits)


def output(name: str, nullable: bool = False) -> tuple[Any, Any]:
    """A field with the values of TABLE.COLUMN; `nullable` also where the column itself always has one."""
    declared = column(name)
    kind: Any = Id if is_id(declared) else TYPES[declared.type]
    if declared.allowed:
        kind = Literal[declared.allowed]
    return (kind | None if nullable or declared.nullable else kind), described(name)


def described(name: str, default: Any = ...) -> Any:
    """What the dictionary says of TABLE.COLUMN, in both languages; a program finds its unit in `x-unit`."""
    declared = column(name)
    table, _, _ = name.partition(".")
    zh = comments_zh()[table, declared.name] or declared.zh
    unit = {"x-unit": declared.unit} if declared.unit else {}
    return Field(default, description=declared.en, json_schema_extra={"x-zh": zh, **unit})


def rows(model: type[BaseModel]) -> Any:
    """The type of a list of such rows."""
    return list[model]  # type: ignore[valid-type]


def filter_model(name: str, base: type[BaseModel], **columns: str | tuple[Any, Any]) -> type[BaseModel]:
    """A query string: filters by the values of columns, TABLE.COLUMN each, beside fields of another kind."""
    fields: dict[str, Any] = {
        field: _filter(each) if isinstance(each, str) else each for field, each in columns.items()
    }
    return create_model(name, __base__=base, **fields)


def _filter(name: str) -> tuple[Any, Any]:
    return _taken(column(name)) | None, described(name, None)


def _taken(declared: Column) -> Any:
    if declared.allowed:
        return Literal[declared.allowed]
    if declared.name in VOCABULARIES:
        return vocabulary(declared.name)
    if is_id(declared):
        return Id
    if declared.name == "year":
        return Year
    return Annotated[str, Field(pattern=TEXT)]


@cache
def vocabulary(name: str) -> type[Enum]:
    """The values that a filter takes, as a type that OpenAPI names once."""
    named = f"{name.capitalize()}Code"
    return Enum(named, {each: each for each in VOCABULARIES[name]()}, type=str)  # type: ignore[return-value]
