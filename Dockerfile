# Builds the server from source. The image has a Java runtime of its own, and no compiler.
#
# The server needs a directory file (docs/TENANTS.md). All that it writes is in the volume, so that the root file
# system can be read-only. See compose.yaml.

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --no-transfer-progress package -pl server-impl -am -Dmaven.test.skip \
    && server-impl/src/packaging/program /opt/omf-connections

FROM debian:12-slim
COPY --from=build /opt/omf-connections /opt/omf-connections
RUN /opt/omf-connections/bin/make-class-archive \
    && useradd --system --uid 10001 --home-dir /var/lib/omf-connections --create-home omf-connections
ENV OMF_CONNECTIONS_HOST=0.0.0.0 \
    OMF_CONNECTIONS_PORT=8080 \
    TMPDIR=/var/lib/omf-connections
USER 10001
WORKDIR /var/lib/omf-connections
VOLUME /var/lib/omf-connections
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=4s --start-period=30s \
    CMD ["/opt/omf-connections/bin/is-ready"]
ENTRYPOINT ["/opt/omf-connections/bin/omf-connections"]
CMD ["serve"]
