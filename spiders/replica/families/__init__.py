"""The families of sites that the replica plays; each module has `build(edition) -> list[ReplicaSite]`.

To play a new family: give it a district in districts.csv (a key, a code 99xxxx, its bodies), write a module
that publishes `newest_first(edition, key)` through a Builder, name the module below, and renew the demo
registry with `python -m spiders.replica.sites > spiders/registry/demo/sites.csv`. Rows that a list prints
beside the reports go through `Builder.stray`: `ReplicaSite.listed` is all that a crawl finds.
"""

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
