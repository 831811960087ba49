/**
 * The next version of the coordinator, as far as this one can tell: it writes an attribute that
 * this one does not know (I12).
 *
 * <p>On the class path of that coordinator's processes, where the SDK finds it by a file of its
 * own. Depends on the SDK alone; the campaign depends on it, and asks for the attribute at the end.
 * Safe for use by many threads.
 */
@NullMarked
package io.lambdatcc.example.chaos.next;

import org.jspecify.annotations.NullMarked;
