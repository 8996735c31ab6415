// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.terminal;

import io.twingraph.error.Printable;
import io.twingraph.report.LineBreaks;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The process's two streams. Results go to {@link #out}, everything that accompanies them to {@link
 * #err}. Characters that a stream's encoding does not have are written as their nearest ASCII, so
 * that a table stays a table where the locale is {@code C}. Control characters in texts of others
 * are shown and not obeyed ({@link Printable}), and where a person watches, no line is wider than
 * the terminal.
 *
 * <p>The launcher script tells through the system properties which streams a person watches; Java
 * itself cannot tell for one stream alone.
 */
public final class Terminal {
  private static final int DEFAULT_COLUMNS = 80;
  private static final int LEAST_COLUMNS = 40;
  private static final int LABEL = 10;

  private final WatchedStream written;
  private final PrintStream out;
  private final PrintStream err;
  private final CharsetEncoder encoder;
  private final boolean outIsWatched;
  private final boolean errIsWatched;
  private final int columns;

  private Terminal(
      OutputStream out,
      OutputStream err,
      Charset charset,
      boolean outIsWatched,
      boolean errIsWatched,
      int columns) {
    this.written = new WatchedStream(out);
    this.out = new PrintStream(written, true, charset);
    this.err = new PrintStream(err, true, charset);
    this.encoder = charset.newEncoder();
    this.outIsWatched = outIsWatched;
    this.errIsWatched = errIsWatched;
    this.columns = Math.max(LEAST_COLUMNS, columns);
  }

  /** This process's own streams. */
  public static Terminal system() {
    String encoding =
        System.getProperty("stdout.encoding", System.getProperty("native.encoding", "US-ASCII"));
    Charset charset = Charset.isSupported(encoding) ? Charset.forName(encoding) : null;
    return new Terminal(
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        charset == null ? Charset.defaultCharset() : charset,
        Boolean.getBoolean("twingraph.terminal.out"),
        Boolean.getBoolean("twingraph.terminal.err"),
        Integer.getInteger("twingraph.terminal.columns", DEFAULT_COLUMNS));
  }

  /**
   * Two streams in UTF-8 in place of the process's own.
   *
   * @param watched whether a person watches both
   */
  public static Terminal of(OutputStream out, OutputStream err, boolean watched, int columns) {
    return new Terminal(out, err, StandardCharsets.UTF_8, watched, watched, columns);
  }

  /** The result's stream, for what prints by itself: {@link #outFailure} sees its failures too. */
  public PrintWriter outWriter() {
    return writer(out);
  }

  /** The accompanying stream, likewise. */
  public PrintWriter errWriter() {
    return writer(err);
  }

  private PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, encoder.charset()), true);
  }

  /** Why the result could not be written whole; {@code null} if it was. */
  public IOException outFailure() {
    out.flush();
    return written.failure();
  }

  /** Prints a line, or several, of the result. */
  public void out(String text) {
    print(out, text, outIsWatched);
  }

  /**
   * Prints a result that programs read: no line is broken, whoever watches.
   *
   * @param text of JSON or YAML
   */
  public void data(String text) {
    out.println(encodable(outIsWatched ? Printable.lines(text) : text));
  }

  /** Prints a label and a text, which stands beside its label where lines are broken. */
  public void out(String label, String text) {
    labelled(out, label, text, outIsWatched);
  }

  /** Prints a line, or several, that accompany the result. */
  public void err(String text) {
    print(err, text, errIsWatched);
  }

  /** As {@link #out(String, String)}, on the accompanying stream. */
  public void err(String label, String text) {
    labelled(err, label, text, errIsWatched);
  }

  private void labelled(PrintStream stream, String label, String text, boolean watched) {
    String line = String.format("%-9s %s", label, Printable.line(text));
    (watched ? LineBreaks.of(line, columns, LABEL) : List.of(line.stripTrailing()))
        .forEach(one -> stream.println(encodable(one)));
  }

  private void print(PrintStream stream, String text, boolean watched) {
    String printable = Printable.lines(text);
    if (!watched) {
      stream.println(encodable(printable));
      return;
    }
    for (String line : printable.split("\n", -1)) {
      LineBreaks.of(line, columns).forEach(one -> stream.println(encodable(one)));
    }
  }

  /** Writes text to the accompanying stream as it is, without a line end. */
  void rawErr(String text) {
    err.print(text);
    err.flush();
  }

  /** Shows what is going on, in a line that the next call replaces; empty to take it away. */
  public void status(String text) {
    if (errIsWatched) {
      rawErr("\r\u001b[K" + encodable(LineBreaks.cut(Printable.line(text), columns - 1)));
    }
  }

  /** Whether a person watches the accompanying stream, so that it may be redrawn in place. */
  public boolean interactive() {
    return errIsWatched;
  }

  /** Whether box and block characters can be written. */
  boolean unicode() {
    return encoder.canEncode('\u2588');
  }

  /** Characters in a line. */
  public int columns() {
    return columns;
  }

  /** Characters in a line of the result that a person watches; no limit where nobody does. */
  public int lineWidth() {
    return outIsWatched ? columns : Integer.MAX_VALUE;
  }

  private String encodable(String text) {
    if (encoder.canEncode(text)) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain.append(encoder.canEncode(c) ? String.valueOf(c) : ascii(c));
    }
    return plain.toString();
  }

  private static String ascii(char c) {
    return switch (c) {
      case '\u2500', '\u2501', '\u2550', '\u2013', '\u2014' -> "-";
      case '\u2502' -> "|";
      case '\u253c' -> "+";
      case '\u2713' -> "+";
      case '\u2717' -> "x";
      case '\u00d7' -> "x";
      case '\u00b1' -> "+-";
      case '\u00b7' -> "-";
      case '\u2264' -> "<=";
      case '\u2026' -> "...";
      default -> "?";
    };
  }
}
