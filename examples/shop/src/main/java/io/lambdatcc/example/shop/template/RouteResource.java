package io.lambdatcc.example.shop.template;

/**
 * A route of the HTTP API, followed to the function behind it.
 *
 * @param id logical id
 * @param method or {@code ANY}
 * @param path such as <code>/stock/{proxy+}</code>
 * @param authorization such as {@code AWS_IAM}
 * @param function logical id
 * @param alias of the function that is called; empty where it is the function itself
 */
public record RouteResource(
    String id, String method, String path, String authorization, String function, String alias) {}
