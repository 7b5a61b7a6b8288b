# An image that contains only the program:
#
#   docker run --rm -v "$PWD:/work" ghcr.io/avrocheck/avrocheck compat schemas/
#
# Commands that write files (reports, --fix, waive) need the rights of the owner: add --user "$(id -u):$(id -g)".

# Only who builds the image without a release needs this one. To fix it: --build-arg BASE=rust:1.95-alpine@sha256:DIGEST
ARG BASE=rust:1.95-alpine
FROM $BASE AS build
ARG TARGETARCH
WORKDIR /source
COPY . .
# Alpine's libc is musl, so the program is static. /tmp is for rejected lines that do not fit into memory.
# Alpine keeps no older versions of a package, so no version can be fixed.
# hadolint ignore=DL3018
RUN apk add --no-cache bash linux-headers make musl-dev perl \
 && cargo build --release --locked --bin avrocheck --features kafka-static,parquet,cloud,lsp,mcp \
 && install -D target/release/avrocheck "/image/$TARGETARCH/usr/bin/avrocheck" \
 && mkdir -m 1777 "/image/$TARGETARCH/tmp"

# A release replaces the stage above by programs that are already built and tested: --build-context build=DIRECTORY
FROM scratch
ARG TARGETARCH
LABEL org.opencontainers.image.title="avrocheck" \
      org.opencontainers.image.description="Checks that new versions of an Apache Avro schema stay compatible with the old ones" \
      org.opencontainers.image.source="https://github.com/avrocheck/avrocheck" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /image/$TARGETARCH/ /
ENV LC_ALL=C.UTF-8
# An arbitrary user: reading a mounted repository does not depend on its owner.
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/usr/bin/avrocheck"]
