"""The carriers that Shippo tracks, by its tokens."""

# Source: Shippo's OpenAPI document 2018-02-08, CarriersEnum, without sendle and couriersplease,
# which docs.goshippo.com/docs/api_concepts/apichangelog removed, and with la_poste and pitney_bowes
# of the page of tracking carriers; read 2026-11-21
_TOKENS = """
    airterra apc_postal apg aramex asendia_us australia_post axlehire better_trucks
    borderguru boxberry bring canada_post cdl chronopost colissimo collect_plus correios_br
    correos_espana deutsche_post dhl_benelux dhl_ecommerce dhl_express dhl_germany
    dhl_germany_c2c dpd_de dpd_uk estafeta fastway_australia fedex globegistics gls_us gophr
    gso hermes_germany_b2c hermes_uk hongkong_post la_poste lasership lso mondial_relay
    new_zealand_post nippon_express ontrac orangeds parcelforce passport pcf pitney_bowes
    poste_italiane posti purolator royal_mail rr_donnelley russian_post skypostal stuart
    swyft uds ups usps veho
"""
CARRIERS = frozenset(_TOKENS.split())

#: The carrier of the six test numbers.
TEST_CARRIER = "shippo"
