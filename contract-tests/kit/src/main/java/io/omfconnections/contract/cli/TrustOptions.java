package io.omfconnections.contract.cli;

import io.omfconnections.contract.http.ServerTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Option of the commands that connect to a server. */
final class TrustOptions {
  @Option(
      names = "--ca-certificate",
      paramLabel = "FILE",
      description =
          "Certificates (PEM) of the authorities to trust for https, instead of those of the JDK.")
  private @Nullable Path file;

  /**
   * Sets the trusted authorities of this process.
   *
   * @throws CannotCheckException if the file has no valid certificates
   */
  void install() {
    try {
      ServerTrust.install(file);
    } catch (IOException e) {
      throw new CannotCheckException("Cannot read the file of --ca-certificate: " + e);
    } catch (GeneralSecurityException e) {
      throw new CannotCheckException(
          file + " of --ca-certificate has no valid certificates in PEM format: " + e.getMessage());
    }
  }
}
