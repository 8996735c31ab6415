// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.op.LedgerRow;

/**
 * Why an engine most likely differs.
 *
 * @param row of the semantic ledger
 * @param text a sentence with the evidence
 */
record Explanation(LedgerRow row, String text) {}
