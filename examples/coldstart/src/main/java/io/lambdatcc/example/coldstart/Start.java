package io.lambdatcc.example.coldstart;

import java.time.Duration;

/**
 * One start of a function.
 *
 * @param time from the start of its process to its first answer
 * @param cpu what processors worked on it by then, in all threads: not fooled by a busy machine
 */
record Start(Duration time, Duration cpu) {}
