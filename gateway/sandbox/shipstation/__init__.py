"""How ShipStation words a parcel and its label, and how it refuses."""
