"""The front matter of a release's README.md: the card by which the Hugging Face Hub shows and loads it."""

import json

from warehouse.handout.description import Description, stored_tables
from warehouse.handout.licence import LICENCE

# The Hub's classes of size, each with the number of rows it ends below.
SIZES = {
    "n<1K": 10**3,
    "1K<n<10K": 10**4,
    "10K<n<100K": 10**5,
    "100K<n<1M": 10**6,
    "1M<n<10M": 10**7,
    "10M<n<100M": 10**8,
    "100M<n<1B": 10**9,
    "1B<n<10B": 10**10,
    "10B<n<100B": 10**11,
}
SHOWN_FIRST = "reports"


def front_matter(described: Description) -> str:
    """YAML between two lines of dashes: licence, language, task, size, and a configuration a table.

    A table without rows has none: `datasets` refuses to load one. Columns are not told, since the files tell
    their own. Every value is JSON, which is YAML, too.
    """
    lines = [f"{name}: {_json(value)}" for name, value in _card(described).items()]
    configurations = [
        f"- {_json(_configuration(table.name, table.pattern))}"
        for table in stored_tables()
        if described.rows(table)
    ]
    return "\n".join(["---", *lines, "configs:", *configurations, "---", ""])


def _card(described: Description) -> dict[str, object]:
    return {
        "pretty_name": described.title["en"],
        "license": LICENCE["name"].lower(),
        "language": ["zh"],
        "task_categories": ["table-question-answering"],
        "size_categories": [_size(described)],
        "tags": [word.replace(" ", "-") for word in described.keywords["en"]],
        "version": described.version,
        "release": described.identifier,
        **({"doi": described.doi} if described.doi else {}),
    }


def _configuration(name: str, files: str) -> dict[str, object]:
    default = {"default": True} if name == SHOWN_FIRST else {}
    return {"config_name": name, "data_files": files, **default}


def _size(described: Description) -> str:
    """The class of the longest table."""
    rows = max(described.rows(table) for table in stored_tables())
    return next((name for name, end in SIZES.items() if rows < end), "100B<n<1T")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
