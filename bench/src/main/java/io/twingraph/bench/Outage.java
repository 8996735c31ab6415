// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

/**
 * A contestant that could not do something, which every output lists.
 *
 * @param contestant its name
 * @param workload its id; {@code null} if it could do nothing at all
 * @param reason a clause for people
 */
public record Outage(String contestant, String workload, String reason) {}
