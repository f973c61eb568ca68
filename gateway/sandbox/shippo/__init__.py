"""How Shippo words a parcel, and how it refuses."""
