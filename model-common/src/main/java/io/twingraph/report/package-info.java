// SPDX-License-Identifier: Apache-2.0
/**
 * Results for people and for programs: the record of a run as JSON, its curves as a picture, its
 * tables as text.
 *
 * <p>Priorities: the record holds everything that the others show; a file is whole or not there; a
 * machine without fonts loses the picture, not the run.
 */
package io.twingraph.report;
