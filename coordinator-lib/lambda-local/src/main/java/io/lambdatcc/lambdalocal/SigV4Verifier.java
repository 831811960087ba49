package io.lambdatcc.lambdalocal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies AWS Signature Version 4 in the {@code Authorization} header, as API Gateway and Lambda
 * do, which encode a path twice. ("Create a signed AWS API request" in the IAM User Guide.)
 *
 * <p>Signs the received request again, exactly the headers that were signed, and compares in
 * constant time. The SDK's signer could not do that: it always signs {@code x-amz-content-sha256},
 * which other clients leave out.
 */
public final class SigV4Verifier {

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String TERMINATOR = "aws4_request";
  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern SPACES = Pattern.compile(" +");
  private static final HexFormat HEX = HexFormat.of();
  private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();

  private final String service;
  private final String region;
  private final InstantSource clock;
  private final Function<String, Optional<Credential>> credentials;

  /**
   * Makes a verifier for one service in one Region.
   *
   * @param service the name that requests are signed for, as {@code execute-api} or {@code lambda}
   * @param credentials what belongs to an access key id, if anything does
   */
  public SigV4Verifier(
      String service,
      String region,
      InstantSource clock,
      Function<String, Optional<Credential>> credentials) {
    this.service = service;
    this.region = region;
    this.clock = clock;
    this.credentials = credentials;
  }

  /** Says whose request this is, or why nobody can tell. */
  public Verdict verify(ReceivedRequest request) {
    List<String> authorization = request.header("authorization");
    if (authorization.isEmpty()) {
      return refused(Verdict.Reason.UNSIGNED, "Missing Authentication Token");
    }
    try {
      return verify(request, Signature.parse(authorization));
    } catch (Incomplete e) {
      return refused(Verdict.Reason.INCOMPLETE, e.reason);
    }
  }

  private Verdict verify(ReceivedRequest request, Signature signature) throws Incomplete {
    Instant signedAt = signedAt(request);
    String date = TIME.format(signedAt).substring(0, 8);
    if (!signature.service.equals(service)) {
      return refused(
          Verdict.Reason.WRONG_SCOPE,
          "Credential should be scoped to correct service: '" + service + "'.");
    }
    if (!signature.region.equals(region)) {
      return refused(Verdict.Reason.WRONG_SCOPE, "Credential should be scoped to a valid region.");
    }
    if (!signature.date.equals(date)) {
      return refused(
          Verdict.Reason.WRONG_SCOPE,
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
              + " HTTP: '"
              + signature.date
              + "' != '"
              + date
              + "'.");
    }
    if (!signature.signedHeaders.contains("host")) {
      return refused(
          Verdict.Reason.HOST_NOT_SIGNED,
          "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }
    Instant now = clock.instant();
    if (signedAt.isBefore(now.minus(SKEW))) {
      return refused(
          Verdict.Reason.EXPIRED,
          "Signature expired: %s is now earlier than %s (%s - 5 min.)"
              .formatted(TIME.format(signedAt), TIME.format(now.minus(SKEW)), TIME.format(now)));
    }
    if (signedAt.isAfter(now.plus(SKEW))) {
      return refused(
          Verdict.Reason.NOT_YET_CURRENT,
          "Signature not yet current: %s is still later than %s (%s + 5 min.)"
              .formatted(TIME.format(signedAt), TIME.format(now.plus(SKEW)), TIME.format(now)));
    }
    Optional<Credential> credential = credentials.apply(signature.accessKeyId);
    if (credential.isEmpty()) {
      return refused(
          Verdict.Reason.UNKNOWN_KEY, "The security token included in the request is invalid.");
    }
    if (!request
        .header("x-amz-security-token")
        .equals(credential.get().sessionToken().map(List::of).orElse(List.of()))) {
      return refused(
          Verdict.Reason.WRONG_SESSION_TOKEN,
          "The security token included in the request is invalid.");
    }
    String bodyHash = HEX.formatHex(sha256(request.body()));
    List<String> claimedHash = request.header("x-amz-content-sha256");
    if (!claimedHash.isEmpty() && !claimedHash.equals(List.of(bodyHash))) {
      return claimedHash.get(0).startsWith("UNSIGNED-")
              || claimedHash.get(0).startsWith("STREAMING-")
          ? refused(
              Verdict.Reason.UNSIGNED_PAYLOAD,
              "The payload must be signed: x-amz-content-sha256 was " + claimedHash.get(0) + ".")
          : refused(
              Verdict.Reason.BODY_MISMATCH,
              "The provided 'x-amz-content-sha256' header does not match what was computed.");
    }
    byte[] expected = sign(request, signature, signedAt, bodyHash, credential.get().secret());
    if (!MessageDigest.isEqual(expected, signature.value)) {
      return refused(
          Verdict.Reason.WRONG_SIGNATURE,
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method. Consult the service documentation"
              + " for details.");
    }
    return new Verdict.Accepted(credential.get().principal());
  }

  private static Instant signedAt(ReceivedRequest request) throws Incomplete {
    List<String> time = request.header("x-amz-date");
    if (time.size() != 1) {
      throw new Incomplete(
          "Authorization header requires existence of either a 'X-Amz-Date' or a"
              + " 'Date' header.");
    }
    try {
      return LocalDateTime.parse(time.get(0), TIME).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new Incomplete("Date must be in ISO-8601 'basic format'. Got '" + time.get(0) + "'.");
    }
  }

  private static byte[] sign(
      ReceivedRequest request,
      Signature signature,
      Instant signedAt,
      String bodyHash,
      String secret) {
    StringBuilder canonical = new StringBuilder();
    canonical.append(request.method()).append('\n');
    canonical.append(encode(normalized(request.rawPath()), true)).append('\n');
    canonical.append(query(request.rawQuery())).append('\n');
    for (String name : signature.signedHeaders) {
      canonical.append(name).append(':');
      canonical.append(
          String.join(
              ",",
              request.header(name).stream()
                  .map(value -> SPACES.matcher(value.strip()).replaceAll(" "))
                  .toList()));
      canonical.append('\n');
    }
    canonical.append('\n');
    canonical.append(String.join(";", signature.signedHeaders)).append('\n');
    canonical.append(bodyHash);
    String scope =
        String.join("/", signature.date, signature.region, signature.service, TERMINATOR);
    String toSign =
        String.join(
            "\n", ALGORITHM, TIME.format(signedAt), scope, HEX.formatHex(sha256(utf8(canonical))));
    byte[] key = hmac(utf8("AWS4" + secret), signature.date);
    key = hmac(key, signature.region);
    key = hmac(key, signature.service);
    key = hmac(key, TERMINATOR);
    return hmac(key, toSign);
  }

  /** Without empty segments and dots. */
  private static String normalized(String path) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    boolean directory = path.endsWith("/") && !segments.isEmpty();
    return "/" + String.join("/", segments) + (directory ? "/" : "");
  }

  /** Every parameter decoded and encoded again, then in order. */
  private static String query(String rawQuery) {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    for (String parameter : rawQuery.split("&", -1)) {
      if (!parameter.isEmpty()) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        String value = equals < 0 ? "" : parameter.substring(equals + 1);
        parameters.add(Map.entry(encode(decode(name), false), encode(decode(value), false)));
      }
    }
    Collections.sort(
        parameters,
        Map.Entry.<String, String>comparingByKey().thenComparing(Map.Entry.comparingByValue()));
    return String.join(
        "&", parameters.stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList());
  }

