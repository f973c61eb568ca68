"""All parcels of the sandbox, and how they are found."""
