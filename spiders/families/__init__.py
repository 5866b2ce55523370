"""CMS families: name → class in the order of recognition, and the names whose lists nobody can read yet."""

from spiders.families.base import Family
from spiders.families.beijing import BjChaoyang, BjHaidian, BjXicheng
from spiders.families.eportal import EportalNumid, TsidIndex
from spiders.families.ewb import Ewb
from spiders.families.gkmlpt import Gkmlpt
from spiders.families.hanweb_jpaas import HanwebJpaas
from spiders.families.hanweb_jpage import HanwebJpage
from spiders.families.hanweb_xxgk import HanwebXxgk
from spiders.families.inline_records import DataList, PcList
from spiders.families.intertid import Intertid
from spiders.families.lonsun import LonsunContent, LonsunPublic, XxgkShowlist
from spiders.families.numbered import AspnetQuery, Channels, IList, Jeecms, VsbHtm, YananHtml, YxGovFront
from spiders.families.plain import CColumn, GongkaiChannel, GongkaiShow, HebeiIndex, HuaianCol, NfcmsPost
from spiders.families.shanghai import GovXxgk, ShanghaiMinhang, ShanghaiNw, ShanghaiSlug, ShanghaiXuhui
from spiders.families.static import Static
from spiders.families.trs_static import TrsStatic
from spiders.families.truecms import TrueCms
from spiders.families.ucap import UcapLoadData, UcapSearch, UcapStatic

# The most telling signature first: a page may carry traces of several systems.
_ORDER: tuple[type[Family], ...] = (
    Gkmlpt, HanwebJpage, HanwebXxgk, TrueCms, HanwebJpaas, Ewb, LonsunPublic, XxgkShowlist,
    LonsunContent, Intertid, PcList, DataList, IList, YxGovFront, Channels,
    UcapLoadData, UcapSearch, UcapStatic, BjXicheng, BjHaidian, GovXxgk, ShanghaiMinhang, ShanghaiXuhui,
    ShanghaiNw, HuaianCol, GongkaiChannel, GongkaiShow, AspnetQuery, Jeecms, VsbHtm, YananHtml, TrsStatic,
    NfcmsPost, CColumn, HebeiIndex, BjChaoyang, TsidIndex, EportalNumid, ShanghaiSlug, Static,
)  # fmt: skip
FAMILIES: dict[str, type[Family]] = {family.name: family for family in _ORDER}

# Families seen on real sites whose lists nobody can read yet: rows load, a crawl refuses them.
UNREADABLE = {
    "shanghai-baoshan-spa": "the page is a script application; its list request was seen in no source",
    "shanghai-yangpu": "the page is a script application; its list request was seen in no source",
    "unknown": "nobody has looked at this site yet; `python -m spiders discover URL` may recognise it",
}
KNOWN = UNREADABLE.keys() | FAMILIES.keys()
