"""What a name's own words say that it names: a person, a body, a place, or an office."""

import re
from enum import StrEnum

from qa.spans.offices import OFFICE


class Sort(StrEnum):
    """What a name names, as far as words tell."""

    PERSON = "person"
    BODY = "body"
    PLACE = "place"
    THING = "thing"


_NAMED_BODY = re.compile(
    r"\b(?:Academy|Agency|Alliance|Association|Authority|Bank|Board|Bureau|Cent(?:er|re)|Club|College|Commission|Committee"
    r"|Company|Co|Confederation|Consortium|Corporation|Corps?|Council|Department|Federation|Forum|Foundation|Fund|Gallery|Group|Guild|Infirmary"
    r"|Hospital|House|Inc|Institut(?:e|ion)|Laborator(?:y|ies)|Limited|Ltd|LLC|League|Library|Ministry|Museum|Network|Office|Orchestra"
    r"|Partner(?:s|ship)|Party|Police|Polytechnic|Press|School|Seminary|Surgery|Symphony|Theatre|Zoo|Services?|Society|Team|Times|Trust|Union|Universit(?:y|ies)|Works)\b"
)
_NAMED_PLACE = re.compile(
    r"\b(?:Avenue|Base|Bay|Beach|Bridge|Canal|Cape|Castle|City|Close|Coast|Cosmodrome|County|Court|Crater|Creek|Drive|Farm|Field|Fort"
    r"|Gardens?|Harbou?r|Hall|Heath|Hills?|Hotel|House|Islands?|Isles?|Lakes?|Lane|Market|Mountains?|Mount|North|Ocean|Park|Pier"
    r"|Place|Port|Prison|Quay|River|Road|Room|Sea|South|Square|Station|Street|Terrace|Theatre|Tower|Town|Valley|Village|Wood)\b"
)
_OFFICE_NAMED = re.compile(
    rf"(?:{OFFICE.pattern}|CEO|CFO|CIO|CTO|COO|MP|Rep|Sen|Gov|Envoy|Assistant|Advis[eo]r|Administrator|Ambassador|Commissioner"
    r"|Senator|Representative|Chancellor|Counsel|Coordinator|Czar|Lady|Gentleman|Capt|Gen|Lt|Col|Maj|Sgt|Hon)s?",
    re.I,
)
_OFFICIAL = frozenset(
    "official officials assistant adviser advisor spokesperson reporter moderator participant speaker q".split()
)


def is_office(name: str) -> bool:
    """Whether capitalised words end as an office or a sort of person does, and are no name of one."""
    word = name.split()[-1].lower()
    return OFFICE.fullmatch(word) is not None or word in _OFFICIAL


def names_office(name: str) -> bool:
    """Whether capitalised words name an office and nobody who holds it: "Director of Works", "Acting Special Envoy"."""
    head = re.split(r"\s+(?:of|for|to|at)\s+", name, maxsplit=1)[0].split()[-1]
    return _OFFICE_NAMED.fullmatch(head) is not None


def sorts_of_name(name: str) -> frozenset[Sort]:
    """Return what a name's own words say that it is; more than one for some, none for most."""
    found = {Sort.BODY} if _NAMED_BODY.search(name) else set()
    return frozenset(found | ({Sort.PLACE} if _NAMED_PLACE.search(name) else set()))
