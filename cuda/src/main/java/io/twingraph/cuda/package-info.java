// SPDX-License-Identifier: Apache-2.0
/**
 * What CUDA there is on this machine and in this build: GPUs, driver, libraries. Knows no engine.
 */
package io.twingraph.cuda;
