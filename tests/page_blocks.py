"""Parts of a page of docs that a command writes: between `<!-- NAME: … -->` and `<!-- end of NAME -->`."""

import re


def with_block(page: str, name: str, made: str) -> str:
    """The page with `made` in its block of this name.

    Raises:
        ValueError: the page has no such block.
    """
    pattern = re.compile(rf"(<!-- {name}: .*? -->\n).*?(<!-- end of {name} -->)", re.S)
    found, count = pattern.subn(lambda block: f"{block[1]}{made}\n{block[2]}", page)
    if not count:
        raise ValueError(f"the page has no block {name}")
    return found
