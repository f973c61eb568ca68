"""The formats of tracking numbers, as data."""

from gateway.carriers import checkdigits
from gateway.carriers.format import Format

# Source: `additional` of usps.json in https://github.com/jkeen/tracking_number_data (MIT), read
# 2026-11-21
_USPS_SERVICES = r"0[1-8]|14|2[1-6]|34|5[06]|73|8[235]"
# In front of the number proper: the ZIP code of the destination. In it: a mailer's number of nine
# digits, which begins with 9, or of six, which doesn't, and then the parcel's.
_USPS_ZIP = r"(?:420\d{5}(?:\d{4})?)?"
_MAILER_9 = r"9\d{8}(?:\d{11}|\d{7})"
_MAILER_6 = r"[0-8]\d{5}(?:\d{14}|\d{10})"

# Source: `additional` of dpd.json in https://github.com/jkeen/tracking_number_data (MIT): ISO
# 3166-1 numeric codes and DPD's own, read 2026-11-21
_DPD_COUNTRIES = (
    "004|008|010|012|016|020|024|028|031|032|036|040|044|048|050|051|052|056|060|064|068|070|"
    "072|074|076|084|086|090|092|096|100|104|108|112|116|120|124|132|136|140|144|148|152|156|"
    "158|162|166|170|174|175|178|180|184|188|191|192|196|203|204|208|212|214|218|222|226|231|"
    "232|233|234|238|239|242|246|248|250|254|258|260|262|266|268|270|275|276|288|292|296|300|"
    "304|308|312|316|320|324|328|332|334|336|340|344|348|352|356|360|364|368|372|376|380|384|"
    "388|392|398|400|404|408|410|414|417|418|422|426|428|430|434|438|440|442|446|450|454|458|"
    "462|466|470|474|478|480|484|492|496|498|499|500|504|508|512|516|520|524|528|530|531|533|"
    "534|535|540|548|554|558|562|566|570|574|578|580|581|583|584|585|586|591|598|600|604|608|"
    "612|616|620|624|626|630|634|638|642|643|646|654|659|660|662|663|666|670|674|678|682|686|"
    "688|690|694|702|703|704|705|706|710|716|724|728|732|736|740|744|748|752|756|760|762|764|"
    "768|772|776|780|784|788|792|795|796|798|800|804|807|818|826|831|832|833|834|840|850|854|"
    "858|860|862|876|882|887|894|991"
)

# Source: `additional` of s10.json in https://github.com/jkeen/tracking_number_data (MIT), read
# 2026-11-21
_S10_SERVICES = r"[BCDEHLMNPRUVZ][A-Z]|Q[A-M]|A[V-Z]|G[AD]"

