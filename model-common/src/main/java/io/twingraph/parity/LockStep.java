// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.DeviceRounding;
import io.twingraph.data.Batch;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.StageOracle;
import io.twingraph.engine.TensorMap;
import io.twingraph.error.SpecException;
import io.twingraph.parity.StageLimits.Limited;
import io.twingraph.run.ProcessMemory;
import io.twingraph.spec.Experiment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Two engines, step by step on the same batches, until they mean different things or the steps are
 * done. Owns nothing.
 */
final class LockStep {
  /** Steps after which a process has grown to its size. */
  private static final int WARM = 10;

  private final Experiment experiment;
  private final Subject a;
  private final Subject b;
  private final LiveSubject reference;
  private final NoiseTwins twins;
  private final ParityMode mode;
  private final boolean thorough;
  private final DeviceRounding rounding;
  private final Examiner examiner;
  private final Explainer explainer;
  private final StageRows rows = new StageRows();
  private final List<StepLosses> losses = new ArrayList<>();
  private final List<String> amplified = new ArrayList<>();
  private StageLimits limits = StageLimits.NONE;
  private Divergence divergence;
  private Integer leftEnvelopeAt;
  private NotFinite notFinite;
  private Excess excess;
  private long enginesNanos;
  private long referenceNanos;
  private long wholeNanos;
  private long residentStart;
  private OptimizerState lastState;

  /**
   * A comparison.
   *
   * @param reference on the float64 reference, whose session is an oracle too; or {@code null}
   * @param twins for the envelope of free mode, or {@code null}
   * @param thorough whether the oracle is asked at every step, and not only at the first, the last,
   *     and where the engines are further apart than their tolerance
   */
  LockStep(
      Experiment experiment,
      Subject a,
      Subject b,
      LiveSubject reference,
      NoiseTwins twins,
      ParityMode mode,
      boolean thorough) {
    this.experiment = experiment;
    this.a = a;
    this.b = b;
    this.reference = reference;
    this.twins = twins;
    this.mode = mode;
    this.thorough = thorough;
    this.rounding = DeviceRounding.between(a.info().device(), b.info().device());
    this.examiner = new Examiner(experiment);
    this.explainer = new Explainer(experiment);
  }

  /** What the caller tolerates at a stage. */
  void limits(StageLimits newLimits) {
    this.limits = newLimits;
  }

  /** Makes up to {@code steps} steps. */
  void run(Iterator<Batch> batches, int steps, TensorMap drawn, ParityListener listener) {
    for (int step = 1; step <= steps && divergence == null && notFinite == null; step++) {
      if (!batches.hasNext()) {
        throw SpecException.of(
            "too few batches",
            "step " + step,
            "a batch for each of " + steps + " steps",
            (step - 1) + " batches",
            "give more batches, or ask for fewer steps");
      }
      Batch batch = batches.next();
      long start = System.nanoTime();
      step(batch, step, steps, drawn);
      wholeNanos += System.nanoTime() - start;
      if (step == Math.min(WARM, steps)) {
        residentStart = ProcessMemory.current().orElse(0);
      }
      if (losses.size() == step) {
        listener.stepFinished(step, steps, losses.get(step - 1));
      }
    }
  }

  private void step(Batch batch, int step, int steps, TensorMap drawn) {
    notFinite = Finiteness.of(batch, step);
    if (notFinite != null) {
      return;
    }
    Observation first = engines(() -> a.step(batch));
    Observation second = engines(() -> b.step(batch));
    lastState = first.state();
    Observation truth = reference == null ? null : referenced(() -> reference.step(batch));
    List<Finding> all = examiner.compare(first, second, step, rounding);
    int finite = Finiteness.before(all);
    Finding broken = finite == all.size() ? null : all.get(finite);
    List<Limited> findings = all.subList(0, finite).stream().map(limits::applied).toList();
    boolean judged = mode == ParityMode.RESYNC || step == 1;
    List<Limited> beyond =
        judged ? findings.stream().filter(one -> !one.meansTheSame()).toList() : List.of();
    boolean left = curve(batch, first, second, truth, step, broken == null);
    Map<Place, Double> shares = new HashMap<>();
    List<Blame> blames = new ArrayList<>(examine(a, first, batch, step, drawn, shares));
    blames.addAll(examine(b, second, batch, step, drawn, shares));
    boolean suspect = !beyond.isEmpty() || broken != null || left || !blames.isEmpty();
    if (reference != null && (thorough || step == 1 || step == steps || suspect)) {
      StageOracle oracle = reference.oracle();
      blames.addAll(referenced(() -> examiner.own(a.info(), first, oracle, shares)));
      blames.addAll(referenced(() -> examiner.own(b.info(), second, oracle, shares)));
    }
    blames.removeIf(limits::excuse);
    List<Blame> wrong = wrong(blames, beyond, broken, first, second);
    if (wrong.isEmpty() && broken == null && left && reference == null) {
      wrong.add(examiner.lossesApart(first, second, rounding));
    }
    judge(wrong, broken, first, second, truth, step);
    record(findings, beyond, shares, step, judged);
    if (judged && truth != null) {
      boolean kinked = Kinks.any(experiment, first, truth) || Kinks.any(experiment, second, truth);
      rows.measure(all.subList(0, finite), truth, kinked);
    }
    if (mode == ParityMode.RESYNC && divergence == null && notFinite == null) {
      resync(first);
    }
  }

