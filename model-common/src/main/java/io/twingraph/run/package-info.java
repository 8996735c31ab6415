// SPDX-License-Identifier: Apache-2.0
/**
 * Training one experiment on one engine, and the record of it.
 *
 * <p>Priorities: what an engine is given is decided here and hashed, so that every engine gets the
 * same; every step's loss is kept; time and memory are measured around the engine, not around the
 * reporting; a run that fails keeps what it had.
 */
package io.twingraph.run;
