// SPDX-License-Identifier: Apache-2.0
package io.twingraph.error;

/**
 * An experiment that cannot be run as declared.
 *
 * <p>The message says what is wrong, where in the experiment, what was expected, what was found and
 * what to do, in that order, on one line each.
 */
public final class SpecException extends IllegalArgumentException {
  private static final long serialVersionUID = 2L;

  private final String what;
  private final String where;
  private final String expected;
  private final String got;
  private final String hint;

  private SpecException(
      String what, String where, String expected, String got, String hint, Throwable cause) {
    super(text(what, where, expected, got, hint), cause);
    this.what = what;
    this.where = where;
    this.expected = expected;
    this.got = got;
    this.hint = hint;
  }

  /**
   * A refusal with all its parts. What comes from outside is made fit to be read: characters that
   * steer a terminal are written as their numbers, and a long text is cut.
   *
   * @param what what is wrong, as a clause: {@code "kernel larger than its input"}
   * @param where the path in the experiment: {@code "model.layers[1] (conv2d_1).kernel"}
   * @param expected what would be accepted
   * @param got what was found; {@code null} is printed as "nothing"
   * @param hint what to do about it
   */
  public static SpecException of(
      String what, String where, String expected, Object got, String hint) {
    return of(what, where, expected, got, hint, null);
  }

  /** As {@link #of}, with the failure that led to it. */
  public static SpecException of(
      String what, String where, String expected, Object got, String hint, Throwable cause) {
    return new SpecException(
        Printable.line(what),
        Printable.quote(where),
        Printable.line(expected),
        got == null ? "nothing" : Printable.findings(got),
        Printable.line(hint),
        cause);
  }

  /** This refusal, at a place that says more. */
  public SpecException in(String place) {
    return new SpecException(what, Printable.quote(place), expected, got, hint, this);
  }

  private static String text(String what, String where, String expected, String got, String hint) {
    return what
        + "\n  where:    "
        + where
        + "\n  expected: "
        + expected
        + "\n  got:      "
        + got
        + "\n  to do:    "
        + hint;
  }

  /** The path in the experiment that was refused, such as {@code "optimizer.momentum"}. */
  public String where() {
    return where;
  }
}
