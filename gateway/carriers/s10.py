"""Which postal operator issued a number of the Universal Postal Union's format S10."""

# Source: s10.json in https://github.com/jkeen/tracking_number_data (MIT), read 2026-11-21;
# TW and MO, no members of the union, number in the same way

#: ISO 3166 code of a country to the gateway's code of its operator.
_OPERATORS = {
    "AE": "emirates_post",
    "AT": "austrian_post",
    "AU": "australia_post",
    "BE": "bpost",
    "BR": "correios_br",
    "CA": "canada_post",
    "CH": "swiss_post",
    "CN": "china_post",
    "CZ": "ceska_posta",
    "DE": "deutsche_post",
    "DK": "postnord_denmark",
    "ES": "correos_espana",
    "FI": "posti",
    "FR": "la_poste",
    "GB": "royal_mail",
    "GR": "elta",
    "HK": "hongkong_post",
    "HU": "magyar_posta",
    "IE": "an_post",
    "IL": "israel_post",
    "IN": "india_post",
    "IT": "poste_italiane",
    "JP": "japan_post",
    "KR": "korea_post",
    "MY": "pos_malaysia",
    "NL": "postnl",
    "NO": "bring",
    "NZ": "new_zealand_post",
    "PL": "poczta_polska",
    "PT": "ctt",
    "RU": "russian_post",
    "SE": "postnord_sweden",
    "SG": "singapore_post",
    "TH": "thailand_post",
    "TR": "ptt",
    "TW": "chunghwa_post",
    "UA": "ukrposhta",
    "US": "usps",
}

#: The countries whose operators no provider has a code for and the table of carriers leaves out.
_OTHER_COUNTRIES = (
    "AF AG AL AM AO AR AZ BA BB BD BF BG BH BI BJ BN BO BS BT BW BY BZ CD CF CG CI CL CM CO CR CU "
    "CV CY DJ DM DO DZ EC EE EG ER ET FJ GA GD GE GH GM GN GQ GT GW GY HN HR HT ID IQ IR IS JM JO "
    "KE KG KH KI KM KN KP KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MR "
    "MT MU MV MW MX MZ NA NE NG NI NP NR OM PA PE PG PH PK PY QA RO RS RW SA SB SC SD SI SK SL SM "
    "SN SO SR SS ST SV SY SZ TD TG TJ TL TM TN TO TT TV TZ UG UY UZ VA VC VE VN VU WS YE ZA ZM "
    "ZW"
)
_OTHER = "postal_operator"

# Source: s10.json in https://github.com/jkeen/tracking_number_data (MIT) for the first letter (C
# parcels, E express); "Tracking number formats",
# https://www.parcelforce.com/help-and-advice/sending-worldwide/tracking-number-formats, for GB;
# read 2026-11-21. For DE and FR no source was found; the operator stays a candidate beside them.
#: Operators with a carrier of its own for a kind of item, which many call by that carrier's name.
_SUBSIDIARIES = {
    ("C", "DE"): "dhl_germany",
    ("C", "FR"): "colissimo",
    ("C", "GB"): "parcelforce",
    ("E", "FR"): "chronopost",
    ("E", "GB"): "parcelforce",
}


def operators(service: str, country: str) -> tuple[str, ...]:
    """Return the codes of the carriers that may carry a number, likeliest first.

    `service` and `country` are the two letters before and after the digits. Empty when no
    postal operator issues numbers of that country.
    """
    operator = _OPERATORS.get(country) or (_OTHER if country in _OTHER_COUNTRIES.split() else None)
    if operator is None:
        return ()
    subsidiary = _SUBSIDIARIES.get((service[0], country))
    return (subsidiary, operator) if subsidiary else (operator,)
