package io.omfconnections.server.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says why an operation on a file failed. */
public final class FileErrors {
  private FileErrors() {}

  /**
   * Returns the reason of a failure as the end of a sentence, without a full stop, such as "the
   * user of this process has no permission". The message of the exception itself is often only the
   * path.
   */
  public static String reason(IOException error) {
    if (error instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (error instanceof AccessDeniedException) {
      return "the user of this process has no permission";
    }
    if (error instanceof FileAlreadyExistsException || error instanceof NotDirectoryException) {
      return "a file is in the place of a directory";
    }
    if (error instanceof CharacterCodingException) {
      return "it is not text in UTF-8";
    }
    if (error instanceof FileSystemException failure && failure.getReason() != null) {
      return lowerCaseFirst(failure.getReason());
    }
    String message = error.getMessage();
    return message == null ? "the operation failed" : lowerCaseFirst(message);
  }

  private static String lowerCaseFirst(String text) {
    return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
