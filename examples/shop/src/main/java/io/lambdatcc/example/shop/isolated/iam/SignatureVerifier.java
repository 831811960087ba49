package io.lambdatcc.example.shop.isolated.iam;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies AWS Signature Version 4 in the Authorization header, as described under "Create a signed
 * AWS API request" in the IAM user guide: builds the canonical request anew from what has arrived,
 * signs it with the secret of whoever claims to have sent it, and compares.
 *
 * <p>Not here: signatures in the query, chunked bodies, unsigned bodies, Signature Version 4A.
 */
public final class SignatureVerifier {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final Pattern CREDENTIAL =
      Pattern.compile("([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String INVALID = "InvalidSignatureException";
  private static final String INCOMPLETE = "IncompleteSignatureException";

  private final Account account;
  private final String region;
  private final String service;
  private final InstantSource clock;

  /**
   * Verifies what is signed by somebody of this account for this service in this Region.
   *
   * @param service as in the credential's scope: {@code execute-api}, {@code dynamodb}
   */
  public SignatureVerifier(Account account, String region, String service, InstantSource clock) {
    this.account = account;
    this.region = region;
    this.service = service;
    this.clock = clock;
  }

  /**
   * Finds out who has sent a request.
   *
   * @throws SignatureException if it is not signed, or not properly, or not now
   */
  public Principal sender(SignedRequest request) throws SignatureException {
    String header = request.header("authorization").orElse("");
    if (!header.startsWith(ALGORITHM)) {
      throw new SignatureException(
          "MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    Matcher credential = CREDENTIAL.matcher(parameter(header, "Credential"));
    if (!credential.matches()) {
      throw new SignatureException(INCOMPLETE, "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term");
    }
    List<String> signed = List.of(parameter(header, "SignedHeaders").split(";", -1));
    byte[] signature = hex(parameter(header, "Signature"));
    Principal sender =
        account
            .holder(credential.group(1))
            .filter(holder -> holder.sessionToken().equals(request.header("x-amz-security-token")))
            .orElseThrow(
                () ->
                    new SignatureException(
                        "UnrecognizedClientException",
                        "The security token included in the request is invalid."));
    String time = request.header("x-amz-date").orElse("");
    requireNow(time);
    requireScope(credential, time);
    if (!signed.contains("host")) {
      throw new SignatureException(
          INVALID, "'Host' must be a 'SignedHeader' in the AWS Authorization.");
    }
    String toSign =
        String.join(
            "\n",
            ALGORITHM,
            time,
            credential.group(2) + "/" + region + "/" + service + "/aws4_request",
            sha256(canonical(request, signed).getBytes(StandardCharsets.UTF_8)));
    if (!MessageDigest.isEqual(
        signature, hmac(key(sender, credential.group(2)), toSign))) {
      throw mismatch();
    }
    return sender;
  }

  private static SignatureException mismatch() {
    return new SignatureException(
        INVALID,
        "The request signature we calculated does not match the signature you provided. Check your"
            + " AWS Secret Access Key and signing method. Consult the service documentation for"
            + " details.");
  }

  private static String parameter(String header, String name) throws SignatureException {
    for (String part : header.substring(ALGORITHM.length()).split(",", -1)) {
      String stripped = part.strip();
      if (stripped.startsWith(name + "=")) {
        return stripped.substring(name.length() + 1);
      }
    }
    throw new SignatureException(
        INCOMPLETE, "Authorization header requires '" + name + "' parameter.");
  }

  private void requireNow(String time) throws SignatureException {
    Instant sent;
    try {
      sent = Instant.from(TIME.parse(time));
    } catch (DateTimeException e) {
      throw new SignatureException(
          INCOMPLETE,
          "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    }
    Instant now = clock.instant();
    Instant earliest = now.minus(TOLERANCE);
    Instant latest = now.plus(TOLERANCE);
    if (sent.isBefore(earliest)) {
      throw new SignatureException(
          INVALID,
          "Signature expired: %s is now earlier than %s (%s - 5 min.)"
              .formatted(time, TIME.format(earliest), TIME.format(now)));
    }
    if (sent.isAfter(latest)) {
      throw new SignatureException(
          INVALID,
          "Signature not yet current: %s is still later than %s (%s + 5 min.)"
              .formatted(time, TIME.format(latest), TIME.format(now)));
    }
  }

  private void requireScope(Matcher credential, String time) throws SignatureException {
    if (!time.startsWith(credential.group(2))) {
      throw new SignatureException(
          INVALID,
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
              + " HTTP");
    }
    if (!credential.group(3).equals(region)) {
      throw new SignatureException(
          INVALID, "Credential should be scoped to a valid region. Expected '" + region + "'.");
    }
    if (!credential.group(4).equals(service)) {
      throw new SignatureException(
          INVALID, "Credential should be scoped to correct service: '" + service + "'.");
    }
  }

  // ---- the canonical request -----------------------------------------------------------------

  private static String canonical(SignedRequest request, List<String> signed)
      throws SignatureException {
    String bodyHash = sha256(request.body());
    if (!request.header("x-amz-content-sha256").orElse(bodyHash).equals(bodyHash)) {
      throw mismatch();
    }
    StringBuilder headers = new StringBuilder();
    for (String name : signed) {
      List<String> values = request.headers().getOrDefault(name, List.of());
      headers
          .append(name)
          .append(':')
          .append(
              values.stream()
                  .map(value -> value.strip().replaceAll(" +", " "))
                  .collect(Collectors.joining(",")))
          .append('\n');
    }
    return String.join(
        "\n",
        request.method(),
        encodedAgain(request.path()),
        sorted(request.query()),
        headers,
        String.join(";", signed),
        bodyHash);
  }

  /** The path was encoded to be sent; all services but S3 sign it encoded once more. */
  private static String encodedAgain(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      if (c == '/' || isUnreserved(c)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return encoded.toString();
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~".indexOf(c) >= 0;
  }

  private static String sorted(String query) {
    if (query.isEmpty()) {
      return "";
    }
    List<String> pairs = new ArrayList<>();
    for (String pair : query.split("&", -1)) {
      pairs.add(pair.indexOf('=') < 0 ? pair + "=" : pair);
    }
    // by name, and then by value: '=' must not take part in the comparison
    return pairs.stream()
        .map(pair -> pair.split("=", 2))
        .sorted(
            (a, b) -> {
              int names = a[0].compareTo(b[0]);
              return names != 0 ? names : a[1].compareTo(b[1]);
            })
        .map(pair -> String.join("=", Arrays.asList(pair)))
        .collect(Collectors.joining("&"));
  }

  // ---- hashes --------------------------------------------------------------------------------

  private byte[] key(Principal sender, String day) {
    byte[] ofTheDay =
        hmac(("AWS4" + sender.secretAccessKey()).getBytes(StandardCharsets.UTF_8), day);
    return hmac(hmac(hmac(ofTheDay, region), service), "aws4_request");
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] hex(String text) {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      return new byte[0]; // matches nothing
    }
  }
}
