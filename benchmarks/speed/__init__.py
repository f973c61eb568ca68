"""How fast the gateway is: beside the plain executor, and beside a server that has nothing to do.

    make bench

Read `__main__` first, then

    servers   what is measured: the gateway, the same without compilation, a bare server
    upstream  the providers, as fast as Python can be
    load      requests on keep-alive connections, counted and timed
    plot      figures as SVG
"""
