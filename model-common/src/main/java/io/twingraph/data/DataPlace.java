// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

/**
 * Whether a data set can be used without a download, as {@link Datasets#open} would find it.
 *
 * @param name of the data set
 * @param state whether it is there
 * @param where it is, how to get it, or why what is there cannot be used
 */
public record DataPlace(String name, State state, String where) {
  /** What was found. */
  public enum State {
    /** Whole, and the published one. */
    AT_HAND,
    /** Not there; asking for it by name downloads it. */
    NOT_HERE,
    /** Something is there that cannot be used. */
    UNUSABLE
  }
}
