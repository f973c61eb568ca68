"""What people type and read: `gateway track`, `gateway doctor`, completion, and a `banner`.

`arguments` is all that `--help` loads. `track` leads through a look-up: `references` (what was
typed, piped or in a file), `gateways` (a running one, or one in this process), `lookups` (one
request a chunk), `reading` (an answer → a `Parcel`, pure), `showing` (parcels on a terminal) and
`exits` (what a script learns). Whatever came from outside passes `texts` before it is shown.
"""