# Source: https://github.com/jkeen/tracking_number_data (MIT), read 2026-11-21; for `SHIPPO_*`
# https://docs.goshippo.com/docs/tracking/tracking, read 2026-11-21
#
# The confidences are ours. With a check digit: 0.9 and more for a shape that is the carrier's own,
# 0.6 to 0.9 for bare digits, the less the more carriers number like that. Without one: 0.6 and more
# for a long and unmistakable prefix, 0.35 to 0.5 for a letter or two, 0.2 for bare digits.
# Shippo's test numbers alone are certain without a check digit.
FORMATS = (
    Format(
        "UPS",
        "ups",
        r"1Z(?P<serial>[A-Z0-9]{15})(?P<check>\d)",
        0.98,
        checkdigits.ups,
        distinctive=True,
    ),
    Format("UPS Waybill", "ups", r"[AHJKTV](?P<serial>\d{9})(?P<check>\d)", 0.7, checkdigits.ups),
    Format(
        "USPS IMpb N",
        "usps",
        rf"{_USPS_ZIP}(?P<serial>94\d{{3}}(?:9\d{{23}}|{_MAILER_9}|{_MAILER_6}))(?P<check>\d)",
        0.95,
        checkdigits.gs1,
        distinctive=True,
    ),
    Format(
        "USPS IMpb C",
        "usps",
        rf"{_USPS_ZIP}(?P<serial>9[25]\d{{3}}{_MAILER_9}|9[35]\d{{3}}{_MAILER_6})(?P<check>\d)",
        0.95,
        checkdigits.gs1,
        distinctive=True,
    ),
    Format(
        "USPS Legacy",
        "usps",
        rf"{_USPS_ZIP}(?P<serial>(?:91)?(?:(?P<known>{_USPS_SERVICES})|\d\d)\d{{17}})(?P<check>\d)",
        0.8,
        checkdigits.gs1,
        prefix="91",
    ),
    Format(
        "USPS 20",
        "usps",
        rf"(?P<serial>(?:(?P<known>{_USPS_SERVICES})|\d\d)\d{{17}})(?P<check>\d)",
        0.75,
        checkdigits.gs1,
    ),
    Format(
        "FedEx Express (12)", "fedex", r"(?P<serial>\d{11})(?P<check>\d)", 0.75, checkdigits.fedex
    ),
    Format(
        "FedEx Express (34)",
        "fedex",
        r"[0-8]\d{19}(?P<serial>\d{13})(?P<check>\d)",
        0.75,
        checkdigits.fedex,
    ),
    Format(
        "FedEx ASTRA (32)",
        "fedex",
        r"3\d{15}(?P<serial>\d{11})(?P<check>\d)\d{4}",
        0.75,
        checkdigits.fedex,
    ),
    Format("FedEx Ground", "fedex", r"(?P<serial>\d{14})(?P<check>\d)", 0.75, checkdigits.gs1),
    Format(
        "FedEx Ground (SSCC-18)",
        "fedex",
        r"(?:(?P<known>0[0124])|\d\d)(?P<serial>\d{15})(?P<check>\d)",
        0.6,
        checkdigits.gs1,
    ),
    Format(
        "FedEx Ground 96 (22)",
        "fedex",
        r"96\d{5}(?P<serial>\d{14})(?P<check>\d)",
        0.9,
        checkdigits.gs1,
        distinctive=True,
    ),
    Format(
        "FedEx Ground GSN",
        "fedex",
        r"96\d{18}(?P<serial>\d{13})(?P<check>\d)",
        0.9,
        checkdigits.fedex,
        distinctive=True,
    ),
    Format(
        "S10",
        "",
        rf"(?P<service>(?P<known>{_S10_SERVICES})|[A-Z]{{2}})"
        r"(?P<serial>\d{8})(?P<check>\d)(?P<country>[A-Z]{2})",
        0.9,
        checkdigits.s10,
        distinctive=True,
    ),
    Format(
        "DHL Express", "dhl_express", r"(?P<serial>\d{9,10})(?P<check>\d)", 0.6, checkdigits.mod7
    ),
    Format("DHL Express (Piece ID)", "dhl_express", r"J[A-Z]{2,3}\d{9,10}", 0.5),
    Format(
        "DHL E-Commerce",
        "dhl_ecommerce",
        r"(?:GM|LX|RX|UV|CN|SG|TH|IN|HK|MY)\d[A-Z0-9]{9,37}",
        0.4,
    ),
    Format("DHL E-Commerce (14)", "dhl_ecommerce", r"\d{14}", 0.2),
    Format(
        "DPD (28)",
        "dpd",
        rf"(?P<serial>\d{{24}}(?:(?P<known>{_DPD_COUNTRIES})|\d{{3}}))(?P<check>[0-9A-Z])",
        0.9,
        checkdigits.mod37_36,
    ),
    Format("DPD (14)", "dpd", r"(?P<serial>\d{14})(?P<check>[0-9A-Z])", 0.75, checkdigits.mod37_36),
    Format(
        "Canada Post (16)", "canada_post", r"(?P<serial>\d{15})(?P<check>\d)", 0.75, checkdigits.gs1
    ),
    Format(
        "Purolator (12)",
        "purolator",
        r"(?P<serial>[0-5]\d{10})(?P<check>\d)",
        0.65,
        checkdigits.luhn,
    ),
    Format("Purolator (alpha + 9)", "purolator", r"[A-Z]{3}\d{9}", 0.4),
    Format("Canpar (22)", "canpar", r"[CDKLSUXZ]\d{21}", 0.5),
    Format(
        "OnTrac",
        "ontrac",
        r"C(?P<serial>\d{13})(?P<check>\d)",
        0.9,
        checkdigits.ups,
        prefix="4",
        distinctive=True,
    ),
    Format(
        "OnTrac D",
        "ontrac",
        r"D(?P<serial>\d{13})(?P<check>\d)",
        0.9,
        checkdigits.ups,
        prefix="5",
        distinctive=True,
    ),
    Format("LaserShip LX", "lasership", r"L[AIEHNX][1-3]\d{7}", 0.5),
    Format("LaserShip 1LS7 (15)", "lasership", r"1LS7[12]\d{10}", 0.65),
    Format("LaserShip 1LS7 (18)", "lasership", r"1LS7[12]\d{2}01[1-4]\d{6}-1", 0.65),
    Format("LaserShip 1LSCX (15)", "lasership", r"1LSCX[A-Z0-9]{10}", 0.65),
    Format(
        "Old Dominion",
        "old_dominion",
        r"(?P<serial>(?:77[78]|072|780)\d{7})(?P<check>\d)",
        0.6,
        checkdigits.luhn,
    ),
    Format(
        "Old Dominion Guaranteed Shipment",
        "old_dominion",
        r"(?P<serial>80\d{8})(?P<check>\d)",
        0.6,
        checkdigits.luhn,
    ),
    Format("Amazon Logistics", "amazon", r"TB[ACM]\d{12}", 0.65),
    Format("Amazon International", "amazon", r"[AFC]\d{10}", 0.35),
    Format("GOFO Express (US)", "gofo", r"GFUS\d{14}", 0.65),
    Format("Landmark Global LTN", "landmark", r"LTN\d{8}N1", 0.65),
    Format("Spee-Dee (20)", "speedee", r"SP\d{18}", 0.6),
    Format("Yodel", "yodel", r"JJ?D\d{16}", 0.6),
    Format("YunExpress", "yunexpress", r"YT\d{16}", 0.6),
    Format("Shippo test", "shippo", r"SHIPPO_[A-Z_]+", 1.0),
)
