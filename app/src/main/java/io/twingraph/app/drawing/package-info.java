// SPDX-License-Identifier: Apache-2.0
/**
 * Models as pictures. {@code ModelDrawing} says what stands in each box, {@code ModelLayout} where
 * the boxes and arrows are, and {@code ModelSvg} writes them as text. A picture needs neither a
 * display nor fonts: what shows it brings its own.
 */
package io.twingraph.app.drawing;
