"""The carriers' public tracking pages."""

# Source: `tracking_url` in https://github.com/jkeen/tracking_number_data (MIT); the other addresses
# are those that several public repositories use (for Veho, one); read 2026-11-21, not visited

#: The gateway's code of a carrier to the address of its page; `{}` stands for the number.
TRACKING_PAGES = {
    "amazon": "https://track.amazon.com/tracking/{}",
    "an_post": "https://www.anpost.com/Post-Parcels/Track/History?item={}",
    "aramex": "https://www.aramex.com/track/results?ShipmentNumber={}",
    "asendia_us": "https://a1.asendiausa.com/tracking/?trackingnumber={}",
    "australia_post": "https://auspost.com.au/mypost/track/details/{}",
    "austrian_post": "https://www.post.at/s/sendungsdetails?snr={}",
    "bpost": "https://track.bpost.cloud/btr/web/#/search?itemCode={}",
    "bring": "https://tracking.bring.com/tracking/{}",
    "canada_post": "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={}",
    "canpar": "https://www.canpar.com/en/track/tracking.jsp?reference={}&locale=en",
    "ceska_posta": "https://www.postaonline.cz/trackandtrace/-/zasilka/cislo?parcelNumbers={}",
    "chronopost": "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={}",
    "colissimo": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    "correos_espana": "https://www.correos.es/es/es/herramientas/localizador/envios/detalle"
    "?tracking-number={}",
    "deutsche_post": "https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode={}",
    "dhl_ecommerce": "https://www.dhl.com/us-en/home/tracking/tracking-ecommerce.html"
    "?tracking-id={}",
    "dhl_express": "https://www.dhl.com/global-en/home/tracking/tracking-express.html"
    "?tracking-id={}",
    "dhl_germany": "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html"
    "?piececode={}",
    "dpd": "https://www.dpdgroup.com/nl/mydpd/my-parcels/track?lang=en&parcelNumber={}",
    "dpd_de": "https://tracking.dpd.de/status/en_US/parcel/{}",
    "dpd_uk": "https://www.dpd.co.uk/apps/tracking/?reference={}",
    "fastway_australia": "https://www.aramex.com.au/tools/track/?l={}",
    "fedex": "https://www.fedex.com/apps/fedextrack/?tracknumbers={}",
    "gofo": "https://www.gofoexpress.com/tracking.html?searchID={}",
    "hermes_uk": "https://www.evri.com/track/parcel/{}",
    "japan_post": "https://trackings.post.japanpost.jp/services/srv/search/direct"
    "?locale=en&reqCodeNo1={}",
    "la_poste": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    "landmark": "https://track.landmarkglobal.com/?search={}",
    "lasership": "https://www.ontrac.com/tracking/?number={}",
    "mondial_relay": "https://www.mondialrelay.fr/suivi-de-colis/?numeroExpedition={}",
    "new_zealand_post": "https://www.nzpost.co.nz/tools/tracking?trackid={}",
    "old_dominion": "https://www.odfl.com/us/en/tools/trace-track-ltl-freight/trace.html"
    "?proNumbers={}",
    "ontrac": "https://www.ontrac.com/tracking/?number={}",
    "parcelforce": "https://www.parcelforce.com/track-trace?trackNumber={}",
    "poczta_polska": "https://emonitoring.poczta-polska.pl/?numer={}",
    "poste_italiane": "https://www.poste.it/cerca/index.html#/risultati-spedizioni/{}",
    "posti": "https://www.posti.fi/en/tracking#/lahetys/{}",
    "purolator": "https://www.purolator.com/en/shipping/tracker?searchValue={}",
    "royal_mail": "https://www.royalmail.com/track-your-item#/tracking-results/{}",
    "russian_post": "https://www.pochta.ru/tracking?barcode={}",
    "sendle": "https://track.sendle.com/tracking?ref={}",
    "speedee": "https://www.speedeedelivery.com/track/?tracking={}",
    "swiss_post": "https://service.post.ch/ekp-web/ui/entry/search/{}",
    "ups": "https://www.ups.com/track?tracknum={}",
    "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
    "veho": "https://track.shipveho.com/#/barcode/{}",
    "yodel": "https://www.yodel.co.uk/tracking/{}",
    "yunexpress": "https://www.yuntrack.com/parcelTracking?id={}",
}
