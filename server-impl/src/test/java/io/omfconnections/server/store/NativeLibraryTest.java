package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what is removed from a directory in which other users may create files. */
class NativeLibraryTest {
  private static final String PREFIX = "omf-connections-sqlite-";

  @TempDir private Path directory;

  @Test
  void old_directories_of_the_user_are_removed() throws IOException {
    Path old = unpacked("old", Duration.ofMinutes(2));
    Path recent = unpacked("recent", Duration.ZERO);

    NativeLibrary.removeStale(directory, directory);

    assertThat(old).doesNotExist();
    assertThat(recent.resolve("library")).exists();
  }

  @Test
  void symbolic_links_are_not_followed(@TempDir Path elsewhere) throws IOException {
    Path file = Files.createFile(elsewhere.resolve("file"));
    age(elsewhere, Duration.ofMinutes(2));
    Path link = Files.createSymbolicLink(directory.resolve(PREFIX + "link"), elsewhere);

    NativeLibrary.removeStale(directory, directory);

    assertThat(file).exists();
    assertThat(link).isSymbolicLink();
  }

  @Test
  void directories_of_other_users_are_kept() throws IOException {
    Path foreign = unpacked("foreign", Duration.ofMinutes(2));
    try {
      Files.setAttribute(foreign, "unix:uid", 65_534);
    } catch (FileSystemException | UnsupportedOperationException e) {
      assumeTrue(false, "only root can change the owner");
    }

    NativeLibrary.removeStale(directory, directory);

    assertThat(foreign.resolve("library")).exists();
  }

  private Path unpacked(String name, Duration age) throws IOException {
    Path unpacked = Files.createDirectory(directory.resolve(PREFIX + name));
    Files.createFile(unpacked.resolve("library"));
    age(unpacked, age);
    return unpacked;
  }

  private static void age(Path path, Duration age) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(age)));
  }
}
