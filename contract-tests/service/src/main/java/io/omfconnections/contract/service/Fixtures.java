package io.omfconnections.contract.service;

import io.omfconnections.contract.harness.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** The names in directory.yaml. */
public final class Fixtures {
  /** The tenant that the tests work in. */
  public static final String TENANT = "3d1f5a60-8c5e-4d9b-9c7e-2b64f0a1c001";

  /** The namespace that the tests work in. */
  public static final String NAMESPACE = "plant-a";

  /** Another namespace of the tenant. */
  public static final String OTHER_NAMESPACE = "plant-b";

  /** A namespace of the tenant whose identifier has to be encoded in an address. */
  public static final String ODD_NAMESPACE = "plant c+ü";

  /** Another tenant; it has a namespace of the same name. */
  public static final String OTHER_TENANT = "7e2c9b71-1f0d-4a3c-8e55-90d3b7a2c002";

  /** The role of the tenant that can't be locked out. */
  public static final String ADMINISTRATOR_ROLE = "role-administrator";

  /** A role. */
  public static final String OPERATOR_ROLE = "role-operator";

  /** Another role. */
  public static final String VIEWER_ROLE = "role-viewer";

  /** A client that has the administrator role. */
  public static final Caller ADMINISTRATOR = client("administrator");

  /** A client that has the role of operators. */
  public static final Caller OPERATOR = client("operator");

  /** A client that has the roles of operators and of viewers. */
  public static final Caller BOTH_ROLES = client("both-roles");

  /** A client that has no role. */
  public static final Caller STRANGER = client("stranger");

  /** A client that has the administrator role, and tokens of 60 seconds. */
  public static final Caller HURRIED = client("hurried");

  /** An administrator of the other tenant. */
  public static final Caller OTHER_ADMINISTRATOR = client("other-administrator");

  private static final Path DIRECTORY_FILE = copyDirectory();

  private Fixtures() {}

  /**
   * Copies the tenant directory of the tests out of the class path, as the service reads a file.
   *
   * @return a temporary file, deleted when the process ends
   */
  public static Path directory() {
    return DIRECTORY_FILE;
  }

  private static Path copyDirectory() {
    try (InputStream in = Fixtures.class.getResourceAsStream("directory.yaml")) {
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
