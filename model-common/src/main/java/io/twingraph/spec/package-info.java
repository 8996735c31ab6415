// SPDX-License-Identifier: Apache-2.0
/**
 * What an experiment is: inert, immutable, comparable values, and nothing that computes.
 *
 * <p>Priorities, in this order:
 *
 * <ol>
 *   <li><b>One meaning.</b> Every field has exactly one meaning, stated in its Javadoc, that each
 *       engine lowers to exactly. Where TensorFlow and PyTorch differ by default, the meaning is
 *       the one in {@code docs/semantics.md}, never "what the engine does".
 *   <li><b>Valid or not there.</b> An {@link io.twingraph.spec.Experiment} that exists is valid:
 *       its constructor checks the whole of it, shapes included, before any native call.
 *   <li><b>Plain data.</b> Records, comparable with {@code equals}, that load from and save to YAML
 *       and JSON ({@link io.twingraph.spec.ExperimentFile}).
 * </ol>
 *
 * <p>Shapes are channels-last: an image batch is {@code [N, H, W, C]}, a convolution kernel {@code
 * [kH, kW, in, out]} (HWIO), a dense kernel {@code [in, out]}; flattening goes row by row over
 * {@code (h, w, c)}.
 *
 * <p>Everything here is immutable and safe for use by several threads. Every refusal is a {@link
 * io.twingraph.error.SpecException}.
 */
package io.twingraph.spec;
