# The gateway in a container: `make image`, then
#   docker run --rm -p 8000:8000 -e GATEWAY_SHIPSTATION_API_KEY=… -e GATEWAY_SHIPPO_API_TOKEN=… tracking-gateway
#
# One stage builds and one runs. GraphiQL has a stage before them, as it alone takes Node.js, of which
# nothing else shall know.
#
# The images are pinned to a patch release. A digest would pin the bytes as well:
#   docker buildx imagetools inspect python:3.13.14-slim-trixie

FROM node:24.18.0-bookworm-slim AS ide
WORKDIR /opt/source
COPY ide ide
RUN ide/build

FROM python:3.13.14-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /opt/source
# The locks come first: as long as they stay the same, so does this slow layer.
COPY requirements/build.txt requirements/runtime.txt requirements/
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --require-hashes -r requirements/build.txt \
    && python -m venv /opt/gateway \
    && /opt/gateway/bin/pip install --require-hashes -r requirements/runtime.txt
COPY LICENSE README.md pyproject.toml ./
COPY gateway gateway
COPY --from=ide /opt/source/gateway/http/static/graphiql gateway/http/static/graphiql
RUN /opt/build/bin/pip wheel --no-index --no-deps --no-build-isolation --wheel-dir /opt/wheels . \
    && /opt/gateway/bin/pip install --no-index --no-deps /opt/wheels/*.whl \
    && /opt/gateway/bin/python -m pip uninstall --yes pip

FROM python:3.13.14-slim-trixie
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin gateway
COPY --from=build /opt/gateway /opt/gateway
ENV PATH=/opt/gateway/bin:$PATH PYTHONUNBUFFERED=1
# No `.env` of the place can change the settings: the environment says it all.
WORKDIR /opt/gateway
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "import os, urllib.request as http; http.urlopen(f'http://127.0.0.1:{os.environ.get(\"GATEWAY_PORT\", 8000)}/healthz', timeout=2)"]
ENTRYPOINT ["gateway"]
CMD ["serve", "--host", "0.0.0.0"]
