#!/usr/bin/env python3
"""Checks a SAM or CloudFormation template as far as that is possible without an AWS account.

    python3 .ci/stack.py template.yaml [--with Parameter=value …] [--with …]

For each set of parameters (one --with each; none: the defaults):

1. cfn-lint on the template, and on what aws-sam-translator makes of it;
2. the stack is created on a moto_server by the aws CLI, and each resource is then asked for at its own service and compared, property by
   property, with the template;
3. what every stack keeps to: tables that can be restored, functions behind aliases, alarms that say where to read on, roles that may do
   what is used and no more. No action has a wildcard, no resource is "*" but for the actions listed here with the reason.

moto's CloudFormation reports success for resources that it has skipped. So everything that it does not hold is listed here by name, with
the reason. A type or property that is neither compared nor listed fails, and so does an entry of the lists that moto holds after all.
Prints what was compared and what was not. Needs aws-sam-translator, cfn-lint, moto with its server, and awscli.
"""

import argparse
import ast
import collections
import copy
import json
import logging
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import warnings
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
ACCOUNT = "123456789012"
REGION = "us-east-1"
BUCKET = "stand-in-for-the-code"
KEY = "function.jar"
NO_VALUE = {"Ref": "AWS::NoValue"}
PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::URLSuffix": "amazonaws.com",
}

# ---- what is allowed, and what moto cannot hold ------------------------------------------------------------------------------------------

# lint findings of the translated template that are no mistake there
TRANSLATED_LINT = {
    ("W2001", "CodeSha256"): "the transform reads it and leaves nothing of it",
}

# actions that IAM, or the service that uses them, knows no resource for
WITHOUT_RESOURCE = {
    "xray:PutTraceSegments": "X-Ray has no resources",
    "xray:PutTelemetryRecords": "X-Ray has no resources",
    "cloudwatch:DescribeAlarms": "CodeDeploy looks for its alarms in the list of all",
}

# types that moto's CloudFormation skips
SKIPPED = "moto's CloudFormation does not know this type"
NOT_HELD_TYPES = {
    "AWS::ApiGatewayV2::Api": SKIPPED,
    "AWS::ApiGatewayV2::Stage": SKIPPED,
    "AWS::ApiGatewayV2::Integration": SKIPPED,
    "AWS::ApiGatewayV2::Route": SKIPPED,
    "AWS::CloudWatch::Alarm": SKIPPED,
    "AWS::CodeDeploy::Application": SKIPPED,
    "AWS::CodeDeploy::DeploymentGroup": SKIPPED,
    "AWS::Lambda::Alias": SKIPPED,
    "AWS::Lambda::EventInvokeConfig": SKIPPED,
    "AWS::Logs::MetricFilter": SKIPPED,
    "AWS::SNS::Subscription": SKIPPED,
}

# properties that moto's CloudFormation drops
DROPPED = "moto's CloudFormation does not pass it on"
NOT_HELD_PROPERTIES = {
    ("AWS::DynamoDB::Table", "PointInTimeRecoverySpecification"): DROPPED,
    ("AWS::DynamoDB::Table", "SSESpecification"): DROPPED,
    ("AWS::DynamoDB::Table", "TimeToLiveSpecification"): DROPPED,
    ("AWS::Lambda::Function", "Architectures"): DROPPED,
    ("AWS::Lambda::Function", "LoggingConfig"): DROPPED,
    ("AWS::Lambda::Function", "SnapStart"): DROPPED,
    ("AWS::Lambda::Function", "Tags"): DROPPED,
    ("AWS::Lambda::Function", "TracingConfig"): DROPPED,
}


class Failures:
    """What is wrong; the check goes on, so that one run shows all of it."""

    def __init__(self):
        self.messages = []

    def add(self, message):
        self.messages.append(message)
        print(f"error: {message}", file=sys.stderr)


# ---- templates ---------------------------------------------------------------------------------------------------------------------------


def read(path):
    from samtranslator.yaml_helper import yaml_parse

    return yaml_parse(path.read_text(encoding="utf-8"))


def is_sam(template):
    return "AWS::Serverless-2016-10-31" in str(template.get("Transform", ""))


def translated(template, parameters):
    """Plain CloudFormation, with a stand-in for all code."""
    template = copy.deepcopy(template)
    resources = template["Resources"].values()
    if is_sam(template):
        from samtranslator.translator.transform import transform

        for resource in resources:
            if resource["Type"] == "AWS::Serverless::Function":
                resource["Properties"]["CodeUri"] = {"Bucket": BUCKET, "Key": KEY}
        template = transform(template, dict(parameters), ManagedPolicies())
        resources = template["Resources"].values()
    for resource in resources:
        if resource["Type"] == "AWS::Lambda::Function" and "ZipFile" not in resource["Properties"]["Code"]:
            resource["Properties"]["Code"] = {"S3Bucket": BUCKET, "S3Key": KEY}
    return template


