// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/** Whether anybody but this user, and the system's administrator, can put files into a folder. */
final class Ownership {
  private static final String ROOT = "root";
  private static final Path SELF = Path.of("/proc/self");

  private Ownership() {}

  /**
   * What speaks against running what lies in the folder, a clause without its subject. On systems
   * without POSIX permissions nothing does.
   */
  static Optional<String> objection(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return Optional.empty();
    }
    PosixFileAttributes attributes = Files.readAttributes(folder, PosixFileAttributes.class);
    String owner = attributes.owner().getName();
    if (!isRoot(folder, "uid", owner) && !isOurs(folder, attributes)) {
      return Optional.of("belongs to another user (" + owner + ")");
    }
    if (attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
      return Optional.of("is writable by everybody; chmod go-w would mend that");
    }
    String group = attributes.group().getName();
    // Many systems give each user a group of the same name, and let that group write.
    boolean shared = !group.equals(owner) && !isRoot(folder, "gid", group);
    return shared && attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
        ? Optional.of("is writable by the group " + group + "; chmod g-w would mend that")
        : Optional.empty();
  }

  /** By number where there is one: a container may have no table of names. */
  private static boolean isRoot(Path folder, String number, String name) throws IOException {
    return folder.getFileSystem().supportedFileAttributeViews().contains("unix")
        ? Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:" + number))
        : name.equals(ROOT);
  }

  /**
   * A process's folder in /proc belongs to its user; where there is none, or the file system has
   * users of its own, a new file tells.
   */
  private static boolean isOurs(Path folder, PosixFileAttributes attributes) throws IOException {
    if (Files.exists(SELF, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(SELF).equals(attributes.owner())) {
      return true;
    }
    Path probe = Files.createTempFile(folder, ".probe", "");
    try {
      return Files.getOwner(probe).equals(attributes.owner());
    } finally {
      Files.delete(probe);
    }
  }
}
