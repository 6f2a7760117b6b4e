package io.omfconnections.server.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Reads files of the operator. */
public final class TextFiles {
  private static final int MEBIBYTE = 1 << 20;

  private TextFiles() {}

  /**
   * Reads a file in UTF-8. It must be a regular file, or a symbolic link to one: opening a named
   * pipe can wait for ever, and a device may never end.
   *
   * @param maxMebibytes the maximum size of the file; no more is read, whatever size it has
   * @throws IOException if the file can't be read; {@link FileErrors#reason} says why
   */
  public static String read(Path file, int maxMebibytes) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(
          file.toString(),
          null,
          attributes.isDirectory()
              ? "it is a directory"
              : "it is not a regular file, but a pipe or a device, for example");
    }
    int maxBytes = maxMebibytes * MEBIBYTE;
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(maxBytes + 1);
    }
    if (content.length > maxBytes) {
      throw new FileSystemException(
          file.toString(), null, "it is larger than " + maxMebibytes + " MiB");
    }
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
  }
}
