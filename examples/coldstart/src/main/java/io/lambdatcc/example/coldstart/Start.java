package io.lambdatcc.example.coldstart;

import java.time.Duration;

/**
 * One start of a function, whose first answer was the wanted one.
 *
 * @param time from the start of its process to its first answer
 * @param cpu what processors worked on it by then, in all threads: not fooled by a busy machine
 * @param inVain how many before it had another answer, and are not counted
 */
record Start(Duration time, Duration cpu, int inVain) {}
