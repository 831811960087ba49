package io.lambdatcc.example.coldstart;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A function to be started.
 *
 * @param name how tables and files call it
 * @param handler its class
 * @param jar what is deployed of it
 * @param environment its variables, beside those that Lambda sets
 * @param event makes a request that it has not had before
 * @param answered whether this is the answer that it should give
 */
record Subject(
    String name,
    String handler,
    Path jar,
    Map<String, String> environment,
    Supplier<String> event,
    Predicate<String> answered) {}