class ManagedPolicies:
    """The transform asks for ARNs by names; a template that needs one is not ours: it says ARNs."""

    def load(self):
        return {}


class Resolver:
    """A template's intrinsic functions, with given physical ids and attributes."""

    def __init__(self, template, parameters, references, attributes):
        self.template = template
        self.references = references
        self.attributes = attributes
        self.parameters = {}
        for name, declared in template.get("Parameters", {}).items():
            value = parameters.get(name, declared.get("Default"))
            if value is None:
                raise ValueError(f"parameter {name} has no value")
            lists = declared["Type"] == "CommaDelimitedList" or declared["Type"].startswith("List<")
            self.parameters[name] = str(value).split(",") if lists else value

    def exists(self, resource):
        return "Condition" not in resource or self.holds(resource["Condition"])

    def holds(self, condition):
        return self.true(self.template["Conditions"][condition])

    def true(self, expression):
        (function, argument), = expression.items()
        if function == "Condition":
            return self.holds(argument)
        if function == "Fn::Equals":
            return str(self.resolve(argument[0])) == str(self.resolve(argument[1]))
        if function == "Fn::Not":
            return not self.true(argument[0])
        if function == "Fn::And":
            return all(self.true(each) for each in argument)
        if function == "Fn::Or":
            return any(self.true(each) for each in argument)
        raise ValueError(f"not a condition: {expression}")

    def resolve(self, node):
        if isinstance(node, list):
            return [value for value in map(self.resolve, node) if value is not None]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            (function, argument), = node.items()
            if function == "Ref":
                return self.reference(argument)
            if function == "Fn::GetAtt":
                id, attribute = argument if isinstance(argument, list) else argument.split(".", 1)
                return self.attributes(id, attribute)
            if function == "Fn::If":
                return self.resolve(argument[1 if self.holds(argument[0]) else 2])
            if function == "Fn::Join":
                return argument[0].join(str(each) for each in self.resolve(argument[1]))
            if function == "Fn::Select":
                return self.resolve(argument[1])[int(argument[0])]
            if function == "Fn::Split":
                return self.resolve(argument[1]).split(argument[0])
            if function == "Fn::Sub":
                return self.substitute(argument)
            if function == "Fn::FindInMap":
                table, first, second = self.resolve(argument)
                return self.template["Mappings"][table][first][second]
            if function.startswith("Fn::"):
                raise ValueError(f"cannot resolve {function}")
        return {key: value for key, value in ((k, self.resolve(v)) for k, v in node.items()) if value is not None}

    def reference(self, id):
        if id == "AWS::NoValue":
            return None
        if id in PSEUDO:
            return PSEUDO[id]
        if id in self.parameters:
            return self.parameters[id]
        return self.references(id)

    def substitute(self, argument):
        text, own = argument if isinstance(argument, list) else (argument, {})

        def value(match):
            name = match.group(1).strip()
            if name.startswith("!"):
                return "${" + name[1:] + "}"
            if name in own:
                return str(self.resolve(own[name]))
            if "." in name:
                return str(self.attributes(*name.split(".", 1)))
            return str(self.reference(name))

        return re.sub(r"\$\{([^}]+)}", value, text)


# ---- linting -----------------------------------------------------------------------------------------------------------------------------


def lint(path, allowed, failures):
    """Findings are failures, but for the allowed ones: (rule, a word of the message)."""
    output = subprocess.run(
        ["cfn-lint", "--format", "json", "--regions", REGION, "--", str(path)],
        capture_output=True, text=True, check=False)
    try:
        findings = json.loads(output.stdout or "[]")
    except ValueError:
        failures.add(f"cfn-lint failed: {output.stdout}{output.stderr}")
        return
    if output.returncode != 0 and not findings:
        failures.add(f"cfn-lint failed: {output.stderr}")
    unseen = set(allowed)
    for finding in findings:
        rule, message = finding["Rule"]["Id"], finding["Message"]
        known = {entry for entry in allowed if entry[0] == rule and re.search(rf"\b{entry[1]}\b", message)}
        unseen -= known
        if not known:
            line = finding["Location"]["Start"]["LineNumber"]
            failures.add(f"{path.name}:{line}: {rule} {message}")
    return unseen


# ---- the stack on moto -------------------------------------------------------------------------------------------------------------------


def aws(endpoint, *arguments):
    """The aws CLI itself. What is asked afterwards goes to the same server with boto3, which starts once and not a hundred times."""
    result = subprocess.run(["aws", *map(str, arguments)], capture_output=True, text=True, env=environment(endpoint), check=False)
    if result.returncode != 0:
        raise RuntimeError(f"aws {arguments[0]} {arguments[1]}: {result.stderr.strip()}")


