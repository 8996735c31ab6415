// SPDX-License-Identifier: Apache-2.0
/** Where data sets are at hand. */
package io.twingraph.app.places;
