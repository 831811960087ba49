/** The next version of the coordinator, which writes what the present one does not know. */
@NullMarked
package io.lambdatcc.example.chaos.next;

import org.jspecify.annotations.NullMarked;
