// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@link UpdateRule} has found in one engine's step, by tensor name. */
final class UpdateFindings {
  private final Map<String, UpdateErrors> parameters = new LinkedHashMap<>();
  private final Map<String, UpdateErrors> slots = new LinkedHashMap<>();

  UpdateErrors parameter(String name, HostTensor actual) {
    return parameters.computeIfAbsent(name, any -> new UpdateErrors(actual));
  }

  UpdateErrors slot(String name, HostTensor actual) {
    return slots.computeIfAbsent(name, any -> new UpdateErrors(actual));
  }

  Map<String, UpdateErrors> parameters() {
    return parameters;
  }

  Map<String, UpdateErrors> slots() {
    return slots;
  }
}
