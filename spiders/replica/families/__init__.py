"""The families of sites that the replica plays; each module has `build(edition) -> list[ReplicaSite]`."""

FAMILIES = ("trs_static",)
