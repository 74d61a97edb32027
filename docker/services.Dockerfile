# All services in one image: `anneal` and one `anneal-<service>` each. Context: the repository's root.
#   docker build -f docker/services.Dockerfile -t anneal/services .
# services-prebuilt.Dockerfile is the same image from binaries that were built elsewhere.
ARG BUILDER=rust:1.95-bookworm
ARG BASE=debian:bookworm-slim

FROM ${BUILDER} AS build
# For an index mirror or a company's proxy: extra CA certificates as text, used by this stage only.
ARG CA_BUNDLE=""
WORKDIR /src
COPY . .
RUN set -eu; \
    if [ -n "$CA_BUNDLE" ]; then \
        printf '%s\n' "$CA_BUNDLE" >> /etc/ssl/certs/ca-certificates.crt; \
        export CARGO_HTTP_CAINFO=/etc/ssl/certs/ca-certificates.crt; \
    fi; \
    cargo build --release --locked --workspace --bins; \
    mkdir /out; \
    for name in anneal anneal-gateway anneal-fetcher anneal-classifier anneal-trainer anneal-tuner \
        anneal-notifier anneal-watchdog; do \
        cp "target/release/$name" /out/; \
    done

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
COPY --from=build /out/ /usr/local/bin/
USER 10002
WORKDIR /var/lib/anneal
CMD ["anneal", "--help"]
