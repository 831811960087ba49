/**
 * Faults on real processes: clients buy in the isolated shop while its processes are killed and
 * frozen, its messages lost and its tables out of reach, and at the end everything is counted.
 *
 * <p>Read by whoever wants to know what was done to the program before it was called reliable:
 * {@code docs/reliability.md}. Depends on the isolated shop and on the packages below; nothing
 * depends on it. One campaign runs at a time; what its clients, proxies and processes share is safe
 * for use by many threads.
 */
@NullMarked
package io.lambdatcc.example.chaos;

import org.jspecify.annotations.NullMarked;
