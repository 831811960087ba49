package com.example.rooms;

import static io.lambdatcc.participant.ReservableAmount.number;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lambdatcc.participant.KeyedTable;
import io.lambdatcc.participant.dynamodb.FenceTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The function behind a plain HTTP server, with its tables in memory: for a coordinator on the same
 * machine. Says what it is asked and what it answers.
 */
final class ServeRooms {
  private static final int PORT = 9000;

  private ServeRooms() {}

  public static void main(String[] arguments) throws IOException {
    DynamoDbClient client = DynamoDBEmbedded.create().dynamoDbClient();
    KeyedTable hotels = new KeyedTable(client, "hotels", "hotel");
    hotels.createIfAbsent();
    FenceTable.createIfAbsent(client, "fences");
    hotels.put(
        Map.of(
            "hotel", AttributeValue.fromS("ritz"),
            "free", number(10),
            "held", number(0),
            "booked", number(0)));
    RoomsFunction function = new RoomsFunction(client, "hotels", "fences");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 0);
    server.createContext("/", exchange -> serve(function, exchange));
    server.start();
    System.out.println("ready: http://127.0.0.1:" + PORT + "/rooms, 10 rooms are free at the ritz");
  }

  /** What API Gateway does: makes an event of the request, and a response of the answer. */
  private static void serve(RoomsFunction function, HttpExchange exchange) throws IOException {
    APIGatewayV2HTTPEvent.RequestContext context = new APIGatewayV2HTTPEvent.RequestContext();
    context.setHttp(new APIGatewayV2HTTPEvent.RequestContext.Http());
    context.getHttp().setMethod(exchange.getRequestMethod());
    APIGatewayV2HTTPEvent event = new APIGatewayV2HTTPEvent();
    event.setRawPath(exchange.getRequestURI().getRawPath());
    event.setRequestContext(context);
    event.setBody(new String(exchange.getRequestBody().readAllBytes(), UTF_8));

    APIGatewayV2HTTPResponse response = function.handleRequest(event, null);

    System.out.printf(
        "%s %s%n  %d %s%n",
        event.getRawPath(), event.getBody(), response.getStatusCode(), response.getBody());
    byte[] body = response.getBody().getBytes(UTF_8);
    response.getHeaders().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(response.getStatusCode(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
