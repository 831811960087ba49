/**
 * The functions that the others are compared with. Run in sandboxes, which start them by their
 * names, so nothing is compiled against them.
 *
 * <p>For the bench beside them. They depend on the Lambda interfaces and on the SDK. A sandbox
 * calls one at a time.
 */
@NullMarked
package io.lambdatcc.example.coldstart.functions;

import org.jspecify.annotations.NullMarked;
