// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.DeviceRounding;
import io.twingraph.compare.Tolerance;
import io.twingraph.data.Batch;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.StageOracle;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.spec.Experiment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Examines the steps of an experiment: two engines against each other, and each by itself. */
final class Examiner {
  private final Experiment experiment;
  private final List<Place> places;
  private final CrossTolerances cross;
  private final Map<String, Place> gradients = new HashMap<>();

  Examiner(Experiment experiment) {
    this.experiment = experiment;
    this.places = Place.of(experiment);
    this.cross = new CrossTolerances(experiment);
    places.stream()
        .filter(place -> place.stage() == Stage.PARAMETER_GRADIENT)
        .forEach(place -> gradients.put(place.tensor(), place));
  }

  /**
   * Every place of a step of two engines, side by side.
   *
   * @param rounding between the two
   */
  List<Finding> compare(Observation a, Observation b, long step, DeviceRounding rounding) {
    List<Finding> findings = new ArrayList<>();
    for (Place place : places) {
      if (place.stage() == Stage.INITIAL_PARAMETERS && step > 1) {
        continue;
      }
      HostTensor first = Values.at(place, a);
      Tolerance tolerance = rounding.applied(cross.at(place, first, a.trace(), step));
      findings.add(Finding.of(place, first, Values.at(place, b), tolerance));
    }
    return findings;
  }

  /** The position of a place in a step. */
  int order(Place place) {
    return places.indexOf(place);
  }

  /** Two losses that are further apart than rounding explains, without saying whose fault it is. */
  Blame lossesApart(Observation a, Observation b, DeviceRounding rounding) {
    Place place =
        places.stream().filter(any -> any.stage() == Stage.LOSS).findFirst().orElseThrow();
    Tolerance tolerance = rounding.applied(Tolerance.loss());
    Finding finding = Finding.of(place, Values.at(place, a), Values.at(place, b), tolerance);
    return Blame.of(null, order(place), finding);
  }

  /** What the engine was given, against what it was handed: the same bits. */
  List<Blame> given(String engine, Observation step, Batch batch) {
    float[] images = new float[batch.size() * batch.imageSize()];
    batch.images().get(images);
    int[] shape = {batch.size(), batch.height(), batch.width(), batch.channels()};
    float[] labels = new float[batch.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = batch.label(i);
    }
    List<Blame> blames = new ArrayList<>();
    exact(engine, 0, step, HostTensor.wrap(shape, images), blames);
    exact(engine, 1, step, HostTensor.wrap(new int[] {labels.length}, labels), blames);
    return blames;
  }

  private void exact(
      String engine, int order, Observation step, HostTensor expected, List<Blame> blames) {
    Place place = places.get(order);
    exact(engine, order, Values.at(place, step), expected, blames);
  }

  /** What an engine started from, against what it was handed: the same bits. */
  List<Blame> initial(String engine, TensorMap parameters, TensorMap drawn) {
    List<Blame> blames = new ArrayList<>();
    for (int order = 0; order < places.size(); order++) {
      Place place = places.get(order);
      if (place.stage() == Stage.INITIAL_PARAMETERS) {
        String name = place.tensor();
        exact(engine, order, parameters.get(name), drawn.get(name), blames);
      }
    }
    return blames;
  }

  private void exact(
      String engine, int order, HostTensor actual, HostTensor expected, List<Blame> blames) {
    Finding finding = Finding.of(places.get(order), actual, expected, Tolerance.bitExact());
    if (!finding.difference().sameBits()) {
      blames.add(Blame.of(engine, order, finding));
    }
  }

  /**
   * Each stage of an engine's trace against what it should be, given what entered it.
   *
   * @param engine who it is, and on what device
   * @param shares takes the largest part of its own tolerance that an engine uses at each place
   */
  List<Blame> own(
      EngineInfo engine, Observation step, StageOracle oracle, Map<Place, Double> shares) {
    Trace expected = oracle.expected(step.before(), step.trace());
    OwnTolerances tolerances = new OwnTolerances(step.before(), step.trace());
    DeviceRounding rounding = DeviceRounding.of(engine.device());
    List<Blame> blames = new ArrayList<>();
    for (int order = 0; order < places.size(); order++) {
      Place place = places.get(order);
      if (place.stage().compareTo(Stage.ACTIVATION) < 0
          || place.stage().compareTo(Stage.PARAMETER_GRADIENT) > 0) {
        continue;
      }
      HostTensor right = Values.at(place, expected);
      Tolerance tolerance = rounding.applied(tolerances.at(place, right));
      Finding finding = Finding.of(place, Values.at(place, step), right, tolerance);
      shares.merge(place, finding.difference().share(), Math::max);
      if (!finding.passes()) {
        blames.add(Blame.of(engine.name(), order, finding));
      }
    }
    return blames;
  }

  /**
   * An engine's update against the optimizer's formula, given its own gradients. The formula's few
   * operations are rounded alike on every device; the gradient that the step has used, which need
   * not be the traced one's to the last bit, is as far from that as the device's rounding is.
   *
   * @param engine who it is, and on what device
   * @param shares as in {@link #own}
   */
  List<Blame> update(EngineInfo engine, Observation step, long number, Map<Place, Double> shares) {
    UpdateFindings found = updates(step, number, DeviceRounding.of(engine.device()));
    List<Blame> blames = new ArrayList<>();
    for (int order = 0; order < places.size(); order++) {
      Place place = places.get(order);
      UpdateErrors errors =
          switch (place.stage()) {
            case OPTIMIZER_STATE -> found.slots().get(place.tensor());
            case UPDATED_PARAMETERS -> found.parameters().get(place.tensor());
            default -> null;
          };
      if (errors == null) {
        continue;
      }
      shares.merge(place, errors.share(), Math::max);
      if (!errors.passes()) {
        blames.add(Blame.of(engine.name(), order, place, errors));
      }
    }
    if (step.state().steps() != step.stateBefore().steps() + 1) {
      blames.add(counting(engine.name(), step));
    }
    return blames;
  }

  private UpdateFindings updates(Observation step, long number, DeviceRounding rounding) {
    UpdateFindings found = new UpdateFindings();
    OwnTolerances tolerances = new OwnTolerances(step.before(), step.trace());
    step.trace()
        .gradients()
        .asMap()
        .forEach(
            (name, gradient) ->
                new UpdateRule(
                        experiment,
                        number,
                        step.trace().labels().size(),
                        rounding.applied(tolerances.at(gradients.get(name), gradient)))
                    .check(
                        name,
                        step.before().asMap(),
                        gradient,
                        step.stateBefore(),
                        step.updated().asMap(),
                        step.state(),
                        found));
    return found;
  }

  private Blame counting(String engine, Observation step) {
    Place place = new Place(Stage.OPTIMIZER_STATE, "optimizer", "steps", null);
    double expected = (double) (step.stateBefore().steps() + 1);
    HostTensor actual = Values.scalar((double) step.state().steps());
    HostTensor right = Values.scalar(expected);
    return new Blame(
        engine, places.size(), place, actual, right, 0, expected, 0, Double.POSITIVE_INFINITY);
  }
}
