"""What the XLS and XLSX readers must know of a sheet that calamine does not tell."""

from dataclasses import dataclass, field

from extract.model.looks import Look, Trait
from extract.readers.sheet.hidden import SHOWN, Hidden

CONDITIONAL = Look(Trait.UNKNOWN_FORMAT)  # of a cell that a condition may show otherwise
Place = tuple[int, int]  # row and column, from 0


@dataclass
class SheetFacts:
    """Facts by place: `texts` stand for values that calamine gives without their looks, or as blank.

    `formats` are the number formats other than General; `hides_zeros` is the sheet's option. `framed` are the
    rows with empty cells that have borders: a table may end in blank ones.
    """

    texts: dict[Place, str] = field(default_factory=dict)
    looks: dict[Place, Look] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)
    hidden: Hidden = SHOWN
    hides_zeros: bool = False
    framed: set[int] = field(default_factory=set)
