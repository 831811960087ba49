/** Stories of the engine in virtual time. */
@NullMarked
package io.lambdatcc.engine;

import org.jspecify.annotations.NullMarked;
