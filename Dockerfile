# Bauta as an image: built from uv.lock, runs as a user without rights, writes to /data only.
FROM python:3.11-slim AS build
WORKDIR /source
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir --disable-pip-version-check uv
ENV UV_PROJECT_ENVIRONMENT=/opt/bauta UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
COPY pyproject.toml uv.lock README.md LICENSE ./
# The extra brings ffmpeg, without which films and sounds are refused.
RUN uv sync --frozen --no-dev --extra media --no-install-project
COPY bot bot
COPY matching matching
COPY moderation moderation
COPY config config
# Compiles what a search goes through (docs/matching.md).
ENV HATCH_BUILD_HOOKS_ENABLE=1
RUN uv sync --frozen --no-dev --extra media --no-editable

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin bauta && install -d -o bauta -m 700 /data
COPY --from=build /opt/bauta /opt/bauta
ENV PATH=/opt/bauta/bin:$PATH PYTHONDONTWRITEBYTECODE=1 BAUTA_DATA_DIR=/data BAUTA_WEB_HOST=0.0.0.0
USER bauta
WORKDIR /data
VOLUME /data
EXPOSE 8080
# Whoever stands by is in good health, too.
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s CMD ["bauta", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["bauta"]
CMD ["run"]