  /** What can be said of an engine without another one: what it was given, and its update. */
  private List<Blame> examine(
      Subject subject,
      Observation observed,
      Batch batch,
      int step,
      TensorMap drawn,
      Map<Place, Double> shares) {
    String name = name(subject);
    List<Blame> blames = new ArrayList<>(examiner.given(name, observed, batch));
    if (step == 1) {
      blames.addAll(examiner.initial(name, observed.before(), drawn));
    }
    blames.addAll(examiner.update(subject.info(), observed, step, shares));
    return blames;
  }

  private void resync(Observation leader) {
    engines(
        () -> {
          b.follow(leader.updated(), leader.state());
          return null;
        });
    if (reference != null) {
      referenced(
          () -> {
            reference.follow(leader.updated(), leader.state());
            return null;
          });
    }
  }

  private static String name(Subject subject) {
    return subject.info().name();
  }

  private <T> T engines(Supplier<T> body) {
    long start = System.nanoTime();
    T result = body.get();
    enginesNanos += System.nanoTime() - start;
    return result;
  }

  private <T> T referenced(Supplier<T> body) {
    long start = System.nanoTime();
    T result = body.get();
    referenceNanos += System.nanoTime() - start;
    return result;
  }

  /** Notes every finding, with what the engines used of their own tolerance where that decided. */
  private void record(
      List<Limited> findings,
      List<Limited> beyond,
      Map<Place, Double> shares,
      int step,
      boolean judged) {
    boolean arbitrated = reference != null && divergence == null;
    for (Limited one : findings) {
      boolean exceeded = judged && one.isExcess();
      if (exceeded && excess == null) {
        excess = Excess.of(one.given(), step);
      }
      boolean decided = arbitrated && !exceeded && beyond.contains(one);
      Double own = decided ? shares.get(one.meaning().place()) : null;
      rows.add(one.shown(), own, step, judged);
    }
  }

  /** Notes the losses; whether they have left the envelope now. */
  private boolean curve(
      Batch batch,
      Observation first,
      Observation second,
      Observation truth,
      int step,
      boolean finite) {
    double lossA = first.trace().loss();
    double lossB = second.trace().loss();
    Double right = truth == null ? null : Double.valueOf(truth.trace().loss());
    Double envelope = null;
    boolean left = false;
    if (twins != null && finite) {
      envelope = engines(() -> twins.step(batch, step, lossA, right));
      left =
          leftEnvelopeAt == null && envelope != null && NoiseTwins.apart(lossA, lossB) > envelope;
      if (left) {
        leftEnvelopeAt = step;
      }
    }
    losses.add(
        new StepLosses(step, batch.size(), first.batchHash(), lossA, lossB, right, envelope));
    return left;
  }

