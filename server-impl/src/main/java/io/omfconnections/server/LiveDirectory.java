package io.omfconnections.server;

import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.TenantDirectory;
import io.omfconnections.server.rest.FatalErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of tenants, which is read again when its file has changed. Checks the file's time,
 * size and identity every two seconds, which works with any editor, file system and symbolic link.
 * Reads a changed file when two checks in a row find the same state, so that a file that is still
 * being written is not read. If the file is invalid, the directory that was read before stays in
 * use.
 */
final class LiveDirectory implements Supplier<TenantDirectory>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveDirectory.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  /** Attributes that show whether a file has changed; null or 0 if the file can't be found. */
  private record FileState(@Nullable FileTime modified, long size, @Nullable Object key) {
    static FileState of(Path file) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileState(
            attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
      } catch (IOException e) {
        return new FileState(null, 0, null);
      }
    }
  }

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "directory-file");
            thread.setDaemon(true);
            return thread;
          });
  private final @Nullable Path file;
  private final Function<Path, TenantDirectory> reader;

  /** Whether a reload is requested that has not begun. */
  private final AtomicBoolean reloadRequested = new AtomicBoolean();

  private volatile TenantDirectory current;

  /** The state of the file when it was last read. */
  private @Nullable FileState read;

  /** The state of the file at the last check. */
  private @Nullable FileState seen;

  private LiveDirectory(@Nullable Path file, Function<Path, TenantDirectory> reader) {
    this.file = file;
    this.reader = reader;
    this.current = file == null ? DirectoryFile.development() : readFile(file);
  }

  /**
   * Reads a directory. It does not change until {@link #watch} or {@link #reload} is called.
   *
   * @param file the directory file; null for the development directory
   * @throws IllegalArgumentException if the file can't be read or is invalid
   */
  static LiveDirectory read(@Nullable Path file) {
    return read(file, DirectoryFile::read);
  }

  /** As {@link #read(Path)}, with another way to read the file. */
  static LiveDirectory read(@Nullable Path file, Function<Path, TenantDirectory> reader) {
    return new LiveDirectory(file, reader);
  }

  /** Returns the directory as it is now. */
  @Override
  public TenantDirectory get() {
    return current;
  }

  /** Begins to check the file for changes. Called once. */
  void watch() {
    if (file != null) {
      var unused =
          executor.scheduleWithFixedDelay(
              this::look, INTERVAL.toNanos(), INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Reads the file again, whether it has changed or not. Does nothing with the development
   * directory.
   *
   * @throws IllegalArgumentException if the file can't be read or is invalid; the directory that
   *     was read before stays in use
   */
  synchronized void reload() {
    if (file == null) {
      return;
    }
    try {
      current = readFile(file);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          String.valueOf(e.getMessage()).replaceFirst("\\.$", "")
              + ". The directory that was read before stays in use.",
          e);
    }
    LOG.info("The directory file {} was read again", file);
  }

  /**
   * Has the file read again by the thread that checks it for changes, and does not wait for that.
   * Requests that come before this begins are served by it, too. Errors are logged.
   */
  void requestReload() {
    if (!reloadRequested.compareAndSet(false, true)) {
      return;
    }
    try {
      executor.execute(
          () -> {
            reloadRequested.set(false); // before the file is read, so that no request is lost
            logErrors(this::reload);
          });
    } catch (RejectedExecutionException e) {
      // The server is being closed.
    }
  }

  /** Reads the file if it has changed since it was last read, but not since the last check. */
  synchronized void look() {
    if (file != null) {
      logErrors(() -> readIfChanged(file));
    }
  }

  private void readIfChanged(Path path) {
    FileState now = FileState.of(path);
    boolean settled = now.equals(seen);
    seen = now;
    if (settled && !now.equals(read)) {
      reload();
    }
  }

  private void logErrors(Runnable task) {
    try {
      task.run();
    } catch (IllegalArgumentException e) {
      if (!executor.isShutdown()) { // which interrupts the reading
        LOG.error(e.getMessage());
      }
    } catch (RuntimeException | Error e) {
      // Otherwise the executor would hide the error in the task's future, and stop the checks.
      LOG.error("The directory file can't be read again", e);
      FatalErrors.report(e);
    }
  }

  private TenantDirectory readFile(Path path) {
    read = FileState.of(path); // before the content, so that a later change is found
    return reader.apply(path);
  }

  /** Stops the checks, and reads the file no more. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
