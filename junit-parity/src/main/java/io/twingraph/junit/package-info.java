// SPDX-License-Identifier: Apache-2.0
/**
 * Parity of two engines as JUnit 5 tests: {@link io.twingraph.junit.ParityTest} compares them in
 * lock-step on an experiment, and fails with the divergence. {@code docs/junit.md} shows how.
 */
package io.twingraph.junit;
