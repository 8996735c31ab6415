// SPDX-License-Identifier: Apache-2.0
/**
 * The experiment in float64, in the project's own C++ ({@code src/main/cpp/reference}): the engine
 * against which the others are measured.
 *
 * <p>What counts here, in this order: that the C++ can be read beside the formulas of {@link
 * io.twingraph.spec.Layer}; the same bits whatever the number of threads; speed enough for a few
 * hundred steps. Only {@link io.twingraph.reference.ReferenceEngineProvider} is public; programs
 * use it through {@link io.twingraph.engine.Engines}.
 */
package io.twingraph.reference;
