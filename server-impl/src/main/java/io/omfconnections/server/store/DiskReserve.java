package io.omfconnections.server.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/**
 * Keeps free space on the disk of a SQLite database for deletes, and for the purge that makes
 * space: they need some, too.
 *
 * @param free returns the free space of the disk in bytes
 * @param size the space that other changes leave, in bytes: half of it on the disk, for the
 *     write-ahead log, and the rest on the disk or in the database file
 */
record DiskReserve(LongSupplier free, long size) implements SpaceReserve {
  private static final long LARGEST = 2 * WriteAheadLog.MAX_SIZE;

  private static final int PART_OF_DISK = 8;

  private static final String REUSABLE =
      "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size";

  /**
   * Returns a reserve on the disk of a folder: 128 MiB, or an eighth of a smaller disk. It is empty
   * if the operating system does not tell the size of the disk.
   */
  static DiskReserve in(Path folder) {
    return of(folder.toFile()::getUsableSpace, folder.toFile().getTotalSpace());
  }

  /** As {@link #in(Path)}, for a disk of the given size in bytes, or 0 if it is not known. */
  static DiskReserve of(LongSupplier free, long sizeOfDisk) {
    return new DiskReserve(free, Math.min(LARGEST, sizeOfDisk / PART_OF_DISK));
  }

  /** Space in the file that deleted data has left counts, because the file does not shrink. */
  @Override
  public void requireSpace(Connection connection) throws SQLException {
    long onDisk = free.getAsLong();
    if (onDisk >= size
        || (onDisk >= size / 2 && onDisk + SpaceReserve.number(connection, REUSABLE) >= size)) {
      return;
    }
    throw SpaceReserve.nearlyFull("The disk of the database", onDisk, size);
  }
}
