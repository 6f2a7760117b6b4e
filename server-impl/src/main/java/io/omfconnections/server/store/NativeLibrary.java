package io.omfconnections.server.store;

import io.omfconnections.server.files.FileErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads SQLite's native library. It is in sqlite-jdbc's jar, and must be unpacked to a file to be
 * loaded. sqlite-jdbc keeps the file in the directory for temporary files until the process ends,
 * and forever if the process is killed; this class removes it as soon as it is loaded.
 */
final class NativeLibrary {
  /** System property of sqlite-jdbc: the directory in which it unpacks the library. */
  static final String UNPACK_PROPERTY = "org.sqlite.tmpdir";

  private static final String PATH_PROPERTY = "org.sqlite.lib.path";
  private static final String PREFIX = "omf-connections-sqlite-";

  /** Unpacking and loading takes well below a second: an older directory has been left behind. */
  private static final Duration STALE = Duration.ofMinutes(1);

  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads the library, once in a JVM. Unpacks it in the given directory, or in the directory for
   * temporary files if that fails. If the system property {@code org.sqlite.tmpdir} or {@code
   * org.sqlite.lib.path} is set, sqlite-jdbc loads the library as they say.
   *
   * @param directory an existing directory, or null to use the directory for temporary files only
   * @throws UncheckedIOException if the library can't be unpacked or loaded; the message says why
   *     and what to do
   */
  static synchronized void load(@Nullable Path directory) {
    if (loaded) {
      return;
    }
    if (System.getProperty(UNPACK_PROPERTY) == null && System.getProperty(PATH_PROPERTY) == null) {
      List<Path> candidates = new ArrayList<>();
      if (directory != null) {
        candidates.add(directory.toAbsolutePath());
      }
      candidates.add(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
      loadFromAny(candidates);
    } else {
      String reason = initialize();
      if (reason != null) {
        throw failure("as the system properties org.sqlite.tmpdir and org.sqlite.lib.path say");
      }
    }
    loaded = true;
  }

  private static void loadFromAny(List<Path> candidates) {
    List<String> reasons = new ArrayList<>();
    for (Path candidate : candidates) {
      String reason = loadFrom(candidate);
      if (reason == null) {
        return;
      }
      reasons.add("in " + candidate + " (" + reason + ")");
    }
    throw failure(String.join(" or ", reasons));
  }

  private static UncheckedIOException failure(String where) {
    String message =
        "SQLite's native library can't be unpacked and loaded "
            + where
            + ". Start Java with -D"
            + UNPACK_PROPERTY
            + "=DIR, where DIR is a directory in which this user may write files, on a file system"
            + " that is not mounted noexec.";
    return new UncheckedIOException(message, new IOException(message));
  }

  /** Returns why the library can't be loaded from the directory; null if it is loaded. */
  private static @Nullable String loadFrom(Path directory) {
    Path own;
    try {
      own = Files.createTempDirectory(directory, PREFIX);
    } catch (IOException e) {
      return FileErrors.reason(e);
    }
    removeStale(directory, own);
    System.setProperty(UNPACK_PROPERTY, own.toString());
    try {
      return initialize();
    } finally {
      System.clearProperty(UNPACK_PROPERTY);
      remove(own);
    }
  }

  private static @Nullable String initialize() {
    try {
      SQLiteJDBCLoader.initialize();
      return null;
    } catch (Exception e) {
      // The cause is only in sqlite-jdbc's log, with a stack trace; logback-levels.xml omits it.
      return "the library can't be loaded from there";
    }
  }

  /**
   * Removes directories of processes that were killed before they could do it. Others may have
   * created links and directories with such names in a directory for temporary files.
   *
   * @param own a directory of the user of this process; only directories of this user are removed
   */
  static void removeStale(Path directory, Path own) {
    Instant limit = Instant.now().minus(STALE);
    try (DirectoryStream<Path> stale = Files.newDirectoryStream(directory, PREFIX + "*")) {
      UserPrincipal user = Files.getOwner(own);
      for (Path each : stale) {
        if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
            && Files.getOwner(each, LinkOption.NOFOLLOW_LINKS).equals(user)
            && Files.getLastModifiedTime(each, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(limit)) {
          remove(each);
        }
      }
    } catch (IOException e) {
      // They do no harm.
    }
  }

  private static void remove(Path directory) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      // Windows does not delete a library that is in use. A later start removes it.
    }
  }
}
