// SPDX-License-Identifier: Apache-2.0
/** The experiment on libtorch. */
package io.twingraph.torch;
