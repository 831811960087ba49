package io.lambdatcc.example.cdk;

import java.util.List;
import software.amazon.awscdk.services.cloudwatch.IAlarm;
import software.amazon.awscdk.services.codedeploy.AutoRollbackConfig;
import software.amazon.awscdk.services.codedeploy.ILambdaDeploymentConfig;
import software.amazon.awscdk.services.codedeploy.LambdaApplication;
import software.amazon.awscdk.services.codedeploy.LambdaDeploymentGroup;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.IFunction;
import software.constructs.Construct;

/**
 * New versions take over step by step, and an alarm turns back.
 *
 * <p>CodeDeploy's role may move the aliases that it is given here. The managed policies that the
 * CDK would attach to it may move every alias of the account.
 */
public final class Deployments extends Construct {
  private final LambdaApplication application;
  private final ILambdaDeploymentConfig config;
  private final Role role;

  /** Deployments in this many steps. */
  public Deployments(Construct scope, String id, ILambdaDeploymentConfig config) {
    super(scope, id);
    this.config = config;
    application = LambdaApplication.Builder.create(this, "Application").build();
    role =
        Role.Builder.create(this, "Role")
            .description("CodeDeploy moves the aliases of the functions in it.")
            .assumedBy(new ServicePrincipal("codedeploy.amazonaws.com"))
            .build();
    // a question without a resource
    role.addToPolicy(
        PolicyStatement.Builder.create()
            .sid("WatchAlarms")
            .actions(List.of("cloudwatch:DescribeAlarms"))
            .resources(List.of("*"))
            .build());
  }

  /** Moves an alias so; any of these alarms turns back, and those that are added to the group. */
  LambdaDeploymentGroup move(String id, Alias alias, List<? extends IAlarm> alarms) {
    LambdaDeploymentGroup group =
        LambdaDeploymentGroup.Builder.create(alias, id)
            .application(application)
            .role(role.withoutPolicyUpdates())
            .alias(alias)
            .deploymentConfig(config)
            .alarms(alarms)
            .autoRollback(
                AutoRollbackConfig.builder()
                    .failedDeployment(true)
                    .stoppedDeployment(true)
                    .deploymentInAlarm(true)
                    .build())
            .build();
    IFunction function = alias.getLambda();
    role.addToPolicy(
        PolicyStatement.Builder.create()
            .actions(
                List.of(
                    "lambda:GetAlias",
                    "lambda:UpdateAlias",
                    "lambda:GetProvisionedConcurrencyConfig"))
            .resources(List.of(function.getFunctionArn(), function.getFunctionArn() + ":*"))
            .build());
    return group;
  }
}
