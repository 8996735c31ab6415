// SPDX-License-Identifier: Apache-2.0
package io.twingraph.graph;

import io.twingraph.op.TensorType;

/**
 * A tensor between two nodes.
 *
 * @param name unique in the graph; the name in traces and reports
 * @param type of one sample
 */
public record Value(String name, TensorType type) {}
