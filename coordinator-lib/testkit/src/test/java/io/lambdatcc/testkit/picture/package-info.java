/**
 * Proves that pictures and traces show what happened, whole and legible.
 *
 * <p>For the build alone. The histories here are made by hand, so that what a picture has to show
 * is known without running anything.
 */
@NullMarked
package io.lambdatcc.testkit.picture;

import org.jspecify.annotations.NullMarked;
