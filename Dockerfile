# syntax=docker/dockerfile:1
# A container with nothing in it but the program:
#
#   docker run --rm -v "$PWD:/work" ghcr.io/avrocheck/avrocheck compat schemas/
#
# What writes files (reports, --fix, waive) needs the rights of their owner: add --user "$(id -u):$(id -g)".

FROM rust:1.95-alpine AS build
ARG TARGETARCH
WORKDIR /source
COPY . .
# Alpine's libc is musl, so the program is static. /tmp is for rejected lines that are too many for memory.
# Alpine keeps no older versions of a package that could be named.
# hadolint ignore=DL3018
RUN apk add --no-cache musl-dev \
 && cargo build --release --locked --bin avrocheck \
 && install -D target/release/avrocheck "/image/$TARGETARCH/usr/bin/avrocheck" \
 && mkdir -m 1777 "/image/$TARGETARCH/tmp"

# A release puts programs that are built and tested already in the place of the stage before: --build-context build=DIRECTORY
FROM scratch
ARG TARGETARCH
LABEL org.opencontainers.image.title="avrocheck" \
      org.opencontainers.image.description="Checks that new versions of an Apache Avro schema stay compatible with the old ones" \
      org.opencontainers.image.source="https://github.com/avrocheck/avrocheck" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /image/$TARGETARCH/ /
ENV LC_ALL=C.UTF-8
# Nobody in particular: whose a mounted repository is does not matter to reading it.
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/usr/bin/avrocheck"]
