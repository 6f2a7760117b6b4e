package io.omfconnections.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class TextFilesTest {
  private static final int MEBIBYTE = 1 << 20;

  @TempDir private Path folder;

  @Test
  void file_of_the_maximum_size_is_read_also_through_links() throws IOException {
    String text = "é".repeat(MEBIBYTE / 2);
    Path file = Files.writeString(folder.resolve("file"), text);
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("link"));

    for (Path path : new Path[] {file, link, second}) {
      assertThat(TextFiles.read(path, 1)).isEqualTo(text);
    }
  }

  @Test
  void larger_file_is_rejected_and_read_no_further() throws IOException {
    Path file = folder.resolve("file");
    for (long size : new long[] {MEBIBYTE + 1, 1L << 34}) {
      try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
        sparse.setLength(size);
      }
      assertThat(reason(file)).isEqualTo("it is larger than 1 MiB");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // which has neither
  void pipe_or_device_is_rejected_without_opening_it() throws Exception {
    Path pipe = namedPipe(folder.resolve("pipe"));
    Path zero = Files.createSymbolicLink(folder.resolve("zero"), Path.of("/dev/zero"));

    for (Path path : new Path[] {pipe, zero}) {
      assertThat(reason(path))
          .isEqualTo("it is not a regular file, but a pipe or a device, for example");
    }
    Files.delete(zero); // JUnit would warn that it leads out of the folder
  }

  @Test
  void directory_missing_file_and_other_encoding_are_rejected() throws IOException {
    assertThat(reason(folder)).isEqualTo("it is a directory");
    assertThat(reason(folder.resolve("missing"))).isEqualTo("it does not exist");
    Path latin = Files.write(folder.resolve("latin"), new byte[] {(byte) 0xE4});
    assertThat(reason(latin)).isEqualTo("it is not text in UTF-8");
  }

  private static String reason(Path file) {
    IOException error = catchThrowableOfType(IOException.class, () -> TextFiles.read(file, 1));
    assertThat(error).isNotNull();
    return FileErrors.reason(error);
  }

  private static Path namedPipe(Path path) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).inheritIO().start().waitFor())
        .isZero();
    return path;
  }
}
