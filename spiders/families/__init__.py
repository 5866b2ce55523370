"""CMS families: name → class, and the names that the registry may use before their class is written."""

from spiders.families.base import Family
from spiders.families.trs_static import TrsStatic

FAMILIES: dict[str, type[Family]] = {family.name: family for family in (TrsStatic,)}

# Families seen on real sites whose lists nobody reads yet: rows load, a crawl refuses them by name.
PLANNED = frozenset(
    {
        "aspnet-query",
        "bj-chaoyang-hex",
        "bj-haidian-auto",
        "bj-xicheng-pnid",
        "c-column-shtml",
        "eportal-numid",
        "ewb",
        "gkmlpt",
        "gongkai-channel-doc",
        "gongkai-show-hex",
        "govxxgk-uuid",
        "hanweb-jpaas",
        "hanweb-jpage",
        "hanweb-xxgk",
        "hebei-index",
        "huaian-col",
        "jeecms",
        "lonsun-public",
        "nfcms-post",
        "shanghai-baoshan-spa",
        "shanghai-district-slug",
        "shanghai-minhang-cms",
        "shanghai-nw",
        "shanghai-xuhui",
        "shanghai-yangpu",
        "static",
        "truecms",
        "tsid-index",
        "ucap-loaddata",
        "ucap-static",
        "unknown",
        "vsb-htm",
        "xxgk-showlist",
        "yanan-n-html",
    }
)
KNOWN = PLANNED | FAMILIES.keys()
