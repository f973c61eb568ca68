"""Drills: break things on purpose, under load, and print what callers noticed.

Everything is real: the sandbox, the gateways and redis-server are processes of their own on the
loopback interface. Read `figures` (what a drill comes to) first, then `processes`, `providers`,
`load` and `setting` (what drills are made of), then any drill.
"""
