"""The families of sites that the replica plays; each module has `build(edition) -> list[ReplicaSite]`."""

FAMILIES = (
    "trs_static",
    "hanweb_jpage",
    "hanweb_jpaas",
    "hanweb_xxgk",
    "gkmlpt",
    "nfcms_post",
    "beijing",
    "shanghai",
    "ucap",
    "truecms",
    "ewb",
    "lonsun",
    "static",
    "plain",
)
# Hosts that the demo registry leaves out: for tests and benches.
APART = ("faults", "crowd")
