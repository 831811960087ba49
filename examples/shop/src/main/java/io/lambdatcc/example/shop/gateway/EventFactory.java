package io.lambdatcc.example.shop.gateway;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds the events of payload format 2.0.
 *
 * <p>As the developer guide describes them under "Create AWS Lambda proxy integrations for HTTP
 * APIs", and where it is silent as the service has been seen to build them:
 *
 * <ul>
 *   <li>Header names are in lower case, several values of one name joined by commas; headers of the
 *       connection itself are left out; {@code x-forwarded-*} and {@code x-amzn-trace-id} are
 *       added.
 *   <li>Cookies are in a list of their own and nowhere else.
 *   <li>A body is text if its type is {@code text/*} or JSON, XML or JavaScript by one of their
 *       {@code application/} names; every other one, also one without a type, is in Base64.
 *   <li>What is not there (cookies, query, path parameters, body) is null, not empty.
 * </ul>
 */
final class EventFactory {

  static final String ACCOUNT = "000000000000";

  private static final String API = "local";
  private static final String STAGE = "$default";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final Set<HttpString> OF_THE_CONNECTION =
      Set.of(
          Headers.CONNECTION,
          Headers.TRANSFER_ENCODING,
          Headers.UPGRADE,
          Headers.TE,
          Headers.TRAILER,
          Headers.EXPECT,
          new HttpString("Keep-Alive"),
          new HttpString("HTTP2-Settings"));
  private static final Set<String> TEXT =
      Set.of("application/json", "application/xml", "application/javascript");

  private final RequestContext.@Nullable Authorizer everybody;
  private final InstantSource clock;
  private final LongSupplier random;

  EventFactory(@Nullable String callerArn, InstantSource clock, LongSupplier random) {
    this.everybody = callerArn == null ? null : signedBy(callerArn);
    this.clock = clock;
    this.random = random;
  }

  APIGatewayV2HTTPEvent event(
      HttpServerExchange exchange,
      RouteTable.Match match,
      String path,
      Map<String, String> query,
      byte[] body,
      Authorizer.@Nullable Caller caller) {
    Instant now = clock.instant();
    String sourceIp = exchange.getSourceAddress().getAddress().getHostAddress();
    Map<String, String> headers = headers(exchange, sourceIp, now, body);
    boolean isText = isText(headers.getOrDefault("content-type", ""));
    return APIGatewayV2HTTPEvent.builder()
        .withVersion("2.0")
        .withRouteKey(match.route().key())
        .withRawPath(path)
        .withRawQueryString(exchange.getQueryString())
        .withCookies(cookies(exchange))
        .withHeaders(headers)
        .withQueryStringParameters(query.isEmpty() ? null : query)
        .withPathParameters(match.pathParameters().isEmpty() ? null : match.pathParameters())
        .withBody(body.length == 0 ? null : isText ? text(body) : base64(body))
        .withIsBase64Encoded(body.length > 0 && !isText)
        .withRequestContext(context(exchange, match.route(), path, sourceIp, now, caller))
        .build();
  }

  private RequestContext context(
      HttpServerExchange exchange,
      Route route,
      String path,
      String sourceIp,
      Instant now,
      Authorizer.@Nullable Caller caller) {
    String domain = exchange.getHostName();
    int dot = domain.indexOf('.');
    return RequestContext.builder()
        .withAccountId(ACCOUNT)
        .withApiId(API)
        .withAuthorizer(caller == null ? everybody : signedBy(caller))
        .withDomainName(domain)
        .withDomainPrefix(dot < 0 ? domain : domain.substring(0, dot))
        .withHttp(
            RequestContext.Http.builder()
                .withMethod(exchange.getRequestMethod().toString())
                .withPath(path)
                .withProtocol(exchange.getProtocol().toString())
                .withSourceIp(sourceIp)
                .withUserAgent(exchange.getRequestHeaders().getFirst(Headers.USER_AGENT))
                .build())
        .withRequestId(HexFormat.of().toHexDigits(random.getAsLong()))
        .withRouteKey(route.key())
        .withStage(STAGE)
        .withTime(TIME.format(now))
        .withTimeEpoch(now.toEpochMilli())
        .build();
  }

  private Map<String, String> headers(
      HttpServerExchange exchange, String sourceIp, Instant now, byte[] body) {
    Map<String, String> headers = new HashMap<>();
    for (HeaderValues values : exchange.getRequestHeaders()) {
      HttpString name = values.getHeaderName();
      if (!OF_THE_CONNECTION.contains(name) && !name.equals(Headers.COOKIE)) {
        headers.put(
            name.toString().toLowerCase(Locale.ROOT),
            values.size() == 1 ? values.getFirst() : String.join(",", values));
      }
    }
    headers.putIfAbsent("content-length", Integer.toString(body.length));
    headers.merge("x-forwarded-for", sourceIp, (before, last) -> before + ", " + last);
    headers.put("x-forwarded-port", Integer.toString(exchange.getHostPort()));
    headers.put("x-forwarded-proto", exchange.getRequestScheme());
    headers.putIfAbsent("x-amzn-trace-id", traceId(now));
    return headers;
  }

  private String traceId(Instant now) {
    HexFormat hex = HexFormat.of();
    return "Root=1-"
        + hex.toHexDigits((int) now.getEpochSecond())
        + "-"
        + hex.toHexDigits(random.getAsLong())
        + hex.toHexDigits((int) random.getAsLong());
  }

  private static @Nullable List<String> cookies(HttpServerExchange exchange) {
    HeaderValues headers = exchange.getRequestHeaders().get(Headers.COOKIE);
    if (headers == null) {
      return null;
    }
    List<String> cookies = new ArrayList<>();
    for (String header : headers) {
      for (String cookie : header.split(";", -1)) {
        if (!cookie.isBlank()) {
          cookies.add(cookie.strip());
        }
      }
    }
    return cookies;
  }

  private static boolean isText(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    String plain = type.strip().toLowerCase(Locale.ROOT);
    return plain.startsWith("text/") || TEXT.contains(plain);
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static String base64(byte[] body) {
    return Base64.getEncoder().encodeToString(body);
  }

  private static RequestContext.Authorizer signedBy(String arn) {
    String principal = "LOCAL:" + arn.substring(arn.lastIndexOf('/') + 1);
    return signedBy(null, arn.split(":", -1)[4], principal, arn);
  }

  private static RequestContext.Authorizer signedBy(Authorizer.Caller caller) {
    return signedBy(caller.accessKey(), caller.accountId(), caller.callerId(), caller.userArn());
  }

  private static RequestContext.Authorizer signedBy(
      @Nullable String accessKey, String account, String principal, String arn) {
    return RequestContext.Authorizer.builder()
        .withIam(
            RequestContext.IAM
                .builder()
                .withAccessKey(accessKey)
                .withAccountId(account)
                .withCallerId(principal)
                .withUserArn(arn)
                .withUserId(principal)
                .build())
        .build();
  }
}
