/** Tests of the bench's own arithmetic and arguments; nothing is measured. */
@NullMarked
package io.lambdatcc.example.bench;

import org.jspecify.annotations.NullMarked;
