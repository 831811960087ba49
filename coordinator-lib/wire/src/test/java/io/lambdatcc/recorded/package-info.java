/**
 * What releases have written, kept in files: a directory for each release that changed a format, a
 * file for each thing. See docs/compatibility.md.
 *
 * <p>For the tests of every module that stores or sends something; not published. Depends on
 * Jackson and, for items, on the AWS SDK.
 */
@NullMarked
package io.lambdatcc.recorded;

import org.jspecify.annotations.NullMarked;
