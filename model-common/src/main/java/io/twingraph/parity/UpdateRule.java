// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.Tolerance;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.OptimizerState;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What an optimizer should have made of one parameter tensor, worked out in double from the
 * engine's own gradient and state, and how far float32 may be from that. The formulas are those of
 * {@link Optimizer}.
 *
 * <p>Slots are checked first, and the move is worked out from the engine's own new slots, so that
 * what is wrong with a slot is not found again in the parameter.
 *
 * <p>With {@code u = 2^-24}: a slot that is a sum of two terms may differ by {@code 4u} of the
 * terms' sizes, and for Adam by {@code 4u / (1 - beta)} of itself, as {@code 1 - beta} is worked
 * out from a beta that is rounded to float32. A parameter may differ by {@code 4u} of itself and of
 * its move, and by the rounding of the gradient that the step itself has used, which need not be
 * the traced one's to the last bit. A dense kernel under plain SGD may differ by {@code (N + 3) u}:
 * an engine may add the parts of the N samples to it one by one without writing the gradient out,
 * and a part that is below half a step of the parameter is rounded away every time.
 */
final class UpdateRule {
  private static final double U = 0x1p-24;

  /** Values that one task looks at. */
  private static final int PART = 1 << 18;

  private static final int BLOCK = 1024;

  private final Optimizer optimizer;
  private final double rate;
  private final double correction1;
  private final double correction2;
  private final Tolerance gradientError;
  private final int samples;

  /**
   * The rule of one step.
   *
   * @param step 1 for the first update
   * @param samples in the batch
   * @param gradientError what rounding may do to the gradient; where its sums cancel that is more
   *     than a part of what is left of them
   */
  UpdateRule(Experiment experiment, long step, int samples, Tolerance gradientError) {
    this.optimizer = experiment.optimizer();
    this.rate = experiment.learningRateAt(step);
    this.gradientError = gradientError;
    this.samples = samples;
    boolean adam = optimizer instanceof Optimizer.Adam;
    double t = (double) step;
    this.correction1 = adam ? 1 - Math.pow(((Optimizer.Adam) optimizer).beta1(), t) : 1;
    this.correction2 = adam ? 1 - Math.pow(((Optimizer.Adam) optimizer).beta2(), t) : 1;
  }

  /**
   * Checks one parameter tensor and its slots.
   *
   * @param name the parameter's
   * @param found is told of each tensor: its name and what it should have been
   */
  void check(
      String name,
      Map<String, HostTensor> before,
      HostTensor gradient,
      OptimizerState stateBefore,
      Map<String, HostTensor> after,
      OptimizerState stateAfter,
      UpdateFindings found) {
    HostTensor p0 = before.get(name);
    HostTensor p1 = after.get(name);
    double scale = gradientError.absolute();
    Map<String, HostTensor> s0 = stateBefore.slots().asMap();
    Map<String, HostTensor> s1 = stateAfter.slots().asMap();
    if (optimizer instanceof Optimizer.Adam adam) {
      adam(adam, name, p0, gradient, s0, p1, s1, scale, found);
    } else {
      sgd((Optimizer.Sgd) optimizer, name, p0, gradient, s0, p1, s1, scale, found);
    }
  }

  private void sgd(
      Optimizer.Sgd sgd,
      String name,
      HostTensor p0,
      HostTensor g,
      Map<String, HostTensor> s0,
      HostTensor p1,
      Map<String, HostTensor> s1,
      double scale,
      UpdateFindings found) {
    UpdateErrors parameters = found.parameter(name, p1);
    if (sgd.momentum() == 0) {
      if (!p0.isFloat64() && !g.isFloat64() && !p1.isFloat64()) {
        plain(p0.data(), g.data(), p1.data(), scale, parameters);
        return;
      }
      double own = plainRounding(p0);
      for (int i = 0; i < p0.size(); i++) {
        double move = rate * g.value(i);
        double error = rate * (gradientError.relative() * Math.abs(g.value(i)) + scale);
        double size = Math.abs(p0.value(i)) + Math.abs(move);
        parameters.value(i, p1.value(i), p0.value(i) - move, own * size + error);
      }
      return;
    }
    double mu = sgd.momentum();
    HostTensor v0 = s0.get(name + "/velocity");
    HostTensor v1 = s1.get(name + "/velocity");
    UpdateErrors velocities = found.slot(name + "/velocity", v1);
    for (int i = 0; i < p0.size(); i++) {
      double gradient = g.value(i);
      double kept = mu * v0.value(i);
      double v = kept + gradient;
      double error =
          gradientError.relative() * Math.abs(gradient)
              + scale
              + 4 * U * (Math.abs(kept) + Math.abs(gradient));
      velocities.value(i, v1.value(i), v, error);
      double velocity = v1.value(i);
      double move = rate * (sgd.nesterov() ? gradient + mu * velocity : velocity);
      double moveError =
          sgd.nesterov() ? rate * (gradientError.relative() * Math.abs(gradient) + scale) : 0;
      parameters.value(i, p1.value(i), p0.value(i) - move, rounding(p0.value(i), move) + moveError);
    }
  }

