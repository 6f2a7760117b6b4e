package io.omfconnections.contract.service;

import io.omfconnections.contract.harness.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** The tenants, namespaces, roles and clients of the test servers, as in {@code directory.yaml}. */
public final class TestTenants {
  /** The tenant that most tests use. */
  public static final String TENANT = "3d1f5a60-8c5e-4d9b-9c7e-2b64f0a1c001";

  /** The namespace that most tests use. */
  public static final String NAMESPACE = "plant-a";

  /** A second namespace of the same tenant. */
  public static final String OTHER_NAMESPACE = "plant-b";

  /** A namespace of the same tenant whose identifier has to be percent-encoded in a path. */
  public static final String NAMESPACE_TO_ENCODE = "plant c+ü";

  /** A second tenant. It has a namespace with the identifier {@link #NAMESPACE}, too. */
  public static final String OTHER_TENANT = "7e2c9b71-1f0d-4a3c-8e55-90d3b7a2c002";

  /** The administrator role of the tenants. */
  public static final String ADMINISTRATOR_ROLE = "role-administrator";

  /** A role without special meaning. */
  public static final String OPERATOR_ROLE = "role-operator";

  /** Another role without special meaning. */
  public static final String VIEWER_ROLE = "role-viewer";

  /** A client with the administrator role. */
  public static final Caller ADMINISTRATOR = client("administrator");

  /** A client with the operator role. */
  public static final Caller OPERATOR = client("operator");

  /** A client with the operator and the viewer role. */
  public static final Caller BOTH_ROLES = client("both-roles");

  /** A client without roles. */
  public static final Caller CLIENT_WITHOUT_ROLES = client("no-roles");

  /** A client with the administrator role, whose tokens expire after 60 seconds. */
  public static final Caller SHORT_LIVED_TOKENS = client("short-lived-tokens");

  /** A client with the administrator role of {@link #OTHER_TENANT}. */
  public static final Caller OTHER_ADMINISTRATOR = client("other-administrator");

  private static final Path DIRECTORY_FILE = copyDirectory();

  private TestTenants() {}

  /**
   * Returns the path of a copy of {@code directory.yaml}, as the service reads the tenant directory
   * from a file and the resource may be in a JAR.
   *
   * @return a temporary file that is deleted when the JVM exits
   */
  public static Path directoryFile() {
    return DIRECTORY_FILE;
  }

  private static Path copyDirectory() {
    try (InputStream in = TestTenants.class.getResourceAsStream("directory.yaml")) {
      Path file = Files.createTempFile("contract-directory", ".yaml");
      file.toFile().deleteOnExit();
      Files.copy(Objects.requireNonNull(in), file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Caller client(String id) {
    return Caller.client(id, "secret-of-" + id);
  }
}
