/**
 * Faults on real processes: clients buy in the isolated shop while its processes are killed and
 * frozen, its messages lost and its tables out of reach, and at the end everything is counted.
 */
@NullMarked
package io.lambdatcc.example.chaos;

import org.jspecify.annotations.NullMarked;
