"""What the XLS and XLSX readers must know of a sheet that calamine does not tell."""

from dataclasses import dataclass, field

from extract.model.looks import Look
from extract.readers.sheet.hidden import SHOWN, Hidden

Place = tuple[int, int]  # row and column, from 0


@dataclass
class SheetFacts:
    """Facts by place: `texts` stand for values that calamine gives without their looks, or as blank.

    `formats` are the number formats other than General; `hides_zeros` is the sheet's option.
    """

    texts: dict[Place, str] = field(default_factory=dict)
    looks: dict[Place, Look] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)
    hidden: Hidden = SHOWN
    hides_zeros: bool = False
