// SPDX-License-Identifier: Apache-2.0
/**
 * The benchmark: contestants in processes of their own, interleaved, held against Twingraph's
 * numbers round by round. {@link io.twingraph.bench.Bench} measures, {@link
 * io.twingraph.bench.Figures} works out what it means; how to read it: {@code docs/benchmark.md}.
 */
package io.twingraph.bench;
