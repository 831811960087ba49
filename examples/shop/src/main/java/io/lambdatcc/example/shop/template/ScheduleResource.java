package io.lambdatcc.example.shop.template;

import java.time.Duration;

/**
 * A function that is called regularly.
 *
 * @param function logical id
 * @param event id of the event in the function
 * @param alias of the function that is called
 */
public record ScheduleResource(String function, String event, String alias, Duration every) {}