class Stack:
    """A stack that the aws CLI has created on moto, from a template whose skipped resources have stand-ins."""

    def __init__(self, name, template, parameters, endpoint, scratch):
        self.name = name
        self.template = template
        self.endpoint = endpoint
        self.clients = {}
        self.attribute_cache = {}
        self.resources = template["Resources"]
        self.physical = {}
        self.resolver = Resolver(template, parameters, self.reference, self.attribute)
        self.created = {id: r for id, r in self.resources.items() if self.resolver.exists(r)}
        self.create(parameters, scratch)

    def create(self, parameters, scratch):
        body = dict(self.template)
        body["Resources"] = {id: self.standing_in(r) for id, r in self.resources.items()}
        body["Outputs"] = self.standing_in(self.template.get("Outputs", {}))
        file = scratch / f"{self.name}.json"
        file.write_text(json.dumps(body), encoding="utf-8")
        aws(
            self.endpoint, "cloudformation", "create-stack", "--stack-name", self.name, "--template-body", f"file://{file}",
            "--parameters", json.dumps([{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()]),
            "--capabilities", "CAPABILITY_IAM")
        status = self.client("cloudformation").describe_stacks(StackName=self.name)["Stacks"][0]
        if status["StackStatus"] != "CREATE_COMPLETE":
            raise RuntimeError(f"the stack is {status['StackStatus']}: {status.get('StackStatusReason')}")
        self.outputs = {output["OutputKey"]: output["OutputValue"] for output in status.get("Outputs", [])}
        for resource in self.client("cloudformation").describe_stack_resources(StackName=self.name)["StackResources"]:
            if "PhysicalResourceId" in resource:
                self.physical[resource["LogicalResourceId"]] = resource["PhysicalResourceId"]

    def client(self, service):
        if service not in self.clients:
            import boto3

            self.clients[service] = boto3.client(
                service, endpoint_url=self.endpoint, region_name=REGION, aws_access_key_id="none", aws_secret_access_key="none")
        return self.clients[service]

    def type(self, id):
        return self.resources[id]["Type"]

    # -- stand-ins for what moto skips

    def skipped(self, id):
        return id in self.resources and self.type(id) in NOT_HELD_TYPES

    def stand_in(self, id, attribute):
        """Something like what AWS would give; of an alias it is the function, which moto holds."""
        if self.type(id) == "AWS::Lambda::Alias" and attribute is None:
            return {"Fn::GetAtt": [self.function_of(id), "Arn"]}
        if attribute == "ApiEndpoint":
            return f"https://{id}.execute-api.{REGION}.amazonaws.com"
        return id if attribute is None else f"{id}.{attribute}"

    def function_of(self, alias):
        return self.resources[alias]["Properties"]["FunctionName"]["Ref"]

    def standing_in(self, node):
        """The same with stand-ins; conditions are decided, since moto leaves nulls in lists where AWS::NoValue was."""
        if isinstance(node, list):
            return [self.standing_in(each) for each in map(self.decided, node) if each != NO_VALUE]
        node = self.decided(node)
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            (function, argument), = node.items()
            if function == "Ref" and self.skipped(argument):
                return self.stand_in(argument, None)
            if function == "Fn::GetAtt" and self.skipped(argument[0]):
                return self.stand_in(*argument)
            if function == "Fn::Sub":
                return self.standing_in_text(argument)
        return {key: self.standing_in(value) for key, value in node.items() if self.decided(value) != NO_VALUE}

    def decided(self, node):
        while isinstance(node, dict) and list(node) == ["Fn::If"]:
            condition, then, otherwise = node["Fn::If"]
            node = then if self.resolver.holds(condition) else otherwise
        return node

    def standing_in_text(self, argument):
        text = argument[0] if isinstance(argument, list) else argument

        def replaced(match):
            id, _, attribute = match.group(1).partition(".")
            if not self.skipped(id):
                return match.group(0)
            stand_in = self.stand_in(id, attribute or None)
            return "${" + ".".join(stand_in["Fn::GetAtt"]) + "}" if isinstance(stand_in, dict) else stand_in

        text = re.sub(r"\$\{([A-Za-z0-9.]+)}", replaced, text)
        return {"Fn::Sub": [text, self.standing_in(argument[1])] if isinstance(argument, list) else text}

    # -- physical values

    def reference(self, id):
        if id == "AWS::StackName":
            return self.name
        if self.skipped(id):
            return self.resolver.resolve(self.stand_in(id, None))
        if id not in self.physical:
            raise ValueError(f"moto has given {id} no physical id")
        return self.physical[id]

    def attribute(self, id, name):
        if self.skipped(id):
            return self.resolver.resolve(self.stand_in(id, name))
        if (id, name) not in self.attribute_cache:
            self.attribute_cache[id, name] = self.ask_for_attribute(id, name)
        return self.attribute_cache[id, name]

    def ask_for_attribute(self, id, name):
        type = self.type(id)
        if type == "AWS::Lambda::Version":  # moto makes it, and does not say which it is
            published = published_versions(self, self.resolver.resolve(self.created[id]["Properties"]["FunctionName"]))
            return published[-1]["Version"]
        physical = self.reference(id)
        if type == "AWS::DynamoDB::Table":
            table = self.client("dynamodb").describe_table(TableName=physical)["Table"]
            return {"Arn": table.get("TableArn"), "StreamArn": table.get("LatestStreamArn")}[name]
        if type == "AWS::IAM::Role" and name == "Arn":
            return self.client("iam").get_role(RoleName=physical)["Role"]["Arn"]
        if type == "AWS::Lambda::Function" and name == "Arn":
            return self.client("lambda").get_function_configuration(FunctionName=physical)["FunctionArn"]
        if type == "AWS::Logs::LogGroup" and name == "Arn":
            return f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{physical}"  # moto's; the one of AWS ends in :*
        if type == "AWS::SQS::Queue":
            if name == "QueueName":
                return physical.rsplit("/", 1)[-1]
            return self.client("sqs").get_queue_attributes(QueueUrl=physical, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        if type == "AWS::Events::Rule" and name == "Arn":
            return self.client("events").describe_rule(Name=physical.rsplit("/", 1)[-1])["Arn"]
        if type == "AWS::SNS::Topic":
            return physical
        raise ValueError(f"{type} has no attribute {name} that is known here")

    def of_type(self, type):
        return [(id, self.properties(id)) for id in self.created if self.type(id) == type]

    def properties(self, id):
        return self.resolver.resolve(self.created[id].get("Properties", {}))


def environment(endpoint):
    return {
        **os.environ, "AWS_ENDPOINT_URL": endpoint, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION, "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none", "AWS_PAGER": "", "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


# ---- what the services say, in the words of the template ---------------------------------------------------------------------------------


def table(stack, id, expected):
    dynamodb, name = stack.client("dynamodb"), stack.physical[id]
    told = dynamodb.describe_table(TableName=name)["Table"]
    ttl = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    actual = {
        "BillingMode": told.get("BillingModeSummary", {}).get("BillingMode"),
        "AttributeDefinitions": told["AttributeDefinitions"],
        "KeySchema": told["KeySchema"],
        "PointInTimeRecoverySpecification": {
            "PointInTimeRecoveryEnabled": backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"},
        "SSESpecification": {"SSEEnabled": told.get("SSEDescription", {}).get("Status") == "ENABLED"},
        "DeletionProtectionEnabled": told.get("DeletionProtectionEnabled", False),
    }
    if ttl["TimeToLiveStatus"] == "ENABLED":
        actual["TimeToLiveSpecification"] = {"AttributeName": ttl["AttributeName"], "Enabled": True}
    if told.get("GlobalSecondaryIndexes"):
        actual["GlobalSecondaryIndexes"] = [
            {key: index[key] for key in ("IndexName", "KeySchema", "Projection")} for index in told["GlobalSecondaryIndexes"]]
    if told.get("StreamSpecification", {}).get("StreamEnabled"):
        actual["StreamSpecification"] = {"StreamViewType": told["StreamSpecification"]["StreamViewType"]}
    return actual


def function(stack, id, expected):
    client, name = stack.client("lambda"), stack.physical[id]
    told = client.get_function_configuration(FunctionName=name)
    actual = {key: told[key] for key in ("Handler", "Runtime", "Role", "MemorySize", "Timeout", "Architectures", "LoggingConfig") if key in told}
    actual["Description"] = told["Description"]
    actual["Environment"] = {"Variables": told.get("Environment", {}).get("Variables", {})}
    actual["TracingConfig"] = told.get("TracingConfig")
    actual["SnapStart"] = {"ApplyOn": told.get("SnapStart", {}).get("ApplyOn")}
    actual["Code"] = {"S3Bucket": BUCKET, "S3Key": KEY} if told["CodeSize"] == CODE_SIZE else told["CodeSize"]
    tags = client.list_tags(Resource=told["FunctionArn"])["Tags"]
    actual["Tags"] = [{"Key": k, "Value": v} for k, v in sorted(tags.items()) if not k.startswith("aws:")]
    reserved = client.get_function_concurrency(FunctionName=name)
    if "ReservedConcurrentExecutions" in reserved:
        actual["ReservedConcurrentExecutions"] = reserved["ReservedConcurrentExecutions"]
    return actual


def published_versions(stack, function):
    versions = stack.client("lambda").list_versions_by_function(FunctionName=function)["Versions"]
    return [each for each in versions if each["Version"] != "$LATEST"]


def version(stack, id, expected):
    published = published_versions(stack, expected["FunctionName"])
    return {"FunctionName": published[0]["FunctionName"] if len(published) == 1 else f"that of {len(published)} versions"}


def permission(stack, id, expected):
    policy = json.loads(stack.client("lambda").get_policy(FunctionName=expected["FunctionName"])["Policy"])
    for statement in policy["Statement"]:
        source = statement.get("Condition", {}).get("ArnLike", {}).get("AWS:SourceArn")
        if source == expected.get("SourceArn"):
            return {
                "Action": statement["Action"], "FunctionName": statement["Resource"], "Principal": statement["Principal"].get("Service"),
                "SourceArn": source}
    return {}


def mapping(stack, id, expected):
    told = stack.client("lambda").get_event_source_mapping(UUID=stack.physical[id])
    actual = {key: told[key] for key in expected if key in told}
    actual["FunctionName"] = told["FunctionArn"]
    return actual


def role(stack, id, expected):
    iam, name = stack.client("iam"), stack.physical[id]
    told = iam.get_role(RoleName=name)["Role"]
    names = {policy["PolicyName"] for policy in expected.get("Policies", [])}
    return {
        "AssumeRolePolicyDocument": told["AssumeRolePolicyDocument"],
        "Description": told.get("Description"),
        "Policies": [
            {"PolicyName": each, "PolicyDocument": document(iam.get_role_policy(RoleName=name, PolicyName=each)["PolicyDocument"])}
            for each in iam.list_role_policies(RoleName=name)["PolicyNames"] if each in names],
        "ManagedPolicyArns": [
            policy["PolicyArn"] for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]],
    }


def document(policy):
    """moto keeps the inline policies of a role in Python's own notation."""
    return ast.literal_eval(policy) if isinstance(policy, str) else policy


def policy(stack, id, expected):
    iam, name = stack.client("iam"), expected["PolicyName"]
    documents = {}
    for each in expected["Roles"]:
        if name in iam.list_role_policies(RoleName=each)["PolicyNames"]:
            documents[each] = document(iam.get_role_policy(RoleName=each, PolicyName=name)["PolicyDocument"])
    same = next(iter(documents.values()), None)
    return {
        "PolicyName": name, "Roles": sorted(documents),
        "PolicyDocument": same if all(document == same for document in documents.values()) else documents}


def managed_policy(stack, id, expected):
    iam, arn = stack.client("iam"), stack.physical[id]
    told = iam.get_policy(PolicyArn=arn)["Policy"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=told["DefaultVersionId"])["PolicyVersion"]["Document"]
    return {"Description": told.get("Description"), "PolicyDocument": document}


def log_group(stack, id, expected):
    groups = stack.client("logs").describe_log_groups(logGroupNamePrefix=stack.physical[id])["logGroups"]
    return {"RetentionInDays": groups[0].get("retentionInDays")} if len(groups) == 1 else {}


def queue(stack, id, expected):
    told = stack.client("sqs").get_queue_attributes(QueueUrl=stack.physical[id], AttributeNames=["All"])["Attributes"]
    return {key: told.get(key) for key in expected}


def topic(stack, id, expected):
    stack.client("sns").get_topic_attributes(TopicArn=stack.physical[id])
    return {}


def rule(stack, id, expected):
    events, name = stack.client("events"), stack.physical[id].rsplit("/", 1)[-1]
    told = events.describe_rule(Name=name)
    return {
        "ScheduleExpression": told["ScheduleExpression"],
        "State": told["State"],
        "Targets": events.list_targets_by_rule(Rule=name)["Targets"]}


def dashboard(stack, id, expected):
    body = stack.client("cloudwatch").get_dashboard(DashboardName=stack.physical[id])["DashboardBody"]
    json.loads(body)
    return {"DashboardBody": body}


CHECKS = {
    "AWS::CloudWatch::Dashboard": dashboard,
    "AWS::DynamoDB::Table": table,
    "AWS::Events::Rule": rule,
    "AWS::IAM::ManagedPolicy": managed_policy,
    "AWS::IAM::Policy": policy,
    "AWS::IAM::Role": role,
    "AWS::Lambda::EventSourceMapping": mapping,
    "AWS::Lambda::Function": function,
    "AWS::Lambda::Permission": permission,
    "AWS::Lambda::Version": version,
    "AWS::Logs::LogGroup": log_group,
    "AWS::SNS::Topic": topic,
    "AWS::SQS::Queue": queue,
}


# ---- comparing ---------------------------------------------------------------------------------------------------------------------------

UNORDERED = {"AttributeDefinitions", "GlobalSecondaryIndexes", "Policies", "Tags", "Roles", "ManagedPolicyArns", "Action", "Resource"}


def canonical(value, key=""):
    """Numbers and truth values as texts, and lists whose order does not matter in one order."""
    if isinstance(value, dict):
        return {k: canonical(v, k) for k, v in value.items()}
    if isinstance(value, bool):
        return str(value).lower()
    if key in UNORDERED:
        return sorted((canonical(each) for each in listed(value)), key=lambda each: json.dumps(each, sort_keys=True))
    if isinstance(value, list):
        return [canonical(each) for each in value]
    return str(value)


def check_resources(stack, failures):
    compared, not_compared = collections.Counter(), collections.Counter()
    for id in stack.created:
        type = stack.type(id)
        if type in NOT_HELD_TYPES:
            not_compared[type] += 1
            continue
        if type not in CHECKS:
            failures.add(f"{id}: nothing here checks {type}, and it is not listed as one that moto cannot hold")
            continue
        try:
            expected = stack.properties(id)
            actual = CHECKS[type](stack, id, expected)
        except Exception as e:  # whatever it is, it belongs to this resource
            failures.add(f"{id} ({type}): {e.__class__.__name__} {e}")
            continue
        for name in expected:
            same = canonical(actual.get(name), name) == canonical(expected[name], name)
            if (type, name) in NOT_HELD_PROPERTIES:
                not_compared[type, name] += 1
                if same:
                    failures.add(f"{id}: moto holds {type}.{name} after all; take it off the list")
            elif same:
                compared[type] += 1
            else:
                failures.add(f"{id}: {type}.{name} is {canonical(actual.get(name), name)}, and not {canonical(expected[name], name)}")
    return compared, not_compared


def check_outputs(stack, failures):
    for name, output in stack.template.get("Outputs", {}).items():
        if not stack.resolver.exists(output):
            continue
        expected = stack.resolver.resolve(output["Value"])
        if canonical(stack.outputs.get(name)) != canonical(expected):
            failures.add(f"output {name} is {stack.outputs.get(name)}, and not {expected}")


def check_versions(source, sets, failures):
    """New values of parameters that functions depend on make new versions; else they would never reach the aliases."""
    if not is_sam(source):
        return
    versions = [{id for id, r in translated(source, parameters)["Resources"].items() if r["Type"] == "AWS::Lambda::Version"}
                for parameters in sets]
    for name in ("MemorySize", "ParticipantTransport"):
        values = {parameters.get(name) for parameters in sets}
        if len(values) > 1 and set.intersection(*versions):
            failures.add(f"a change of {name} does not publish {set.intersection(*versions)}")


def check_lists(failures):
    """Types that moto has caught up with."""
    from moto.cloudformation.parsing import get_model_map

    for type in NOT_HELD_TYPES:
        if type in get_model_map():
            failures.add(f"moto's CloudFormation knows {type} now; have it checked")


# ---- what every stack keeps to -----------------------------------------------------------------------------------------------------------


def listed(value):
    return value if isinstance(value, list) else [value]


def rule_tables(stack, failures):
    for id, properties in stack.of_type("AWS::DynamoDB::Table"):
        resource = stack.created[id]
        demanded = {
            "BillingMode": "PAY_PER_REQUEST",
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
            "SSESpecification": {"SSEEnabled": True},
        }
        indexes = {index["IndexName"] for index in properties.get("GlobalSecondaryIndexes", [])}
        keys = {key["AttributeName"] for key in properties["KeySchema"]}
        if "due" in indexes or "fence" in keys:
            demanded["TimeToLiveSpecification"] = {"AttributeName": "ttl", "Enabled": True}
        if "due" in indexes and "fence" not in keys:
            demanded["StreamSpecification"] = {"StreamViewType": "NEW_IMAGE"}
        for name, value in demanded.items():
            if canonical(properties.get(name)) != canonical(value):
                failures.add(f"{id}: {name} is {properties.get(name)}, and not {value}")
        if "DeletionProtectionEnabled" not in properties:
            failures.add(f"{id}: nothing is said about its protection from deletion")
        if resource.get("DeletionPolicy") != "Retain" or resource.get("UpdateReplacePolicy") != "Retain":
            failures.add(f"{id} goes when the stack goes")


def rule_functions(stack, failures):
    aliases = [properties["FunctionName"] for _, properties in stack.of_type("AWS::Lambda::Alias")]
    groups = {stack.physical[id]: properties for id, properties in stack.of_type("AWS::Logs::LogGroup")}
    used = collections.Counter()
    for id, properties in stack.of_type("AWS::Lambda::Function"):
        demanded = {
            "Runtime": "java25", "Architectures": ["arm64"], "SnapStart": {"ApplyOn": "PublishedVersions"}, "TracingConfig": {"Mode": "Active"}}
        for name, value in demanded.items():
            if canonical(properties.get(name)) != canonical(value):
                failures.add(f"{id}: {name} is {properties.get(name)}, and not {value}")
        logging_config = properties.get("LoggingConfig", {})
        used[logging_config.get("LogGroup")] += 1
        if logging_config.get("LogGroup") not in groups or logging_config.get("LogFormat") == "JSON":
            failures.add(f"{id} does not log in text to a group of the stack: {logging_config}")
        if stack.physical[id] not in aliases:
            failures.add(f"{id} has no alias")
    for group, properties in groups.items():
        if "RetentionInDays" not in properties:
            failures.add(f"log group {group} keeps everything for ever")
        if used[group] > 1:
            failures.add(f"{used[group]} functions share the log group {group}")


def rule_handlers(stack, failures):
    """Lambda finds out at the first invocation; that the class is in the jar is for a test that has one."""
    for id, properties in stack.of_type("AWS::Lambda::Function"):
        source = properties["Handler"].split("::")[0].replace(".", "/") + ".java"
        if not any(ROOT.glob(f"*/*/src/main/java/{source}")):
            failures.add(f"{id}: there is no class {properties['Handler']}")


def references(node):
    """What is referred to with Ref, however deep."""
    if isinstance(node, dict):
        if isinstance(node.get("Ref"), str):
            yield node["Ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def rule_callers(stack, failures):
    """Whoever calls a function calls an alias, so that a deployment can be gradual."""
    targets = []
    for type, path in (
            ("AWS::ApiGatewayV2::Integration", ("IntegrationUri",)),
            ("AWS::Lambda::EventSourceMapping", ("FunctionName",)),
            ("AWS::Lambda::Permission", ("FunctionName",)),
            ("AWS::Events::Rule", ("Targets", 0, "Arn"))):
        for id, _ in stack.of_type(type):
            target = stack.created[id]["Properties"]
            for step in path:
                target = target[step]
            targets.append((id, target))
    for id, target in targets:
        if not any(each in stack.created and stack.type(each) == "AWS::Lambda::Alias" for each in references(target)):
            failures.add(f"{id} calls {target}, which is no alias")
    for id, properties in stack.of_type("AWS::ApiGatewayV2::Route"):
        if properties.get("AuthorizationType") != "AWS_IAM":
            failures.add(f"{id} lets in whoever comes")
        if properties["RouteKey"] == "$default":
            failures.add(f"{id} takes every path")


def rule_alarms(stack, failures):
    manual = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    anchors = {re.sub(r"[^a-z0-9 -]", "", heading.lower()).strip().replace(" ", "-") for heading in re.findall(r"^#+ (.*)$", manual, re.M)}
    for id, properties in stack.of_type("AWS::CloudWatch::Alarm"):
        anchor = re.search(r"docs/operating\.md#([a-z0-9-]+)", properties.get("AlarmDescription", ""))
        if not anchor:
            failures.add(f"{id}: its description does not say where to read on")
        elif anchor.group(1) not in anchors:
            failures.add(f"{id}: docs/operating.md has no section {anchor.group(1)}")
        if "TreatMissingData" not in properties:
            failures.add(f"{id}: nothing is said about missing data")


# -- IAM


def documents(stack):
    """(id, logical ids of the roles, statements) of each policy that is not a resource's."""
    for id, properties in stack.of_type("AWS::IAM::Role"):
        for policy in properties.get("Policies", []):
            yield id, [id], listed(policy["PolicyDocument"]["Statement"])
    for type in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        for id, properties in stack.of_type(type):
            roles = [role["Ref"] for role in stack.created[id]["Properties"].get("Roles", [])]
            yield id, roles, listed(properties["PolicyDocument"]["Statement"])


def rule_statements(stack, failures):
    count = 0
    for id, _, statements in documents(stack):
        for statement in statements:
            count += 1
            where = f"{id}/{statement.get('Sid', '')}"
            if statement["Effect"] == "Deny":
                continue
            if "NotAction" in statement or "NotResource" in statement:
                failures.add(f"{where} allows all but something")
                continue
            actions = listed(statement["Action"])
            for action in actions:
                if "*" in action:
                    failures.add(f"{where} allows {action}")
                elif "*" in listed(statement["Resource"]) and action not in WITHOUT_RESOURCE:
                    failures.add(f"{where} allows {action} on *")
    if count == 0:
        failures.add("there are no IAM statements")
    for id, properties in stack.of_type("AWS::IAM::Role"):
        if properties.get("ManagedPolicyArns"):
            failures.add(f"{id} has managed policies, which allow more than is used: {properties['ManagedPolicyArns']}")
    print(f"  {count} IAM statements")


def rule_tables_of_functions(stack, failures):
    """A role reaches the tables only that are in the environment of its functions."""
    tables = {stack.physical[id] for id, _ in stack.of_type("AWS::DynamoDB::Table")}
    known = collections.defaultdict(set)
    for _, properties in stack.of_type("AWS::Lambda::Function"):
        variables = properties.get("Environment", {}).get("Variables", {}).values()
        known[properties["Role"]] |= {value for value in variables if value in tables}
    for id, roles, statements in documents(stack):
        for statement in statements:
            for resource in listed(statement.get("Resource", [])):
                table = re.match(r"arn:aws:dynamodb:[^:]*:[^:]*:table/([^/]*)", resource)
                for role in roles if table else []:
                    if table.group(1) not in known[stack.attribute(role, "Arn")]:
                        failures.add(f"{id}/{statement.get('Sid', '')} reaches {table.group(1)}, which no function of {role} names")


def rule_participants(stack, failures):
    """Try, Confirm and Cancel are called by those roles only that the participants name."""
    named = [
        set(properties["Environment"]["Variables"]["TCC_ALLOWED_CALLERS"].split(","))
        for _, properties in stack.of_type("AWS::Lambda::Function")
        if "TCC_ALLOWED_CALLERS" in properties.get("Environment", {}).get("Variables", {})]
    if any(callers != named[0] for callers in named):
        failures.add("the participants name different callers")
    for id, roles, statements in documents(stack):
        denied = [r for s in statements if s["Effect"] == "Deny" for r in listed(s["Resource"])]
        for statement in statements:
            for resource in listed(statement["Resource"]) if statement["Effect"] == "Allow" else []:
                path = re.match(r"arn:aws:execute-api:[^:]*:[^:]*:[^/]*(/.*)", resource)
                reaches = path and ("/tcc/" in path.group(1) or re.fullmatch(r"(/\*)+|/\*/[A-Z]+/\*", path.group(1)))
                if not reaches or any("/tcc/" in each for each in denied):
                    continue
                for role in roles or [id]:
                    if not named or role not in stack.created or stack.attribute(role, "Arn") not in named[0]:
                        failures.add(f"{id}/{statement.get('Sid', '')}: {role} may call {resource} and is not named by the participants")
    for id, properties in stack.of_type("AWS::Lambda::Permission"):
        source = properties.get("SourceArn")
        if source is None or re.fullmatch(r"arn:aws:execute-api:[^/]*(/\*)+", source):
            failures.add(f"{id} lets more in than a route or a rule: {source}")


RULES = (
    rule_tables, rule_functions, rule_handlers, rule_callers, rule_alarms, rule_statements, rule_tables_of_functions, rule_participants,
)


# ---- the whole ---------------------------------------------------------------------------------------------------------------------------


def stand_in_for_the_code(path):
    with zipfile.ZipFile(path, "w") as jar:
        jar.writestr("stand-in", "for the code")
    return path.stat().st_size


def check(path, number, parameters, endpoint, scratch, failures):
    print(f"\n{path} with {parameters or 'the defaults'}")
    source = read(path)
    template = translated(source, parameters)
    file = scratch / f"translated-{number}.json"
    file.write_text(json.dumps(template, indent=1), encoding="utf-8")
    lint(file, TRANSLATED_LINT if is_sam(source) else {}, failures)
    stack = Stack(f"stack-{number}", template, parameters, endpoint, scratch)
    for rule_of_all in RULES:
        rule_of_all(stack, failures)
    compared, not_compared = check_resources(stack, failures)
    check_outputs(stack, failures)
    for type, properties in sorted(compared.items()):
        print(f"  compared      {type}: {properties} properties")
    for what, times in sorted(not_compared.items(), key=str):
        name, reason = (what, NOT_HELD_TYPES[what]) if isinstance(what, str) else (".".join(what), NOT_HELD_PROPERTIES[what])
        print(f"  not compared  {name}: {times}, {reason}")


def main():
    global CODE_SIZE
    parser = argparse.ArgumentParser()
    parser.add_argument("template", type=pathlib.Path)
    parser.add_argument("--with", dest="sets", action="append", nargs="+", default=[], metavar="Parameter=value")
    arguments = parser.parse_args()
    sets = [dict(each.split("=", 1) for each in pairs) for pairs in arguments.sets] or [{}]
    os.environ.update(environment("http://127.0.0.1:9"))  # nothing in here may find a real account
    failures = Failures()
    lint(arguments.template, {}, failures)

    logging.disable(logging.WARNING)  # moto tells of every resource that it skips; so does this
    warnings.simplefilter("ignore")
    from moto.moto_server.threaded_moto_server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        endpoint = "http://{}:{}".format(*server.get_host_and_port())
        with tempfile.TemporaryDirectory() as directory:
            scratch = pathlib.Path(directory)
            CODE_SIZE = stand_in_for_the_code(scratch / KEY)
            aws(endpoint, "s3", "mb", f"s3://{BUCKET}")
            aws(endpoint, "s3", "cp", scratch / KEY, f"s3://{BUCKET}/{KEY}")
            for number, parameters in enumerate(sets, 1):
                check(arguments.template, number, parameters, endpoint, scratch, failures)
    finally:
        server.stop()
    check_versions(read(arguments.template), sets, failures)
    check_lists(failures)
    if failures.messages:
        print(f"\n{len(failures.messages)} errors", file=sys.stderr)
        return 1
    print("\nok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
