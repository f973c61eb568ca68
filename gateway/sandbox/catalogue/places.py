"""The places of the made-up parcels; the clocks there are those of standard time."""

from gateway.sandbox.parcel import Place

SAN_FRANCISCO = Place("San Francisco", "CA", "94103", "US", -8, 37.7726, -122.4099)
OAKLAND = Place("Oakland", "CA", "94615", "US", -8, 37.8069, -122.2969)
ONTARIO_CA = Place("Ontario", "CA", "91761", "US", -8, 34.0337, -117.6098)
DENVER = Place("Denver", "CO", "80216", "US", -7, 39.7878, -104.9678)
MEMPHIS = Place("Memphis", "TN", "38118", "US", -6, 35.0467, -89.9265)
HODGKINS = Place("Hodgkins", "IL", "60525", "US", -6, 41.7717, -87.8576)
CHICAGO = Place("Chicago", "IL", "60611", "US", -6, 41.8971, -87.6223)
LOUISVILLE = Place("Louisville", "KY", "40213", "US", -5, 38.1761, -85.7369)
SECAUCUS = Place("Secaucus", "NJ", "07094", "US", -5, 40.7895, -74.0565)
NEW_YORK = Place("New York", "NY", "10011", "US", -5, 40.7420, -74.0002)
