// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;

/**
 * The least-squares fit of {@code before - after = rate * direction + decay * before} over a
 * tensor: rounding errors are averaged out, so that a rate is found to many more digits than a
 * single value would give.
 *
 * @param rate along the direction
 * @param decay along the parameter itself
 */
record MoveFit(double rate, double decay) {

  static MoveFit of(HostTensor before, HostTensor after, HostTensor direction) {
    double gg = 0;
    double gp = 0;
    double pp = 0;
    double mg = 0;
    double mp = 0;
    for (int i = 0; i < before.size(); i++) {
      double p = before.value(i);
      double g = direction.value(i);
      double move = p - after.value(i);
      gg += g * g;
      gp += g * p;
      pp += p * p;
      mg += move * g;
      mp += move * p;
    }
    double determinant = gg * pp - gp * gp;
    if (!(determinant > 1e-12 * gg * pp)) {
      return new MoveFit(gg == 0 ? 0 : mg / gg, 0);
    }
    return new MoveFit((mg * pp - mp * gp) / determinant, (mp * gg - mg * gp) / determinant);
  }
}