  private static String decode(String encoded) {
    try {
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return encoded; // no valid encoding: no signature fits it
    }
  }

  /** RFC 3986: everything but unreserved characters, and slashes if told so. */
  private static String encode(String text, boolean keepSlashes) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (octet & 0xff);
      if ((character >= 'A' && character <= 'Z')
          || (character >= 'a' && character <= 'z')
          || (character >= '0' && character <= '9')
          || "-._~".indexOf(character) >= 0
          || (keepSlashes && character == '/')) {
        encoded.append(character);
      } else {
        encoded.append('%').append(UPPER_HEX.toHexDigits(octet));
      }
    }
    return encoded.toString();
  }

  private static byte[] hmac(byte[] key, String data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(data));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] utf8(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Verdict refused(Verdict.Reason reason, String message) {
    return new Verdict.Refused(reason, message);
  }

  /** What an {@code Authorization} header says. */
  private static final class Signature {

    final String accessKeyId;
    final String date;
    final String region;
    final String service;
    final List<String> signedHeaders;
    final byte[] value;

    private Signature(String[] credential, List<String> signedHeaders, byte[] value) {
      this.accessKeyId = credential[0];
      this.date = credential[1];
      this.region = credential[2];
      this.service = credential[3];
      this.signedHeaders = signedHeaders;
      this.value = value;
    }

    static Signature parse(List<String> authorization) throws Incomplete {
      String header = authorization.get(0);
      if (authorization.size() > 1 || !header.startsWith(ALGORITHM + " ")) {
        throw new Incomplete("Authorization header must use " + ALGORITHM + ".");
      }
      Map<String, String> parts = new HashMap<>();
      for (String part : header.substring(ALGORITHM.length()).split(",", -1)) {
        int equals = part.indexOf('=');
        if (equals < 0
            || parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip())
                != null) {
          throw new Incomplete("Authorization header cannot be read.");
        }
      }
      String[] credential = required(parts, "Credential").split("/", -1);
      if (credential.length != 5 || !credential[4].equals(TERMINATOR)) {
        throw new Incomplete(
            "Credential must have exactly 5 slash-delimited elements, e.g."
                + " keyid/date/region/service/term, got '"
                + parts.get("Credential")
                + "'.");
      }
      byte[] value;
      try {
        value = HEX.parseHex(required(parts, "Signature"));
      } catch (IllegalArgumentException e) {
        throw new Incomplete("Signature is not in hexadecimal digits.");
      }
      return new Signature(
          credential, Arrays.asList(required(parts, "SignedHeaders").split(";", -1)), value);
    }

    private static String required(Map<String, String> parts, String name) throws Incomplete {
      String part = parts.get(name);
      if (part == null || part.isEmpty()) {
        throw new Incomplete("Authorization header requires '" + name + "' parameter.");
      }
      return part;
    }
  }

  private static final class Incomplete extends Exception {
    private static final long serialVersionUID = 1L;

    final String reason;

    Incomplete(String reason) {
      super(reason);
      this.reason = reason;
    }
  }
}
