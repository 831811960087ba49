package io.lambdatcc.lambdalocal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import software.amazon.awssdk.http.SdkHttpRequest;

class SigV4VerifierProperties {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String KEY = "ASIALOCAL";
  private static final Credential PLAIN =
      new Credential("secret", Optional.empty(), "arn:aws:iam::1:user/plain");
  private static final Credential TEMPORARY =
      new Credential("secret", Optional.of("to/ken=="), "arn:aws:sts::1:assumed-role/r/s");

  @Property(tries = 300)
  void whatTheSdkSignsIsAccepted(
      @ForAll("messages") Message message, @ForAll boolean temporary, @ForAll boolean lambda) {
    Credential credential = temporary ? TEMPORARY : PLAIN;
    String service = lambda ? "lambda" : "execute-api";
    SdkHttpRequest signed = sign(message, credential, service, NOW);

    Verdict verdict =
        verifier(service, credential).verify(SdkSigner.received(signed, message.body()));

    assertThat(verdict).isEqualTo(new Verdict.Accepted(credential.principal()));
  }

  @Property(tries = 300)
  void whatWasChangedOnTheWayIsRefused(@ForAll("messages") Message message, @ForAll Change change) {
    SdkHttpRequest signed = sign(message, TEMPORARY, "execute-api", NOW);
    ReceivedRequest original = SdkSigner.received(signed, message.body());

    Verdict verdict = verifier("execute-api", TEMPORARY).verify(change.of(signed, message.body()));

    assertThat(verdict).as("after %s of %s", change, original).isInstanceOf(Verdict.Refused.class);
    assertThat(((Verdict.Refused) verdict).reason()).isEqualTo(change.reason);
  }

  @Property(tries = 100)
  void signatureHoldsForFiveMinutesAndNoLonger(@ForAll("skews") long seconds) {
    Message message = new Message("POST", "/stock/tcc/try", "", Map.of(), "{}");
    SdkHttpRequest signed = sign(message, PLAIN, "execute-api", NOW.plusSeconds(seconds));

    Verdict verdict =
        verifier("execute-api", PLAIN).verify(SdkSigner.received(signed, message.body()));

    if (Math.abs(seconds) <= 300) {
      assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    } else {
      assertThat(reason(verdict))
          .isEqualTo(seconds < 0 ? Verdict.Reason.EXPIRED : Verdict.Reason.NOT_YET_CURRENT);
    }
  }

