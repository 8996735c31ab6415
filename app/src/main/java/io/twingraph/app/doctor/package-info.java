// SPDX-License-Identifier: Apache-2.0
/** What this machine has for running engines, what is missing, and how to get it. */
package io.twingraph.app.doctor;
