// SPDX-License-Identifier: Apache-2.0
/** Refusals that people read: what, where, expected, got, what to do. */
package io.twingraph.error;
