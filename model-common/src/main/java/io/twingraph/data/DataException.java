// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import io.twingraph.error.Printable;

/**
 * A data set that cannot be had, or a file of one that cannot be trusted.
 *
 * <p>The message says what is wrong, where (a file, with the offset in its uncompressed bytes where
 * that helps), what was expected, what was found and what to do, in that order, on a line each.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String where;

  private DataException(String where, String message, Throwable cause) {
    super(message, cause);
    this.where = where;
  }

  /**
   * A refusal with all its parts.
   *
   * @param what what is wrong, as a clause: {@code "the data ends too early"}
   * @param where the file and the offset, or the option that was read
   * @param expected what would be accepted
   * @param got what was found; {@code null} is printed as "nothing"
   * @param hint what to do about it
   */
  public static DataException of(
      String what, String where, String expected, Object got, String hint) {
    return of(what, where, expected, got, hint, null);
  }

  /** As the shorter form, with the failure that led to it. */
  public static DataException of(
      String what, String where, String expected, Object got, String hint, Throwable cause) {
    String message =
        Printable.line(what)
            + "\n  where:    "
            + Printable.quote(where)
            + "\n  expected: "
            + expected
            + "\n  got:      "
            + (got == null ? "nothing" : Printable.findings(got))
            + "\n  to do:    "
            + hint;
    return new DataException(where, message, cause);
  }

  /** The file and offset, or the option, that was refused. */
  public String where() {
    return where;
  }
}
