# The services' image from binaries that are there already (continuous integration builds them once for its tests).
# Context: a directory with `bin/`, which has `anneal` and the `anneal-<service>` binaries, built on Debian bookworm.
#   docker build -f docker/services-prebuilt.Dockerfile -t anneal/services CONTEXT
ARG BASE=debian:bookworm-slim
FROM ${BASE}
LABEL org.opencontainers.image.title="anneal services" \
      org.opencontainers.image.description="The services of anneal, each its own binary" \
      org.opencontainers.image.vendor="anneal" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ca-certificates libssl3 \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* \
 && useradd --system --uid 10002 --home-dir /var/lib/anneal --create-home anneal \
 && install -d -o 10002 -g anneal /var/lib/anneal/outbox
COPY bin/ /usr/local/bin/
USER 10002
WORKDIR /var/lib/anneal
CMD ["anneal", "--help"]
