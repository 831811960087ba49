package io.lambdatcc.example.shop.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An answer of the shop.
 *
 * @param body its JSON
 */
public record Reply(int status, JsonNode body) {
  /** Whether what was asked for is done. */
  public boolean ok() {
    return status >= 200 && status < 300 && status != 202;
  }

  /** Whether it leaves open what became of the request. */
  public boolean open() {
    return status == 202 || status == 429 || status >= 500;
  }

  /** This answer, where what was asked for is done; throws {@link IllegalStateException} if not. */
  public Reply sure() {
    if (!ok()) {
      throw new IllegalStateException("the shop answered " + status + " " + body);
    }
    return this;
  }

  /** A field's text; empty where there is none. */
  public String text(String field) {
    return body.path(field).asText();
  }

  /** A field's number; 0 where there is none. */
  public long number(String field) {
    return body.path(field).asLong();
  }
}
