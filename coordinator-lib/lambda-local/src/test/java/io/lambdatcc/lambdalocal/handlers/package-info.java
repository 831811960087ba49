/** The functions that the tests run in sandboxes. */
@NullMarked
package io.lambdatcc.lambdalocal.handlers;

import org.jspecify.annotations.NullMarked;