  /**
   * All that is wrong in a step. Two engines that are further apart than their tolerance are wrong
   * only where no oracle can say that each was right by itself. What comes from values that are not
   * finite is nobody's fault; the values themselves are, where one engine alone has them.
   *
   * @param broken the first finding that is not finite, or {@code null}
   */
  private List<Blame> wrong(
      List<Blame> blames,
      List<Limited> beyond,
      Finding broken,
      Observation first,
      Observation second) {
    int end = broken == null ? Integer.MAX_VALUE : examiner.order(broken.place());
    boolean inOne = broken != null && Finiteness.inOneOnly(broken);
    List<Blame> wrong = new ArrayList<>(blames);
    wrong.removeIf(blame -> blame.order() > end || (blame.order() == end && !inOne));
    boolean blamed = !wrong.isEmpty();
    String before = "";
    for (Limited one : beyond) {
      Finding finding = one.meaning();
      // What comes after an excused tensor has been worked out from it.
      String kinks =
          reference != null || !before.isEmpty() ? before : excuse(finding, first, second);
      before = kinks;
      if (reference == null && kinks.isEmpty()) {
        wrong.add(Blame.of(null, examiner.order(finding.place()), finding));
      } else if (!blamed) {
        amplified.add(
            String.format(
                Locale.ROOT,
                "step %d: %s %s%s",
                losses.size(),
                finding.place().stage(),
                finding.place().tensor(),
                kinks.isEmpty() ? "" : " (" + kinks + ")"));
      }
    }
    if (inOne && reference == null) {
      wrong.add(Blame.of(null, end, broken));
    }
    return wrong;
  }

  /** Takes the earliest thing that is wrong, or the values that are not finite. */
  private void judge(
      List<Blame> wrong,
      Finding broken,
      Observation first,
      Observation second,
      Observation truth,
      int step) {
    Blame earliest = wrong.stream().min(Comparator.comparingInt(Blame::order)).orElse(null);
    if (earliest != null && isOverflow(earliest, first, second)) {
      notFinite = Finiteness.overflow(earliest, first, second, step);
    } else if (earliest != null) {
      divergence = divergence(earliest, first, second, step);
    } else if (broken != null) {
      HostTensor right = truth == null ? null : Values.at(broken.place(), truth);
      notFinite = Finiteness.of(broken, right, step, name(a), name(b));
    } else if (twins != null && twins.lost() != null) {
      notFinite = Finiteness.lost(twins.lost(), losses.get(losses.size() - 1));
    }
  }

  private boolean isOverflow(Blame blame, Observation first, Observation second) {
    Observation wrong = name(a).equals(blame.engine()) ? first : second;
    return blame.isOverflow() || Finiteness.onTheWay(blame, wrong);
  }

  private String excuse(Finding finding, Observation first, Observation second) {
    String cancelled = Cancellation.of(finding, first, rounding);
    return cancelled.isEmpty() ? Kinks.between(experiment, first, second, finding) : cancelled;
  }

  private Divergence divergence(Blame blame, Observation first, Observation second, int step) {
    Observation wrong = name(a).equals(blame.engine()) ? first : second;
    Explanation why = explainer.explain(blame, wrong, step);
    Place place = blame.place();
    boolean counter = place.tensor().equals("steps");
    int at = Math.max(0, blame.worst());
    double valueA = counter ? (double) first.state().steps() : Values.at(place, first).value(at);
    double valueB = counter ? (double) second.state().steps() : Values.at(place, second).value(at);
    return new Divergence(
        step,
        place.stage(),
        place.layer(),
        place.tensor(),
        Divergence.index(blame.actual().index(at)),
        valueA,
        valueB,
        blame.engine() == null ? null : Double.valueOf(blame.expectedThere()),
        blame.allowed(),
        blame.engine(),
        why.row(),
        why.text());
  }

  Divergence divergence() {
    return divergence;
  }

  /** The first engine's optimizer state after the last step. */
  OptimizerState lastState() {
    return lastState;
  }

  /** Where values are no numbers and nobody is to blame; {@code null} if there are none. */
  NotFinite notFinite() {
    return notFinite;
  }

  /** Where the caller's tolerance was first exceeded; {@code null} if it was not. */
  Excess excess() {
    return excess;
  }

  Integer leftEnvelopeAt() {
    return leftEnvelopeAt;
  }

  StageRows rows() {
    return rows;
  }

  List<StepLosses> losses() {
    return losses;
  }

  /** Places beyond their tolerance at which each engine was right by itself. */
  List<String> amplified() {
    return amplified;
  }

  long residentStart() {
    return residentStart;
  }

  ParityTiming timing() {
    long comparison = wholeNanos - enginesNanos - referenceNanos;
    return new ParityTiming(enginesNanos * 1e-9, referenceNanos * 1e-9, comparison * 1e-9);
  }
}
