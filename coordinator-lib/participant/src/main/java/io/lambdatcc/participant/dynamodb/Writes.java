package io.lambdatcc.participant.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** A participant's own writes, checked as far as that is possible without asking DynamoDB. */
final class Writes {
  /** DynamoDB's 100 actions less the fence's own. */
  static final int MAX = 99;

  private Writes() {}

  /** Where a write goes. A put names its whole item, from which the key cannot be told. */
  record Target(String table, Map<String, AttributeValue> attributes, boolean put) {

    /** Whether both certainly are about one item. */
    boolean hits(Target other) {
      if (!table.equals(other.table)) {
        return false;
      }
      if (put && other.put) {
        return attributes.equals(other.attributes);
      }
      return put
          ? attributes.entrySet().containsAll(other.attributes.entrySet())
          : other.put
              ? other.attributes.entrySet().containsAll(attributes.entrySet())
              : attributes.equals(other.attributes);
    }
  }

  /**
   * The same writes, each asked to show its item when its condition fails.
   *
   * @throws IllegalArgumentException when DynamoDB would refuse them or they touch the fence
   */
  static List<TransactWriteItem> checked(Target fence, List<TransactWriteItem> writes) {
    if (writes.size() > MAX) {
      throw new IllegalArgumentException(
          writes.size()
              + " writes; with the fence DynamoDB takes at most "
              + MAX
              + " in one transaction");
    }
    List<Target> targets = new ArrayList<>();
    List<TransactWriteItem> showing = new ArrayList<>();
    for (TransactWriteItem write : writes) {
      int index = targets.size();
      Target target = target(index, write);
      if (target.hits(fence)) {
        throw new IllegalArgumentException(
            "write " + index + " is about the fence of its own branch, which is not its to write");
      }
      for (int earlier = 0; earlier < index; earlier++) {
        if (target.hits(targets.get(earlier))) {
          throw new IllegalArgumentException(
              "writes "
                  + earlier
                  + " and "
                  + index
                  + " are about the same item of table "
                  + target.table()
                  + "; DynamoDB takes one write per item, make them one");
        }
      }
      targets.add(target);
      showing.add(showing(write));
    }
    return showing;
  }

  /** The key of the item, where the write names it. */
  static @Nullable Target keyed(TransactWriteItem write) {
    Target target = target(0, write);
    return target.put() ? null : target;
  }

  private static Target target(int index, TransactWriteItem write) {
    List<Target> named = new ArrayList<>();
    if (write.put() != null) {
      named.add(new Target(name(write.put().tableName()), write.put().item(), true));
    }
    if (write.update() != null) {
      named.add(new Target(name(write.update().tableName()), write.update().key(), false));
    }
    if (write.delete() != null) {
      named.add(new Target(name(write.delete().tableName()), write.delete().key(), false));
    }
    if (write.conditionCheck() != null) {
      named.add(
          new Target(
              name(write.conditionCheck().tableName()), write.conditionCheck().key(), false));
    }
    if (named.size() != 1) {
      throw new IllegalArgumentException(
          "write "
              + index
              + " has "
              + named.size()
              + " actions; exactly one of put, update, delete and conditionCheck is needed");
    }
    return named.get(0);
  }

  /** The name in {@code arn:aws:dynamodb:region:account:table/name}. */
  static String name(@Nullable String table) {
    if (table == null || table.isEmpty()) {
      throw new IllegalArgumentException("a write names no table");
    }
    return table.startsWith("arn:") ? table.substring(table.lastIndexOf('/') + 1) : table;
  }

  private static TransactWriteItem showing(TransactWriteItem write) {
    ReturnValuesOnConditionCheckFailure all = ReturnValuesOnConditionCheckFailure.ALL_OLD;
    TransactWriteItem.Builder builder = write.toBuilder();
    if (write.put() != null) {
      builder.put(write.put().copy(put -> put.returnValuesOnConditionCheckFailure(all)));
    }
    if (write.update() != null) {
      builder.update(
          write.update().copy(update -> update.returnValuesOnConditionCheckFailure(all)));
    }
    if (write.delete() != null) {
      builder.delete(
          write.delete().copy(delete -> delete.returnValuesOnConditionCheckFailure(all)));
    }
    if (write.conditionCheck() != null) {
      builder.conditionCheck(
          write.conditionCheck().copy(check -> check.returnValuesOnConditionCheckFailure(all)));
    }
    return builder.build();
  }
}
