// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.twingraph.engine.EngineInfo;
import io.twingraph.run.Provenance;
import io.twingraph.spec.Experiment;
import java.util.ArrayList;
import java.util.List;

/**
 * What a lock-step comparison has found.
 *
 * @param experiment what both engines were given
 * @param data what the batches were drawn from, for people
 * @param mode what happened between two steps
 * @param stepsWanted how many steps were asked for
 * @param engines the first and the second engine
 * @param reference the float64 reference; {@code null} without one
 * @param verdict identical, rounding only, beyond the given tolerance, nothing can be judged, or
 *     different meaning
 * @param evidence what the verdict rests on, a sentence each
 * @param divergence the first place where the meaning differs; {@code null} if it does not
 * @param notFinite where values are no numbers and nobody is to blame; {@code null} if there are
 *     none
 * @param excess the first place beyond the caller's own tolerance; {@code null} if there is none
 * @param leftEnvelopeAt in free mode the first step at which the losses are further apart than
 *     rounding explains; {@code null} if there is none
 * @param rows every tensor of every stage, in the order of a step
 * @param losses of every step that was made
 * @param timing where the time went
 * @param residentStart resident memory of the process after ten steps (or the last of fewer), in
 *     bytes; 0 if unknown
 * @param residentEnd after the last
 * @param provenance versions, machine, seeds
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ParityReport(
    Experiment experiment,
    String data,
    ParityMode mode,
    int stepsWanted,
    List<EngineInfo> engines,
    EngineInfo reference,
    ParityVerdict verdict,
    List<String> evidence,
    Divergence divergence,
    NotFinite notFinite,
    Excess excess,
    Integer leftEnvelopeAt,
    List<StageRow> rows,
    List<StepLosses> losses,
    ParityTiming timing,
    long residentStart,
    long residentEnd,
    Provenance provenance) {
  public ParityReport {
    engines = List.copyOf(engines);
    evidence = List.copyOf(evidence);
    rows = List.copyOf(rows);
    losses = List.copyOf(losses);
  }

  /** The verdict, its evidence and the divergence, for people. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    text.append(engines.get(0).name())
        .append(" and ")
        .append(engines.get(1).name())
        .append(" on experiment '")
        .append(experiment.name())
        .append("', ")
        .append(losses.size())
        .append(losses.size() == 1 ? " step: " : " steps: ")
        .append(verdict);
    evidence.forEach(line -> text.append("\n  ").append(line));
    findings().forEach(found -> text.append('\n').append(found));
    return text.toString();
  }

  /** What was found, a few lines each: the divergence, what is not finite, the excess. */
  public List<String> findings() {
    String a = engines.get(0).name();
    String b = engines.get(1).name();
    List<String> all = new ArrayList<>();
    if (divergence != null) {
      all.add(divergence.describe(a, b));
    } else if (notFinite != null) {
      all.add(notFinite.describe(a, b));
    }
    if (excess != null) {
      all.add(excess.describe(a, b));
    }
    return all;
  }
}
