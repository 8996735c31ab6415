// SPDX-License-Identifier: Apache-2.0
/**
 * The contract that every engine keeps, as a JUnit suite: extend {@link
 * io.twingraph.contract.EngineContract} and name your provider, and the device if it is not the CPU
 * ({@link io.twingraph.contract.EnabledOnCuda} skips a suite where there is no GPU). {@link
 * io.twingraph.contract.FakeEngine} is the plainest engine that keeps it: pure Java, double
 * arithmetic, loops as in the textbook.
 */
package io.twingraph.contract;
