// SPDX-License-Identifier: Apache-2.0
/**
 * Images and labels: read once, checked, resized and scaled in Java, so that every engine gets the
 * same bytes.
 *
 * <p>Priorities: hostile files are refused with the file and the offset, before anything large is
 * allocated; the same data set has the same bytes (and hash) on every machine; a step's batch is
 * gathered without garbage.
 */
package io.twingraph.data;
