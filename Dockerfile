# docker build --build-arg PIP_EXTRA_INDEX_URL=ADDRESS .
# ADDRESS is the index of torch's CPU builds; without it, pip takes the CUDA build, which is several gigabytes.
FROM python:3.11-slim-bookworm AS build
COPY . /source
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels /source

FROM python:3.11-slim-bookworm
ARG PIP_EXTRA_INDEX_URL
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir /wheels/*.whl 'psycopg[binary]>=3.3,<4' 'Authlib>=1.6.9,<2'

RUN useradd --create-home --uid 1000 demux && install --directory --owner=demux --mode=700 /data
USER demux
WORKDIR /data
ENV DEMUX_WORKSPACE=/data/workspace \
    DEMUX_CACHE=/data/cache \
    HF_HOME=/data/cache/huggingface \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_BROWSER_SERVER_ADDRESS=localhost \
    STREAMLIT_SERVER_HEADLESS=true
VOLUME /data
EXPOSE 8501
HEALTHCHECK --start-period=30s --interval=30s --timeout=5s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["demux"]