  /** The common case of the largest tensors: exact where single precision sees an error. */
  private void plain(float[] p0, float[] g, float[] p1, double scale, UpdateErrors errors) {
    int parts = Math.max(1, p0.length / PART);
    IntStream.range(0, parts)
        .parallel()
        .mapToObj(
            part -> {
              UpdateErrors own = new UpdateErrors(errors.actual()); // merged in order below
              int end = (int) ((long) p0.length * (part + 1) / parts);
              for (int i = (int) ((long) p0.length * part / parts); i < end; i += BLOCK) {
                plain(p0, g, p1, i, Math.min(i + BLOCK, end), scale, own);
              }
              return own;
            })
        .toList()
        .forEach(errors::add);
  }

  private void plain(
      float[] p0, float[] g, float[] p1, int from, int to, double scale, UpdateErrors errors) {
    double absolute = rate * scale;
    double ownRounding = plainRounding(errors.actual());
    float share =
        FloatBlocks.largestMoveError(
            p0, g, p1, from, to, (float) rate, (float) ownRounding, (float) absolute);
    if (share <= 0.99 * errors.share()) {
      return;
    }
    for (int i = from; i < to; i++) {
      double move = rate * g[i];
      double allowed =
          ownRounding * (Math.abs(p0[i]) + Math.abs(move))
              + rate * gradientError.relative() * Math.abs(g[i])
              + absolute;
      errors.value(i, p1[i], p0[i] - move, allowed);
    }
  }

  private void adam(
      Optimizer.Adam adam,
      String name,
      HostTensor p0,
      HostTensor g,
      Map<String, HostTensor> s0,
      HostTensor p1,
      Map<String, HostTensor> s1,
      double scale,
      UpdateFindings found) {
    UpdateErrors parameters = found.parameter(name, p1);
    UpdateErrors means = found.slot(name + "/m", s1.get(name + "/m"));
    UpdateErrors squares = found.slot(name + "/v", s1.get(name + "/v"));
    double b1 = adam.beta1();
    double b2 = adam.beta2();
    HostTensor m0 = s0.get(name + "/m");
    HostTensor v0 = s0.get(name + "/v");
    HostTensor m1 = s1.get(name + "/m");
    HostTensor v1 = s1.get(name + "/v");
    for (int i = 0; i < p0.size(); i++) {
      double gradient = g.value(i);
      double error = gradientError.relative() * Math.abs(gradient) + scale;
      double kept = b1 * m0.value(i);
      double m = kept + (1 - b1) * gradient;
      double mError =
          (1 - b1) * error
              + 4 * U * (Math.abs(kept) + Math.abs(gradient))
              + 4 * U / (1 - b1) * Math.abs(m);
      means.value(i, m1.value(i), m, mError);
      double v = b2 * v0.value(i) + (1 - b2) * gradient * gradient;
      double vError =
          (1 - b2) * (2 * Math.abs(gradient) + error) * error + 4 * U / (1 - b2) * v + 0x1p-140;
      squares.value(i, v1.value(i), v, vError);
      double root = Math.sqrt(v1.value(i) / correction2) + adam.epsilon();
      double move = rate * (m1.value(i) / correction1) / root;
      double moveError = (4 * U / (1 - b1) + 4 * U / (1 - b2)) * Math.abs(move);
      parameters.value(i, p1.value(i), p0.value(i) - move, rounding(p0.value(i), move) + moveError);
    }
  }

  /** What rounding may do to a parameter under plain SGD, in parts of itself and its move. */
  private double plainRounding(HostTensor parameter) {
    boolean byProduct = parameter.shape().length == 2;
    return U * (byProduct ? samples + 3 : 4);
  }

  private static double rounding(double parameter, double move) {
    return 4 * U * (Math.abs(parameter) + Math.abs(move));
  }
}
