"""Where people live: what they are called, and the currency in which they buy."""

from typing import NamedTuple


class Region(NamedTuple):
    """`share` is the region's weight among agents whose sponsor lives elsewhere."""

    name: str
    currency: str
    share: int
    locales: tuple[str, ...]


REGIONS = (
    Region("Latin America", "USD", 22, ("es_MX", "es_CO", "es_AR", "es_CL", "pt_BR")),
    Region("North America", "USD", 12, ("en_US", "en_US", "fr_CA")),
    Region("Southern Europe", "EUR", 13, ("es_ES", "it_IT", "pt_PT", "fr_FR", "tr_TR")),
    Region("Central Europe", "EUR", 12, ("de_DE", "pl_PL", "cs_CZ", "hu_HU", "nl_NL")),
    Region("Northern Europe", "EUR", 6, ("sv_SE", "fi_FI", "ga_IE")),
    Region("Africa", "USD", 9, ("yo_NG", "ig_NG", "tw_GH", "en_KE", "zu_ZA", "fr_DZ")),
    Region("South Asia", "USD", 7, ("en_IN", "en_IN", "en_PK")),
    Region("South-East Asia", "USD", 6, ("id_ID", "vi_VN", "en_TH")),
    Region("East Asia", "JPY", 14, ("ja_JP", "ja_JP", "zh_CN")),
    Region("Oceania", "USD", 3, ("en_NZ",)),
)
