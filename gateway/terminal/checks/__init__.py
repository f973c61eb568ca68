"""What `gateway doctor` looks at: each module finds out about one thing.

`finding` is what they return. Nothing here shows a secret: settings go by their names, providers'
keys by their kind, the cache's URL by its host.
"""
