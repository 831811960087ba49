package io.lambdatcc.spi;

/**
 * Makes tokens that nobody has made before: the random part of transaction ids, and write tokens.
 *
 * <p>Two processes restored from one snapshot must not make the same tokens.
 */
@FunctionalInterface
public interface IdSource {

  /** A new token: 1 to 52 characters 0-9a-z, with at least 120 random bits. */
  String newToken();
}
