/**
 * The functions that the others are compared with. Run in sandboxes, which start them by their
 * names.
 */
@NullMarked
package io.lambdatcc.example.coldstart.functions;

import org.jspecify.annotations.NullMarked;
