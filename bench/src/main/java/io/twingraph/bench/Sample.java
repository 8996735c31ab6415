// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one process measured. What it has not is {@code null}.
 *
 * @param contestant its name
 * @param workload its id
 * @param round from 1
 * @param firstStepSeconds from the start of the process to the end of its first step
 * @param peakResidentBytes of the process and its descendants
 * @param threads that it says it used
 * @param versions of its parts, by name
 * @param millis of each measured step; of an epoch with its evaluation one number
 * @param gpuMillis of a step by the GPU's own clock, the median of a process's last steps; where
 *     the contestant can ask it
 * @param losses of the first ten steps, warm-up included
 * @param logits the first ten of the first batch
 * @param trainLoss mean over an epoch
 * @param validationLoss after an epoch
 * @param validationAccuracy after an epoch, 0..1
 * @param gigaflopsPerSecond of each matrix product; ceiling only
 * @param copyGigabytesPerSecond read and written, of each copy; ceiling only
 * @param note what was odd, or is to be known, about a process whose figures count all the same
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Sample(
    String contestant,
    String workload,
    int round,
    Double firstStepSeconds,
    Long peakResidentBytes,
    Integer threads,
    Map<String, String> versions,
    List<Double> millis,
    Double gpuMillis,
    List<Double> losses,
    List<Double> logits,
    Double trainLoss,
    Double validationLoss,
    Double validationAccuracy,
    List<Double> gigaflopsPerSecond,
    List<Double> copyGigabytesPerSecond,
    String note) {
  public Sample {
    versions = versions == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(versions));
    millis = copy(millis);
    losses = copy(losses);
    logits = copy(logits);
    gigaflopsPerSecond = copy(gigaflopsPerSecond);
    copyGigabytesPerSecond = copy(copyGigabytesPerSecond);
  }

  private static List<Double> copy(List<Double> values) {
    return values == null ? List.of() : List.copyOf(values);
  }
}
