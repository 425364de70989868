# One image for every process: serve (all in one) | api | work | migrate.
#   docker run -p 8000:8000 -v okno:/var/lib/okno okno
#   docker run -e OKNO_DATABASE_URL=... okno api

FROM node:22-bookworm-slim AS phone
WORKDIR /okno/app/pwa
COPY app/pwa/package.json app/pwa/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY app/texts ../texts
COPY app/clients/short_names.json ../clients/
COPY app/pwa ./
RUN npm run build

FROM python:3.12-slim-bookworm AS python
WORKDIR /okno
RUN python -m venv /opt/okno
COPY requirements.lock ./
# uv alone first, by the lock's own hashes.
RUN sed -n '/^uv==/,/[^\\]$/p' requirements.lock > uv.lock \
    && /opt/okno/bin/pip install --no-cache-dir --require-hashes -r uv.lock
COPY pyproject.toml ./
# What the program needs and not what its tests need; the lock gives versions and hashes.
RUN /opt/okno/bin/uv pip install --no-cache --python /opt/okno/bin/python --require-hashes \
    -r pyproject.toml -c requirements.lock
RUN sed -n '/^setuptools==/,/[^\\]$/p' requirements.lock > setuptools.lock \
    && /opt/okno/bin/pip install --no-cache-dir --require-hashes -r setuptools.lock
COPY app app
COPY bots bots
COPY push push
COPY telephony telephony
COPY migrations migrations
COPY --from=phone /okno/app/pwa/dist app/pwa/dist
RUN /opt/okno/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 990 --home-dir /var/lib/okno --create-home --shell /usr/sbin/nologin okno
COPY --from=python /opt/okno /opt/okno
ENV PATH=/opt/okno/bin:$PATH \
    OKNO_HOME=/var/lib/okno \
    OKNO_HOST=0.0.0.0 \
    OKNO_PORT=8000
USER 990
WORKDIR /var/lib/okno
VOLUME /var/lib/okno
EXPOSE 8000
# The worker and the migration answer no requests: for them it is enough that they live.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["sh", "-c", \
    "grep -qawE 'work|migrate' /proc/1/cmdline || python -c \"import os, urllib.request as u; \
    u.urlopen('http://127.0.0.1:' + os.environ['OKNO_PORT'] + '/health', timeout=4)\""]
ENTRYPOINT ["okno"]
CMD ["serve"]
