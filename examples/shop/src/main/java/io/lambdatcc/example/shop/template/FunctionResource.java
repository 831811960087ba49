package io.lambdatcc.example.shop.template;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Lambda function.
 *
 * @param id logical id
 * @param handler name of the class
 * @param code the jar (or directory) that it is deployed from
 * @param memory in MiB
 * @param role logical id of the role that it runs in
 * @param statements of that role's policies: maps with Sid, Effect, Action and Resource, Action and
 *     Resource each a text or a list
 * @param aliases by which it is called: the one that SAM moves at each deployment, and others
 * @param snapStart whether its versions are started from snapshots
 * @param logGroup its name
 */
public record FunctionResource(
    String id,
    String handler,
    Path code,
    Duration timeout,
    int memory,
    Map<String, String> environment,
    String role,
    List<Map<String, Object>> statements,
    Set<String> aliases,
    boolean snapStart,
    String logGroup) {

  /** Makes the collections immutable. */
  public FunctionResource {
    environment = Map.copyOf(environment);
    statements = List.copyOf(statements);
    aliases = Set.copyOf(aliases);
  }
}