  /** The example of the IAM User Guide's test suite, "get-vanilla". */
  @Example
  void knownAnswerIsAccepted() {
    SigV4Verifier verifier =
        new SigV4Verifier(
            "service",
            "us-east-1",
            () -> Instant.parse("2015-08-30T12:36:00Z"),
            key ->
                key.equals("AKIDEXAMPLE")
                    ? Optional.of(
                        new Credential(
                            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", Optional.empty(), "it"))
                    : Optional.empty());

    Verdict verdict =
        verifier.verify(
            new ReceivedRequest(
                "GET",
                "/",
                "",
                Map.of(
                    "Host", List.of("example.amazonaws.com"),
                    "X-Amz-Date", List.of("20150830T123600Z"),
                    "Authorization",
                        List.of(
                            "AWS4-HMAC-SHA256"
                                + " Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                                + " SignedHeaders=host;x-amz-date,"
                                + " Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")),
                new byte[0]));

    assertThat(verdict).isEqualTo(new Verdict.Accepted("it"));
  }

  @Example
  void whoIsUnknownOrSignsForOthersIsToldApart() {
    Message message = new Message("POST", "/a", "", Map.of(), "{}");
    ReceivedRequest plain =
        SdkSigner.received(sign(message, PLAIN, "execute-api", NOW), message.body());

    assertThat(
            reason(
                new SigV4Verifier(
                        "execute-api", "eu-west-1", () -> NOW, accessKey -> Optional.empty())
                    .verify(plain)))
        .isEqualTo(Verdict.Reason.UNKNOWN_KEY);
    assertThat(reason(verifier("lambda", PLAIN).verify(plain)))
        .isEqualTo(Verdict.Reason.WRONG_SCOPE);
    assertThat(
            reason(
                new SigV4Verifier(
                        "execute-api", "us-east-1", () -> NOW, accessKey -> Optional.of(PLAIN))
                    .verify(plain)))
        .isEqualTo(Verdict.Reason.WRONG_SCOPE);
    assertThat(
            reason(
                verifier("execute-api", new Credential("other", Optional.empty(), "p"))
                    .verify(plain)))
        .isEqualTo(Verdict.Reason.WRONG_SIGNATURE);
    assertThat(reason(verifier("execute-api", TEMPORARY).verify(plain)))
        .isEqualTo(Verdict.Reason.WRONG_SESSION_TOKEN);
  }

  @Example
  void authorizationThatCannotBeReadIsIncomplete() {
    for (String header :
        List.of(
            "Bearer x",
            "AWS4-HMAC-SHA256 nothing",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host",
            "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=00",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=zz")) {
      Verdict verdict =
          verifier("execute-api", PLAIN)
              .verify(
                  new ReceivedRequest(
                      "GET",
                      "/",
                      "",
                      Map.of(
                          "Authorization", List.of(header),
                          "X-Amz-Date", List.of("20260301T120000Z")),
                      new byte[0]));

      assertThat(reason(verdict)).as(header).isEqualTo(Verdict.Reason.INCOMPLETE);
    }
  }

  @Provide
  Arbitrary<Message> messages() {
    Arbitrary<String> segment =
        Arbitraries.strings().withChars("aZ9-._~ %:+@!$'()*,;=ä").ofMinLength(1).ofMaxLength(6);
    Arbitrary<String> path =
        segment.list().ofMaxSize(4).map(parts -> "/" + String.join("/", parts));
    Arbitrary<String> query =
        Combinators.combine(segment, segment)
            .as((name, value) -> encoded(name) + "=" + encoded(value))
            .list()
            .ofMaxSize(4)
            .map(parts -> String.join("&", parts));
    Arbitrary<Map<String, List<String>>> headers =
        Arbitraries.maps(
            Arbitraries.of("X-Tcc-Id", "Accept", "content-type", "X-Other"),
            Arbitraries.strings()
                .withChars("ab =;,\"")
                .ofMinLength(1)
                .ofMaxLength(8)
                .map(List::of));
    return Combinators.combine(
            Arbitraries.of("GET", "POST", "PUT", "DELETE"),
            path,
            query,
            headers,
            Arbitraries.strings().ofMaxLength(30))
        .as(Message::new)
        // what climbs above the root is no path; the SDK signs it with dots left over
        .filter(message -> !message.climbs());
  }

  @Provide
  Arbitrary<Long> skews() {
    return Arbitraries.longs()
        .between(-900, 900)
        .edgeCases(edges -> edges.add(-301L, -300L, 300L, 301L));
  }

  private static Verdict.Reason reason(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    return ((Verdict.Refused) verdict).reason();
  }

  private static SigV4Verifier verifier(String service, Credential credential) {
    return new SigV4Verifier(
        service,
        "eu-west-1",
        () -> NOW,
        key -> key.equals(KEY) ? Optional.of(credential) : Optional.empty());
  }

  private static SdkHttpRequest sign(
      Message message, Credential credential, String service, Instant at) {
    return SdkSigner.signed(
        SdkSigner.unsigned(message.method, message.uri(), message.headers),
        message.body(),
        KEY,
        credential,
        service,
        "eu-west-1",
        at);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A request before it is signed. */
  record Message(
      String method, String path, String query, Map<String, List<String>> headers, String text) {

    URI uri() {
      StringBuilder encodedPath = new StringBuilder();
      for (String segment : path.substring(1).split("/", -1)) {
        encodedPath.append('/').append(encoded(segment));
      }
      return URI.create(
          "https://local.execute-api.eu-west-1.amazonaws.com"
              + encodedPath
              + (query.isEmpty() ? "" : "?" + query));
    }

    boolean climbs() {
      String normal = uri().normalize().getRawPath();
      return normal.equals("/..") || normal.startsWith("/../");
    }

    byte[] body() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** What can happen to a request on its way, and what is to be made of it. */
  enum Change {
    METHOD(Verdict.Reason.WRONG_SIGNATURE),
    PATH(Verdict.Reason.WRONG_SIGNATURE),
    QUERY(Verdict.Reason.WRONG_SIGNATURE),
    HOST(Verdict.Reason.WRONG_SIGNATURE),
    SIGNED_HEADER_GONE(Verdict.Reason.WRONG_SIGNATURE),
    SIGNATURE(Verdict.Reason.WRONG_SIGNATURE),
    SIGNATURE_CUT(Verdict.Reason.WRONG_SIGNATURE),
    TIME(Verdict.Reason.WRONG_SIGNATURE),
    FEWER_SIGNED_HEADERS(Verdict.Reason.WRONG_SIGNATURE),
    BODY_AND_ITS_HASH_GONE(Verdict.Reason.WRONG_SIGNATURE),
    BODY(Verdict.Reason.BODY_MISMATCH),
    PAYLOAD_UNSIGNED(Verdict.Reason.UNSIGNED_PAYLOAD),
    TOKEN(Verdict.Reason.WRONG_SESSION_TOKEN),
    TOKEN_GONE(Verdict.Reason.WRONG_SESSION_TOKEN),
    HOST_NOT_SIGNED(Verdict.Reason.HOST_NOT_SIGNED),
    DATE_OF_SCOPE(Verdict.Reason.WRONG_SCOPE),
    KEY_OF_ANOTHER(Verdict.Reason.UNKNOWN_KEY),
    TIME_GONE(Verdict.Reason.INCOMPLETE),
    AUTHORIZATION_GONE(Verdict.Reason.UNSIGNED);

    final Verdict.Reason reason;

    Change(Verdict.Reason reason) {
      this.reason = reason;
    }

    ReceivedRequest of(SdkHttpRequest signed, byte[] body) {
      Map<String, List<String>> headers = new HashMap<>(signed.headers());
      String method = signed.method().name();
      String path = signed.getUri().getRawPath();
      String query = Optional.ofNullable(signed.getUri().getRawQuery()).orElse("");
      byte[] sent = body;
      String authorization = signed.firstMatchingHeader("Authorization").orElseThrow();
      switch (this) {
        case METHOD -> method = method.equals("PATCH") ? "POST" : "PATCH";
        case PATH -> path = path + "x";
        case QUERY -> query = query.isEmpty() ? "x=1" : query + "&x=1";
        case HOST -> headers.put("Host", List.of("other.amazonaws.com"));
        case SIGNED_HEADER_GONE ->
            headers.put("Authorization", List.of(authorization.replace("Headers=", "Headers=a;")));
        case SIGNATURE ->
            headers.put(
                "Authorization",
                List.of(
                    authorization.endsWith("0")
                        ? authorization.replaceAll("0$", "1")
                        : authorization.replaceAll(".$", "0")));
        case SIGNATURE_CUT ->
            headers.put("Authorization", List.of(authorization.replaceAll("..$", "")));
        case TIME -> headers.put("X-Amz-Date", List.of("20260301T120001Z"));
        case FEWER_SIGNED_HEADERS ->
            headers.put("Authorization", List.of(authorization.replace(";x-amz-date", "")));
        case BODY_AND_ITS_HASH_GONE -> {
          headers.remove("x-amz-content-sha256");
          sent = changed(body);
        }
        case BODY -> sent = changed(body);
        case PAYLOAD_UNSIGNED -> headers.put("x-amz-content-sha256", List.of("UNSIGNED-PAYLOAD"));
        case TOKEN -> headers.put("X-Amz-Security-Token", List.of("of another"));
        case TOKEN_GONE -> headers.remove("X-Amz-Security-Token");
        case HOST_NOT_SIGNED ->
            headers.put(
                "Authorization",
                List.of(authorization.replaceFirst("([=;])host(?=[;,])", "$1hoost")));
        case DATE_OF_SCOPE ->
            headers.put(
                "Authorization", List.of(authorization.replace("/20260301/", "/20260302/")));
        case KEY_OF_ANOTHER ->
            headers.put("Authorization", List.of(authorization.replace(KEY, "AKIAOTHER")));
        case TIME_GONE -> headers.remove("X-Amz-Date");
        case AUTHORIZATION_GONE -> headers.remove("Authorization");
      }
      return new ReceivedRequest(method, path, query, headers, sent);
    }

    private static byte[] changed(byte[] body) {
      return (new String(body, StandardCharsets.UTF_8) + "x").getBytes(StandardCharsets.UTF_8);
    }
  }
}
