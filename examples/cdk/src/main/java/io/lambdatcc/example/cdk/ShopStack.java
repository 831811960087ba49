package io.lambdatcc.example.cdk;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.codedeploy.LambdaDeploymentConfig;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.iam.CfnManagedPolicy;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/**
 * The coordinator and the three services of the shop, behind one API.
 *
 * <p>The order service is there twice. A checkout waits for the coordinator, which calls the order
 * service: were it the same function, checkouts could take all its concurrency and wait for an
 * answer that nobody is left to give.
 */
final class ShopStack extends Stack {
  private static final List<String> KEEP =
      List.of("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem");

  /** Participants that can ask about what they hold past its deadline. */
  private static final List<String> INQUIRING = List.of("stock", "payment");

  private final Path repository;
  private final BeginBesideTry beginBesideTry;
  private final Settings settings;
  private final SignedApi api;
  private final TccCoordinator tcc;

  /**
   * The stack.
   *
   * @param repository where Maven has made the jars of the functions
   */
  ShopStack(
      Construct scope,
      String id,
      StackProps props,
      Path repository,
      Transport transport,
      BeginBesideTry beginBesideTry) {
    super(scope, id, props);
    // the CDK makes functions depend on their roles twice
    getTemplateOptions()
        .setMetadata(
            Map.of("cfn-lint", Map.of("config", Map.of("ignore_checks", List.of("W3005")))));
    this.repository = repository;
    this.beginBesideTry = beginBesideTry;
    Topic topic = Topic.Builder.create(this, "Alarms").build();
    settings =
        Settings.of(
            new Deployments(
                this, "Deployments", LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES),
            new Watch(this, "Watch", topic));
    api = new SignedApi(this, "Api", settings, 1_000, 2_000);
    tcc =
        TccCoordinator.Builder.create(this, "Tcc", settings, api, jar("coordinator-lib/aws"))
            .transport(transport)
            .inquiring(beginBesideTry == BeginBesideTry.ENABLED ? INQUIRING : List.of())
            .build();
    stock();
    payment();
    order();
    callerPolicy();
    output("ApiUrl", api.endpoint());
    output("TransactionLogTable", tcc.log().getTableName());
    output("TransactionLogStreamArn", Objects.requireNonNull(tcc.log().getTableStreamArn()));
    output("CompletionFailuresUrl", tcc.putAside().getQueueUrl());
    output("AlarmTopic", topic.getTopicArn());
    output("DashboardUrl", tcc.dashboardUrl());
    output("CoordinatorRoleArn", tcc.coordinator().role().getRoleArn());
    output("SweepRoleArn", tcc.sweep().role().getRoleArn());
    output("CompletionRoleArn", tcc.completion().role().getRoleArn());
  }

  private FunctionJar jar(String module) {
    return FunctionJar.of(repository.resolve(module));
  }

  private void stock() {
    Table items = Tables.business(this, "StockItems", "item_id", settings);
    output("StockTable", items.getTableName());
    Table fences = Tables.fences(this, "StockFences", settings);
    Map<String, String> environment =
        Map.of("STOCK_TABLE", items.getTableName(), "FENCE_TABLE", fences.getTableName());
    TccFunction stock =
        service("Stock", "participants/stock", "io.lambdatcc.shop.stock.StockFunction")
            .description("Items with a price and a number.")
            .environment(environment)
            .build();
    stock.allow("KeepItems", KEEP, items);
    stock.allow("KeepFences", KEEP, fences);
    api.route(stock.live(), HttpMethod.ANY, "/stock/{proxy+}");
    tcc.addParticipant("stock", stock, "/stock");
    stock.environment("TCC_INQUIRING", inquiring());
    TccFunction sweep =
        sweepOfReservations(
            service(
                    "StockReservation",
                    "participants/stock",
                    "io.lambdatcc.shop.stock.StockReservationSweep")
                .description("Asks the coordinator about items held past their deadline.")
                .environment(environment),
            fences);
    sweep.allow("GiveBack", List.of("dynamodb:UpdateItem"), items);
  }

