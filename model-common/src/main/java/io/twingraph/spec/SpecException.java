// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

/**
 * An experiment that cannot be run as declared.
 *
 * <p>The message says what is wrong, where in the experiment, what was expected, what was found and
 * what to do, in that order, on one line each.
 */
public final class SpecException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String where;

  private SpecException(String where, String message, Throwable cause) {
    super(message, cause);
    this.where = where;
  }

  /**
   * A refusal with all its parts.
   *
   * @param what what is wrong, as a clause: {@code "kernel larger than its input"}
   * @param where the path in the experiment: {@code "model.layers[1] (conv2d_1).kernel"}
   * @param expected what would be accepted
   * @param got what was found; {@code null} is printed as "nothing"
   * @param hint what to do about it
   */
  public static SpecException of(
      String what, String where, String expected, Object got, String hint) {
    return new SpecException(where, text(what, where, expected, got, hint), null);
  }

  /** As {@link #of}, with the failure that led to it. */
  public static SpecException of(
      String what, String where, String expected, Object got, String hint, Throwable cause) {
    return new SpecException(where, text(what, where, expected, got, hint), cause);
  }

  /** This refusal, at a place that says more. */
  public SpecException in(String place) {
    String message =
        getMessage()
            .replace(
                "where:    " + Printable.quote(where) + "\n",
                "where:    " + Printable.quote(place) + "\n");
    return new SpecException(place, message, this);
  }

  private static String text(String what, String where, String expected, Object got, String hint) {
    return Printable.line(what)
        + "\n  where:    "
        + Printable.quote(where)
        + "\n  expected: "
        + expected
        + "\n  got:      "
        + (got == null ? "nothing" : Printable.findings(got))
        + "\n  to do:    "
        + hint;
  }

  /** The path in the experiment that was refused, such as {@code "optimizer.momentum"}. */
  public String where() {
    return where;
  }
}
