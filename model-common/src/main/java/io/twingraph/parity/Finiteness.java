// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.data.Batch;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.Trace;
import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;
import java.util.List;
import java.util.Locale;

/** Where the values of a step stop being numbers, and what that lets one say. */
final class Finiteness {
  private Finiteness() {}

  /** How many findings, in the order of a step, come before the first that is not finite. */
  static int before(List<Finding> findings) {
    int count = 0;
    while (count < findings.size() && findings.get(count).difference().finite()) {
      count++;
    }
    return count;
  }

  /** Whether one engine has numbers only where the other has not. */
  static boolean inOneOnly(Finding finding) {
    Difference d = finding.difference();
    return (d.notFiniteA() < 0) != (d.notFiniteB() < 0);
  }

  /**
   * What there is to say of a finding that is not finite.
   *
   * @param right the reference's tensor there; {@code null} without one
   */
  static NotFinite of(Finding finding, HostTensor right, int step, String nameA, String nameB) {
    Place place = finding.place();
    Difference d = finding.difference();
    boolean inA = d.notFiniteA() >= 0;
    int at = inA ? d.notFiniteA() : d.notFiniteB();
    Double reference = right == null ? null : Double.valueOf(right.value(at));
    return new NotFinite(
        step,
        place.stage(),
        place.layer(),
        place.tensor(),
        Divergence.index(finding.a().index(at)),
        finding.a().value(at),
        finding.b().value(at),
        reference,
        inOneOnly(finding) ? (inA ? nameA : nameB) : null,
        why(reference, step));
  }

  /** As {@link #of}, of an engine's number that is beyond float32 where another's is not yet. */
  static NotFinite overflow(Blame blame, Observation first, Observation second, int step) {
    Place place = blame.place();
    return new NotFinite(
        step,
        place.stage(),
        place.layer(),
        place.tensor(),
        Divergence.index(blame.actual().index(blame.worst())),
        Values.at(place, first).value(blame.worst()),
        Values.at(place, second).value(blame.worst()),
        blame.expectedThere(),
        blame.engine(),
        why(blame.expectedThere(), step));
  }

  /**
   * Whether what an engine is blamed for may be no more than a sum that leaves float32 on its way
   * to a number that does not: in which order it is added up decides that, and no meaning does.
   */
  static boolean onTheWay(Blame blame, Observation observed) {
    boolean finite = blame.worst() < 0 || Double.isFinite(blame.actual().value(blame.worst()));
    if (finite || blame.engine() == null) {
      return false;
    }
    Trace trace = observed.trace();
    Node node = blame.place().node();
    int samples = trace.labels().size();
    double largest =
        switch (blame.place().stage()) {
          case ACTIVATION ->
              node.forward().terms() * activation(trace, node) * factor(observed, node);
          case LOSS -> samples * trace.activations().get(last(trace)).largestMagnitude();
          case ACTIVATION_GRADIENT ->
              blame.place().rounding().terms() * gradient(trace, node) * factor(observed, node);
          case PARAMETER_GRADIENT ->
              blame.place().parameter().slot().uses()
                  * samples
                  * gradient(trace, node)
                  * Math.max(1, activation(trace, node));
          default -> 0;
        };
    return largest > Float.MAX_VALUE;
  }

  private static String last(Trace trace) {
    return trace.activations().names().stream().reduce((one, next) -> next).orElseThrow();
  }

  private static double activation(Trace trace, Node node) {
    return Magnitude.largestInput(node, trace);
  }

  private static double gradient(Trace trace, Node node) {
    return Magnitude.largestGradient(node, trace);
  }

  private static double factor(Observation observed, Node node) {
    return node.factor()
        .map(factor -> observed.before().get(factor.name()).largestMagnitude())
        .orElse(1.0);
  }

  /** What there is to say where the noise can no longer be measured. */
  static NotFinite lost(String twin, StepLosses losses) {
    return new NotFinite(
        losses.step(),
        Stage.LOSS,
        Place.LOSS,
        Place.LOSS,
        List.of(),
        losses.a(),
        losses.b(),
        losses.reference(),
        twin,
        twin
            + ", which means the same, has left the range of float32: rounding alone decides here;"
            + " lower the learning rate");
  }

  /** What float64 tells: whether float32 is too small, or the numbers have no meaning at all. */
  static String why(Double reference, int step) {
    String advice =
        step > 1
            ? "; lower the learning rate"
            : "; no update has been made yet, so look at input.mean, input.std, the initializers"
                + " and the images";
    if (reference == null) {
      return "whether float32 or the experiment's numbers are the reason is for the float64"
          + " reference to say, which does not take part"
          + advice;
    }
    if (!Double.isFinite(reference)) {
      return "it is not finite in float64 either: the numbers of the experiment are the reason"
          + advice;
    }
    String value = String.format(Locale.ROOT, "it is %.3g in float64", reference);
    return Math.abs(reference) > Float.MAX_VALUE
        ? value + ": training has left the range of float32 (3.4e38)" + advice
        : value
            + ", which float32 can hold, but not what it is made of: training has left the range of"
            + " float32 on the way to it"
            + advice;
  }

  /** The first value of a batch that is not finite; {@code null} if there is none. */
  static NotFinite of(Batch batch, int step) {
    int at = batch.notFinite();
    if (at < 0) {
      return null;
    }
    float value = batch.images().get(at);
    int pixel = at % batch.imageSize() / batch.channels();
    List<Integer> index =
        List.of(
            at / batch.imageSize(),
            pixel / batch.width(),
            pixel % batch.width(),
            at % batch.channels());
    return new NotFinite(
        step,
        Stage.BATCH,
        Graph.INPUT,
        Graph.INPUT,
        index,
        value,
        value,
        null,
        null,
        "the batch itself has a value that is no number, before any engine has worked; look at the"
            + " images, input.mean and input.std");
  }
}
