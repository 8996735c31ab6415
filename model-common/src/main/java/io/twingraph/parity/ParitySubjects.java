// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.DeviceRounding;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.Engines;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.run.ProcessMemory;
import io.twingraph.run.Provenance;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The engines and sessions of one comparison, opened and closed together. */
final class ParitySubjects implements AutoCloseable {
  private static final String LOADS_FIRST = "torch";
  private static final String OTHER_BATCH =
      "the two sides were given different batches: what an engine makes of one says nothing of the"
          + " other";

  private final Parity parity;
  private final TensorMap drawn;
  private final Instant startedAt = Instant.now();
  private final Deque<Runnable> open = new ArrayDeque<>();
  private final Subject a;
  private final Subject b;
  private final LiveSubject reference;
  private final NoiseTwins twins;
  private String withoutReference = "";
  private boolean otherBatch;

  /** Opens everything; closes what is open if something cannot be opened. */
  ParitySubjects(Parity parity) {
    this.parity = parity;
    this.drawn = InitialParameters.draw(parity.experiment);
    try {
      String nameA =
          parity.recording == null ? parity.first.name() : parity.recording.engine().name();
      String nameB = parity.second.name();
      // libtorch's natives load before TensorFlow's, whichever of the two leads.
      boolean turned = nameB.equals(LOADS_FIRST);
      Engine early = turned ? second() : null;
      Engine engineA =
          parity.recording == null ? engine(parity.first, parity.device, parity.threads) : null;
      Engine engineB = turned ? early : second();
      this.a =
          engineA == null ? new RecordedSubject(parity.recording) : subject(engineA, nameA, drawn);
      this.b = subject(engineB, nameB.equals(nameA) ? again(nameB, engineB) : nameB, drawn);
      this.reference = reference();
      this.twins = parity.mode == ParityMode.FREE ? twins(engineA) : null;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Engine second() {
    return engine(parity.second, parity.secondDevice, parity.secondThreads);
  }

  /** The second one of a name, by what makes it another where that is its device. */
  private String again(String name, Engine second) {
    String device = second.info().device();
    return name + (a.info().device().equals(device) ? " (2)" : " (" + device + ")");
  }

  private Engine engine(EngineProvider provider, DeviceRequest device, int threads) {
    Engine engine = provider.open(new EngineOptions(device, threads));
    open.push(engine::close);
    return engine;
  }

  private LiveSubject subject(Engine engine, String name, TensorMap initial) {
    LiveSubject subject = LiveSubject.open(engine, name, parity.experiment, initial);
    open.push(subject::close);
    return subject;
  }

  private LiveSubject reference() {
    if (parity.referenceUse == Parity.ReferenceUse.OFF) {
      withoutReference = "it was turned off";
      return null;
    }
    try {
      Engine engine = engine(Engines.named(Parity.REFERENCE), DeviceRequest.CPU, parity.threads);
      return subject(engine, Parity.REFERENCE, drawn);
    } catch (EngineUnavailableException e) {
      if (parity.referenceUse == Parity.ReferenceUse.REQUIRED) {
        throw e;
      }
      withoutReference = e.getMessage().lines().skip(1).findFirst().orElse("").strip();
      return null;
    }
  }

  private NoiseTwins twins(Engine engineA) {
    Map<String, LiveSubject> named = new LinkedHashMap<>();
    TensorMap moved = NoiseTwins.perturbed(drawn, parity.experiment.seeds().initialization());
    named.put(
        "the first engine with every initial value one float32 step off",
        subject(engineA, "perturbed", moved));
    int threads = engineA.info().threads() == 1 ? 2 : 1;
    named.put(
        "the first engine with " + threads + (threads == 1 ? " thread" : " threads"),
        subject(engine(parity.first, parity.device, threads), "threads", drawn));
    return new NoiseTwins(named, DeviceRounding.between(a.info().device(), b.info().device()));
  }

  /** Runs the comparison. */
  ParityReport compare() {
    LockStep lockStep =
        new LockStep(parity.experiment, a, b, reference, twins, parity.mode, parity.thorough);
    lockStep.limits(parity.limits);
    Divergence divergence = run(lockStep);
    List<StageRow> rows = lockStep.rows().all();
    NotFinite notFinite = lockStep.notFinite();
    if (divergence == null && notFinite == null && parity.evaluation != null) {
      EvaluationCheck check = new EvaluationCheck(parity.evaluation, lockStep.losses().size());
      divergence = evaluate(lockStep, check, rows);
      notFinite = check.notFinite();
    }
    Conclusion conclusion =
        new Conclusion(
            rows,
            divergence,
            notFinite,
            lockStep,
            parity.mode,
            withoutReference,
            twinNames(),
            nameOf(a),
            nameOf(b));
    return new ParityReport(
        parity.experiment,
        parity.data + parity.resized,
        parity.mode,
        parity.steps,
        List.of(a.info(), b.info()),
        reference == null ? null : reference.info(),
        conclusion.verdict(),
        otherBatch ? List.of(OTHER_BATCH) : conclusion.evidence(),
        divergence,
        notFinite,
        lockStep.excess(),
        lockStep.leftEnvelopeAt(),
        rows,
        lockStep.losses(),
        lockStep.timing(),
        lockStep.residentStart(),
        ProcessMemory.current().orElse(0),
        provenance());
  }

  /** Evaluates from the first engine's parameters; the divergence, or {@code null}. */
  private Divergence evaluate(LockStep lockStep, EvaluationCheck check, List<StageRow> rows) {
    b.follow(a.parameters(), lockStep.lastState());
    if (reference != null) {
      reference.follow(a.parameters(), lockStep.lastState());
    }
    return check.run(a, b, reference, rows);
  }

  /** Makes the steps; the divergence, or {@code null}. */
  private Divergence run(LockStep lockStep) {
    Iterator<Batch> batches =
        parity.recording == null
            ? parity.batches
            : new RecordedBatches(parity.recording, parity.batches, parity.dataSha256);
    try {
      lockStep.run(batches, parity.steps, drawn, parity.listener);
      return lockStep.divergence();
    } catch (RecordedBatches.OtherBatchException e) {
      otherBatch = true;
      return e.divergence();
    }
  }

  private static String nameOf(Subject subject) {
    return subject.info().name();
  }

  private List<String> twinNames() {
    return twins == null ? List.of() : twins.names();
  }

  private Provenance provenance() {
    Map<String, String> versions = new LinkedHashMap<>();
    for (EngineInfo info : List.of(a.info(), b.info())) {
      versions.put(info.name(), info.version());
    }
    return Provenance.capture(parity.experiment.seeds(), versions, startedAt);
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    while (!open.isEmpty()) {
      try {
        open.pop().run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
