/**
 * What Lambda functions log with: SLF4J's events as one JSON object per line, each of its key-value
 * pairs a field of its own.
 *
 * <p>A few classes and no configuration, because a cold start waits for every class of a logging
 * backend. It is put into function jars; no artifact of this project depends on it, and any other
 * backend of SLF4J gets the same events.
 *
 * <p>For whoever deploys functions: SLF4J finds it by itself. Loggers are safe for use by many
 * threads, and write each line in one piece. The MDC is one for all of them, which is right where a
 * process works on one invocation at a time, and nowhere else.
 */
@NullMarked
package io.lambdatcc.jsonlog;

import org.jspecify.annotations.NullMarked;
