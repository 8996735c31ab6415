// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * The process's two streams. Results go to {@link #out}, everything that accompanies them to {@link
 * #err}. Characters that a stream's encoding does not have are written as their nearest ASCII, so
 * that a table stays a table where the locale is {@code C}.
 *
 * <p>The launcher script tells through the system properties which streams a person watches; Java
 * itself cannot tell for one stream alone.
 */
public final class Terminal {
  private static final int DEFAULT_COLUMNS = 100;

  private final WatchedStream written;
  private final PrintStream out;
  private final PrintStream err;
  private final CharsetEncoder encoder;
  private final boolean outIsWatched;
  private final boolean errIsWatched;
  private final int columns;

  private Terminal(OutputStream out, OutputStream err, Charset charset) {
    this.written = new WatchedStream(out);
    this.out = new PrintStream(written, true, charset);
    this.err = new PrintStream(err, true, charset);
    this.encoder = charset.newEncoder();
    this.outIsWatched = Boolean.getBoolean("twingraph.terminal.out");
    this.errIsWatched = Boolean.getBoolean("twingraph.terminal.err");
    this.columns = Integer.getInteger("twingraph.terminal.columns", DEFAULT_COLUMNS);
  }

  /** This process's own streams. */
  public static Terminal system() {
    String encoding =
        System.getProperty("stdout.encoding", System.getProperty("native.encoding", "US-ASCII"));
    Charset charset = Charset.isSupported(encoding) ? Charset.forName(encoding) : null;
    Charset used = charset == null ? Charset.defaultCharset() : charset;
    return new Terminal(
        new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err), used);
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

  /** Prints a line of the result. */
  public void out(String line) {
    out.println(encodable(line));
  }

  /**
   * Prints a label and a text; where a person watches, the text is broken between words and stands
   * beside its label.
   */
  public void out(String label, String text) {
    labelled(label, text, outIsWatched).forEach(this::out);
  }

  /** As {@link #out(String, String)}, on the accompanying stream. */
  public void err(String label, String text) {
    labelled(label, text, errIsWatched).forEach(this::err);
  }

  private List<String> labelled(String label, String text, boolean breakLines) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(String.format("%-9s", label));
    for (String word : text.split(" ", -1)) {
      if (breakLines && line.length() > 9 && line.length() + 1 + word.length() > columns) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(9));
      }
      line.append(' ').append(word);
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  /** Prints a line that accompanies the result. */
  public void err(String line) {
    err.println(encodable(line));
  }

  /** Writes text to the accompanying stream as it is, without a line end. */
  void rawErr(String text) {
    err.print(text);
    err.flush();
  }

  /** Shows what is going on, in a line that the next call replaces; empty to take it away. */
  public void status(String text) {
    if (errIsWatched) {
      rawErr("\r\u001b[K" + encodable(text));
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
