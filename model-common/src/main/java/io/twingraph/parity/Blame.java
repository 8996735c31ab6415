// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;

/**
 * One tensor of one engine that is not what it should be, given what entered.
 *
 * @param engine the engine's name; {@code null} where it is not known which of the two is wrong
 * @param order position of the place in a step, for finding the first
 * @param place where
 * @param actual the engine's tensor
 * @param expected what it should be; {@code null} if that is known at {@code worst} only
 * @param worst row-major offset of the worst value, or -1
 * @param expectedThere what the worst value should be
 * @param allowed how far it may be from that
 * @param share how many times that it is
 */
record Blame(
    String engine,
    int order,
    Place place,
    HostTensor actual,
    HostTensor expected,
    int worst,
    double expectedThere,
    double allowed,
    double share) {

  static Blame of(String engine, int order, Finding finding) {
    int worst = finding.difference().worst();
    double there = worst < 0 ? Double.NaN : finding.b().value(worst);
    double allowed = worst < 0 ? 0 : finding.tolerance().allowed(finding.a().value(worst), there);
    return new Blame(
        engine,
        order,
        finding.place(),
        finding.a(),
        finding.b(),
        worst,
        there,
        allowed,
        finding.difference().share());
  }

  static Blame of(String engine, int order, Place place, UpdateErrors errors) {
    return new Blame(
        engine,
        order,
        place,
        errors.actual(),
        null,
        errors.worst(),
        errors.expected(),
        errors.allowed(),
        errors.share());
  }

  /** Whether nobody is to blame: what should be there is more than float32 can hold, or is NaN. */
  boolean isOverflow() {
    boolean beyond = !(Math.abs(expectedThere) <= Float.MAX_VALUE);
    boolean here = worst >= 0 && !(Math.abs(actual.value(worst)) < Float.MAX_VALUE);
    return worst >= 0 && beyond && (engine != null || here);
  }
}
