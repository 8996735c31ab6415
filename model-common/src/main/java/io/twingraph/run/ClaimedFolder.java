// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import io.twingraph.error.SpecException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A folder that one run writes to and no other. It is claimed at once, by a file that only one
 * process can make, and given back when it is closed. Unless it is kept, closing it, or the end of
 * this process, takes away what the run has left in it, and the folder if the run made it.
 */
public final class ClaimedFolder implements AutoCloseable {
  /** The file that claims a folder: it holds the number of the process. */
  public static final String MARKER = ".twingraph-in-use";

  private final Path path;
  private final Purpose purpose;
  private final boolean made;
  private final Thread onShutdown = new Thread(this::release, "release-folder");
  private boolean kept;
  private boolean released;

  /**
   * What a folder is for.
   *
   * @param what as in {@code "the folder for the results"}
   * @param contents as in {@code "results"}
   * @param option that names another one; empty where there is none
   * @param traces names, with {@code *}, of the files that are taken away unless they are kept
   */
  public record Purpose(String what, String contents, String option, List<String> traces) {
    public Purpose {
      traces = List.copyOf(traces);
    }

    private String where(Path folder) {
      return option.isEmpty() ? folder.toString() : option + " " + folder;
    }

    private String another() {
      return "give another" + (option.isEmpty() ? " folder" : " with " + option);
    }
  }

  /** Something that writes. */
  public interface Writing {
    /** Writes. */
    void run() throws IOException;
  }

  private ClaimedFolder(Path path, Purpose purpose, boolean made) {
    this.path = path;
    this.purpose = purpose;
    this.made = made;
    Runtime.getRuntime().addShutdownHook(onShutdown);
  }

  /**
   * Claims a folder, and makes it if it is not there.
   *
   * @throws SpecException if there is something in it, it is a file, or another run has claimed it
   * @throws IOException if it cannot be made or written
   */
  public static ClaimedFolder claim(Path wanted, Purpose purpose) throws IOException {
    boolean made;
    try {
      made = make(wanted, purpose);
    } catch (IOException e) {
      throw cannotBeMade(wanted, purpose, e);
    }
    mark(wanted, purpose);
    ClaimedFolder folder = new ClaimedFolder(wanted, purpose, made);
    try {
      refuseWhatIsInIt(wanted, purpose); // another run may have come and gone since the first look
    } catch (SpecException e) {
      folder.keep();
      folder.close();
      throw e;
    }
    return folder;
  }

  private static void mark(Path wanted, Purpose purpose) throws IOException {
    try {
      Files.writeString(
          wanted.resolve(MARKER),
          Long.toString(ProcessHandle.current().pid()),
          StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw refusal(wanted, purpose, claimed(wanted.resolve(MARKER)));
    } catch (IOException e) {
      throw cannotBeMade(wanted, purpose, e);
    }
  }

  private static IOException cannotBeMade(Path wanted, Purpose purpose, IOException e) {
    return new IOException(
        purpose.what()
            + " cannot be made: "
            + wanted
            + " ("
            + IoReason.of(e)
            + "); "
            + purpose.another(),
        e);
  }

  private static boolean make(Path wanted, Purpose purpose) throws IOException {
    if (Files.exists(wanted) && !Files.isDirectory(wanted)) {
      throw refusal(wanted, purpose, "a file");
    }
    if (Files.isDirectory(wanted)) {
      if (Files.exists(wanted.resolve(MARKER))) {
        throw refusal(wanted, purpose, claimed(wanted.resolve(MARKER)));
      }
      refuseWhatIsInIt(wanted, purpose);
      return false;
    }
    Path parent = wanted.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createDirectory(wanted);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false; // made by somebody else just now: whoever makes the marker has it
    }
  }

  private static void refuseWhatIsInIt(Path folder, Purpose purpose) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (!name.equals(MARKER)) {
          throw refusal(folder, purpose, "'" + name + "' in it");
        }
      }
    }
  }

  private static String claimed(Path marker) {
    String pid;
    try {
      pid = Files.readString(marker).strip();
    } catch (IOException e) {
      return "another run that writes there";
    }
    boolean alive =
        pid.isEmpty()
            || (pid.matches("\\d{1,18}")
                && ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false));
    return alive
        ? "another run that writes there (process " + pid + ")"
        : "'" + MARKER + "' in it, which a run that was killed has left (process " + pid + ")";
  }

  private static SpecException refusal(Path folder, Purpose purpose, String got) {
    return SpecException.of(
        purpose.what() + " is in use",
        purpose.where(folder),
        "an empty folder, or a name that is free",
        got,
        "give another folder, or move the old " + purpose.contents() + " away");
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Whether there is no folder any more, or a file in its place. */
  public boolean isGone() {
    return !Files.isDirectory(path);
  }

  /**
   * Writes into it, and not while it is being given back.
   *
   * @throws IOException if it has been given back, since this process ends
   */
  public synchronized void write(Writing writing) throws IOException {
    if (released) {
      throw new IOException("this process is ending");
    }
    writing.run();
  }

  /** Its contents are whole: nothing is taken away. */
  public synchronized void keep() {
    kept = true;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(onShutdown);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook does it, or has done it.
    }
    release();
  }

  private synchronized void release() {
    if (released) {
      return;
    }
    released = true;
    try {
      Files.deleteIfExists(path.resolve(MARKER));
      if (!kept) {
        discard();
      }
    } catch (IOException e) {
      // What is left has no file that says it is whole, whatever else it has.
    }
  }

  private void discard() throws IOException {
    for (String names : purpose.traces()) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, names)) {
        for (Path entry : entries) {
          Files.deleteIfExists(entry);
        }
      }
    }
    boolean empty;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      empty = !entries.iterator().hasNext();
    }
    if (made && empty) {
      Files.delete(path);
    }
  }
}
