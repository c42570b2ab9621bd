"""What banks send, for tests: written from the formats, not by the code under test."""

from datetime import date

_STATUS = "urn:iso:std:iso:20022:tech:xsd:pain.002.001."
_BOOKED = "urn:iso:std:iso:20022:tech:xsd:camt.054.001."


def reason(code: str, told: str = "", *, inside: str = "StsRsnInf") -> str:
    more = f"<AddtlInf>{told}</AddtlInf>" if told else ""
    return f"<{inside}><Rsn><Cd>{code}</Cd></Rsn>{more}</{inside}>"


def status(ref: str, status: str, more: str = "") -> str:
    """A transaction of a pain.002."""
    told = f"<TxSts>{status}</TxSts>" if status else ""
    return f"<TxInfAndSts><OrgnlEndToEndId>{ref}</OrgnlEndToEndId>{told}{more}</TxInfAndSts>"


def amount_of(text: str, currency: str = "EUR") -> str:
    return f'<OrgnlTxRef><Amt><InstdAmt Ccy="{currency}">{text}</InstdAmt></Amt></OrgnlTxRef>'


def pain002(*transactions: str, group: str = "", batch: str = "", version: str = "10") -> bytes:
    """`group` and `batch` are what stands beside the order's ref, like `<GrpSts>RJCT</GrpSts>`."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="{_STATUS}{version}">
 <CstmrPmtStsRpt>
  <GrpHdr><MsgId>BANK1</MsgId><CreDtTm>2026-12-02T10:00:00+01:00</CreDtTm></GrpHdr>
  <OrgnlGrpInfAndSts><OrgnlMsgId>B00000012</OrgnlMsgId>{group}</OrgnlGrpInfAndSts>
  <OrgnlPmtInfAndSts>
   <OrgnlPmtInfId>B00000012</OrgnlPmtInfId>{batch}
   {"".join(transactions)}
  </OrgnlPmtInfAndSts>
 </CstmrPmtStsRpt>
</Document>""".encode()


def booking(ref: str, amount: str = '<Amt Ccy="EUR">49.90</Amt>', more: str = "") -> str:
    """A transaction of an entry."""
    refs = f"<Refs><EndToEndId>{ref}</EndToEndId></Refs>" if ref else ""
    return f"<TxDtls>{refs}{amount}{more}</TxDtls>"


def entry(
    *transactions: str, way: str = "DBIT", state: str = "<Cd>BOOK</Cd>", more: str = ""
) -> str:
    return f"""<Ntry><Amt Ccy="EUR">99.80</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts>{state}</Sts>
<BookgDt><Dt>2026-12-01</Dt></BookgDt>{more}<NtryDtls>{"".join(transactions)}</NtryDtls></Ntry>"""


def camt054(*entries: str, version: str = "08") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="{_BOOKED}{version}"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>BANK2</MsgId></GrpHdr>
<Ntfctn><Id>1</Id>{"".join(entries)}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>""".encode()


def returned(
    ref: str, code: str, amount_minor: int = 4990, *, trace: str = "021000020000001"
) -> str:
    """An entry (code 21, a credit that comes back) and its addenda 99, two records."""
    detail = f"621021000021{'123456789':17}{amount_minor:010d}{ref:15}{'ZOE OST':22}  1"
    addenda = f"799{code}{trace}      01140153{'':44}"
    return _record(f"{detail}011401530000001") + _record(f"{addenda}011401530000001")


def changed(ref: str, code: str, corrected: str) -> str:
    """An entry without amount and its addenda 98."""
    detail = f"621021000021{'123456789':17}{0:010d}{ref:15}{'ZOE OST':22}  1011401530000001"
    addenda = f"798{code}021000020000001      01140153{corrected:29}{'':15}011401530000001"
    return _record(detail) + _record(addenda)


def nacha_returns(*entries: str, on: date = date(2026, 12, 3)) -> bytes:
    lines = "".join(entries).splitlines()
    total = sum(int(line[29:39]) for line in lines if line[0] == "6")
    header = _record(f"101 021000021 011401533{on:%y%m%d}0600A094101{'ACME INC':23}{'FED':31}")
    batch = _record(
        f"5200{'ACME INC':16}{'':20}1123456789PPDCOMMISSION{'':6}261203   1011401530000001"
    )
    sums = f"0000000000{total:012d}{0:012d}"
    end = _record(f"8200{len(lines):06d}{sums}1123456789{'':25}011401530000001")
    control = _record(f"9000001000001{len(lines):08d}{sums}{'':39}")
    text = header + batch + "".join(entries) + end + control
    return (text + ("9" * 94 + "\n") * (-text.count("\n") % 10)).encode("ascii")


def _record(text: str) -> str:
    assert len(text) == 94, (len(text), text)
    return text + "\n"
