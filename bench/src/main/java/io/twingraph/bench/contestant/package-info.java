// SPDX-License-Identifier: Apache-2.0
/**
 * Programs that the benchmark starts, each in a JVM of its own, and that speak the protocol that
 * every contestant speaks: {@code docs/benchmark.md}. Twingraph itself is one of them.
 */
package io.twingraph.bench.contestant;
