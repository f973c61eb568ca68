"""Each provider's own codes for the carriers, graded by how well they are documented."""

from collections.abc import Mapping, Sequence

from gateway.model import CarrierCodeEvidence, ProviderCode

# Source: ShipStation's and ShipEngine's OpenAPI documents (label_format table and carrier_name),
# https://github.com/ShipEngine/shipengine-openapi, and the carrier guides at
# https://docs.shipstation.com, read 2026-11-21
#
# `amazon_buy_shipping` is left out on purpose: it sells labels of many carriers, so it does not
# say who moves the parcel.
_SHIPSTATION = {
    CarrierCodeEvidence.DOCUMENTED: (
        ("usps", "stamps_com"),
        ("usps", "usps"),
        ("usps", "endicia"),
        ("ups", "ups"),
        ("fedex", "fedex"),
        ("dhl_express", "dhl_express"),
        ("dhl_express", "dhl_express_worldwide"),
        ("dhl_express", "dhl_express_australia"),
        ("dhl_express", "dhl_express_canada"),
        ("dhl_express", "dhl_express_uk"),
        ("dhl_ecommerce", "dhl_global_mail"),
        ("ontrac", "ontrac"),
        ("rr_donnelley", "rr_donnelley"),
        ("access_worldwide", "access_worldwide"),
        ("firstmile", "firstmile"),
        ("imex", "imex"),
        ("newgistics", "newgistics"),
    ),
    CarrierCodeEvidence.LISTED: (
        ("fedex", "fedex_uk"),
        ("dhl_express", "dhl_express_au"),
        ("dhl_express", "dhl_express_ca"),
        ("dhl_ecommerce", "dhl_ecommerce"),
        ("canada_post", "canada_post"),
        ("purolator", "purolator_canada"),
        ("australia_post", "australia_post"),
        ("royal_mail", "royal_mail"),
        ("asendia_us", "asendia"),
        ("lasership", "lasership"),
        ("apc_postal", "apc"),
        ("amazon", "amazon_shipping_uk"),
        ("seko", "seko"),
        ("sendle", "sendle"),
    ),
    CarrierCodeEvidence.REPORTED: (
        ("ups", "ups_walleted"),
        ("ontrac", "on_trac"),
        ("globegistics", "globegistics"),
        ("aramex", "aramex"),
        ("apg", "apg"),
        ("chronopost", "chronopost"),
        ("colissimo", "colissimo"),
        ("correos_espana", "correos"),
        ("deutsche_post", "deutsche_post"),
        ("hermes_uk", "evri"),
        ("hermes_germany_b2c", "hermes_germany"),
        ("mondial_relay", "mondial_relay"),
        ("parcelforce", "parcelforce"),
        ("poste_italiane", "poste_italiane"),
    ),
    CarrierCodeEvidence.AMBIGUOUS: (
        ("dpd", "dpd"),
        ("dpd_de", "dpd"),
        ("dpd_uk", "dpd"),
    ),
}

# Source: CarriersEnum in https://github.com/goshippo/shippo-python-sdk, and for what is only LISTED
# https://docs.goshippo.com/docs/tracking/trackingcarriers, read 2026-11-21
#
# `sendle` is in the enum but left out here: Shippo dropped it on 2026-01-19, says
# https://docs.goshippo.com/docs/api_concepts/apichangelog.
_SHIPPO = {
    CarrierCodeEvidence.DOCUMENTED: (
        ("airterra", "airterra"),
        ("apc_postal", "apc_postal"),
        ("apg", "apg"),
        ("aramex", "aramex"),
        ("asendia_us", "asendia_us"),
        ("australia_post", "australia_post"),
        ("axlehire", "axlehire"),
        ("better_trucks", "better_trucks"),
        ("borderguru", "borderguru"),
        ("boxberry", "boxberry"),
        ("bring", "bring"),
        ("canada_post", "canada_post"),
        ("cdl", "cdl"),
        ("chronopost", "chronopost"),
        ("colissimo", "colissimo"),
        ("collect_plus", "collect_plus"),
        ("correios_br", "correios_br"),
        ("correos_espana", "correos_espana"),
        ("deutsche_post", "deutsche_post"),
        ("dhl_benelux", "dhl_benelux"),
        ("dhl_ecommerce", "dhl_ecommerce"),
        ("dhl_express", "dhl_express"),
        ("dhl_germany", "dhl_germany"),
        ("dhl_germany", "dhl_germany_c2c"),
        ("dpd_de", "dpd_de"),
        ("dpd_uk", "dpd_uk"),
        ("estafeta", "estafeta"),
        ("fastway_australia", "fastway_australia"),
        ("fedex", "fedex"),
        ("globegistics", "globegistics"),
        ("gls_us", "gls_us"),
        ("gophr", "gophr"),
        ("gso", "gso"),
        ("hermes_germany_b2c", "hermes_germany_b2c"),
        ("hermes_uk", "hermes_uk"),
        ("hongkong_post", "hongkong_post"),
        ("lasership", "lasership"),
        ("lso", "lso"),
        ("mondial_relay", "mondial_relay"),
        ("new_zealand_post", "new_zealand_post"),
        ("nippon_express", "nippon_express"),
        ("ontrac", "ontrac"),
        ("parcelforce", "parcelforce"),
        ("passport", "passport"),
        ("pcf", "pcf"),
        ("poste_italiane", "poste_italiane"),
        ("posti", "posti"),
        ("purolator", "purolator"),
        ("royal_mail", "royal_mail"),
        ("royal_mail", "royal_mail_sf"),
        ("rr_donnelley", "rr_donnelley"),
        ("russian_post", "russian_post"),
        ("shippo", "shippo"),
        ("skypostal", "skypostal"),
        ("stuart", "stuart"),
        ("swyft", "swyft"),
        ("uds", "uds"),
        ("ups", "ups"),
        ("usps", "usps"),
        ("veho", "veho"),
    ),
    CarrierCodeEvidence.LISTED: (
        ("la_poste", "la_poste"),
        ("pitney_bowes", "pitney_bowes"),
    ),
    CarrierCodeEvidence.AMBIGUOUS: (
        ("dpd", "dpd_de"),
        ("dpd", "dpd_uk"),
    ),
}

#: For each provider and grade, best first: pairs of the gateway's code and the provider's own.
CODES: Mapping[ProviderCode, Mapping[CarrierCodeEvidence, Sequence[tuple[str, str]]]] = {
    ProviderCode.SHIPSTATION: _SHIPSTATION,
    ProviderCode.SHIPPO: _SHIPPO,
}
