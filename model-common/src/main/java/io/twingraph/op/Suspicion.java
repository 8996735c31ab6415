// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

/**
 * The likely mistake of an engine whose result of an operator is wrong.
 *
 * @param row of {@code docs/semantics.md}
 * @param words a clause for people
 */
public record Suspicion(LedgerRow row, String words) {}
