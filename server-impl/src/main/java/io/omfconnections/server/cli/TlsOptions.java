package io.omfconnections.server.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags for encrypted connections. */
final class TlsOptions {
  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description =
          "Speak HTTPS with this certificate: a PEM file with the certificate of the server, and"
              + " those of its issuers after it. Requires --tls-key.")
  @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description =
          "With --tls-certificate: PEM file with its private key (BEGIN PRIVATE KEY: PKCS #8,"
              + " without a password).")
  @Nullable Path key;

  @Option(
      names = "--tls-self-signed",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description =
          "For development: speak HTTPS with a self-signed certificate for localhost, 127.0.0.1 and"
              + " ::1, which is created in the data directory (tls-certificate.pem).")
  boolean selfSigned;
}