  private void payment() {
    Table users = Tables.business(this, "PaymentUsers", "user_id", settings);
    output("PaymentTable", users.getTableName());
    Table fences = Tables.fences(this, "PaymentFences", settings);
    Map<String, String> environment =
        Map.of("PAYMENT_TABLE", users.getTableName(), "FENCE_TABLE", fences.getTableName());
    TccFunction payment =
        service("Payment", "participants/payment", "io.lambdatcc.shop.payment.PaymentFunction")
            .description("Customers with a credit.")
            .environment(environment)
            .build();
    payment.allow("KeepUsers", KEEP, users);
    payment.allow("KeepFences", KEEP, fences);
    api.route(payment.live(), HttpMethod.ANY, "/payment/{proxy+}");
    tcc.addParticipant("payment", payment, "/payment");
    payment.environment("TCC_INQUIRING", inquiring());
    TccFunction sweep =
        sweepOfReservations(
            service(
                    "PaymentReservation",
                    "participants/payment",
                    "io.lambdatcc.shop.payment.PaymentReservationSweep")
                .description("Asks the coordinator about users held past their deadline.")
                .environment(environment),
            fences);
    sweep.allow("GiveBack", List.of("dynamodb:UpdateItem"), users);
  }

  private void order() {
    Table orders = Tables.business(this, "Orders", "order_id", settings);
    output("OrderTable", orders.getTableName());
    Table fences = Tables.fences(this, "OrderFences", settings);
    Map<String, String> environment =
        Map.of(
            "ORDER_TABLE",
            orders.getTableName(),
            "FENCE_TABLE",
            fences.getTableName(),
            "TCC_COORDINATOR",
            api.endpoint(),
            "TCC_STOCK",
            api.endpoint() + "/stock");
    String handler = "io.lambdatcc.shop.order.OrderFunction";
    TccFunction customers =
        service("Order", "participants/order", handler)
            .description("Orders and their checkout, which is one transaction.")
            // a checkout waits for its transaction
            .timeout(Duration.seconds(30))
            .environment(environment)
            .build();
    customers.allow(
        "KeepOrders",
        List.of(
            "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
        orders);
    customers.allow("AskForPrices", List.of("execute-api:Invoke"), api.arn("GET", "/stock/find/*"));
    tcc.allowStarting(customers);
    // it gets no calls from the coordinator, but would serve whoever may call /orders
    tcc.obey(customers);
    api.route(customers.live(), HttpMethod.ANY, "/orders/{proxy+}");
    TccFunction participant =
        service("OrderParticipant", "participants/order", handler)
            .description("Orders as a branch of a transaction.")
            .environment(environment)
            .build();
    participant.allow("KeepOrders", List.of("dynamodb:GetItem", "dynamodb:UpdateItem"), orders);
    participant.allow("KeepFences", KEEP, fences);
    tcc.addParticipant("order", participant, "/orders");
  }

  private String inquiring() {
    return beginBesideTry.participantsAsk() ? String.join(",", INQUIRING) : "";
  }

  private TccFunction sweepOfReservations(TccFunction.Builder function, Table fences) {
    // it asks for 50 s of every minute at most
    TccFunction sweep = function.timeout(Duration.seconds(60)).build();
    sweep.allowIndex("FindWhatIsDue", List.of("dynamodb:Query"), fences, Tables.DUE);
    sweep.allow("KeepFences", KEEP, fences);
    tcc.allowInquiring(sweep);
    sweep.everyMinute(beginBesideTry.participantsAsk());
    return sweep;
  }

  private TccFunction.Builder service(String id, String module, String handler) {
    return TccFunction.Builder.create(this, id, settings, jar(module), handler);
  }

  /** To be attached to the roles of those who use the shop or start transactions. */
  private void callerPolicy() {
    ManagedPolicy policy =
        ManagedPolicy.Builder.create(this, "CallerPolicy")
            .description(
                "May call the shop and the coordinator, but not the participants' Try, Confirm and"
                    + " Cancel.")
            .statements(
                List.of(
                    PolicyStatement.Builder.create()
                        .sid("CallTheApi")
                        .actions(List.of("execute-api:Invoke"))
                        .resources(List.of(api.arn("*", "/*")))
                        .build(),
                    PolicyStatement.Builder.create()
                        .sid("ButNoParticipant")
                        .effect(Effect.DENY)
                        .actions(List.of("execute-api:Invoke"))
                        .resources(List.of(api.arn("*", "/*/tcc/*")))
                        .build()))
            .build();
    // the CDK's default is CloudFormation's
    CfnManagedPolicy written = (CfnManagedPolicy) policy.getNode().getDefaultChild();
    Objects.requireNonNull(written).addPropertyDeletionOverride("Path");
    output("CallerPolicyArn", policy.getManagedPolicyArn());
  }

  private void output(String name, String value) {
    CfnOutput.Builder.create(this, name + "Output").value(value).build().overrideLogicalId(name);
  }
}
