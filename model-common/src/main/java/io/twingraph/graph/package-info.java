// SPDX-License-Identifier: Apache-2.0
/**
 * The graph of operators that an experiment's layers expand into: sorted, typed and fully resolved.
 * It is all that engines, the reference, parity, reports and exporters see of a model.
 *
 * <p>A {@link io.twingraph.graph.Node} is one operator in its place; a {@link
 * io.twingraph.graph.Value} is a named tensor between two nodes, and the name under which it
 * appears in traces, recordings and reports.
 */
package io.twingraph.graph;
