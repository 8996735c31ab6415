// SPDX-License-Identifier: Apache-2.0
/** The command {@code twingraph}. */
package io.twingraph.app;
