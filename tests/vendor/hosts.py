"""Each SDK asks about instances, agents, executions and objects, and gets what the documentation of the action promises."""

import json

from alibabacloud_oos20190601 import models as oos_models
from alibabacloud_oos20190601.client import Client as OosClient
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.utils_models import Config

import alibabacloud_oss_v2 as oss

from facts import Wrong, equal
from programs import Invq
from sdks import Newer, NewerRpc, Refused

INSTANCES = "DescribeInstances"
MANAGED = "DescribeManagedInstances"
AGENTS = "DescribeCloudAssistantStatus"
WEB = "i-bp1l1xkl3ym4r8h00003"
WORKER = "i-bp1c0wq4n9ku61sdh7a2"
EDGE = "mi-hz018jrc1o0g0zk"
EXECUTION = "exec-4d7m0c6t9ya2"
# An output of 32,768 bytes, of which the service keeps 24 KB.
BUCKET, KEY = "ops-logs", "patch/i-bp19f3v5x7m2t8zlo0p4.txt"


def refused(ask, code, status=400):
    try:
        answer = ask()
    except Refused as error:
        equal((error.code, error.status), (code, status), "refusal")
    else:
        raise Wrong(f"answered {answer} in place of {code}")


def names(answer):
    return {one["InstanceId"]: one["InstanceName"] for one in answer["Instances"]["Instance"]}


def instances_are_found_by_id(sdk, world):
    client = sdk(world.builtin.address)
    found = names(client.ask(INSTANCES, InstanceIds=json.dumps([WEB, WORKER, "i-unknown"]), MaxResults=100))
    equal(found, {WEB: "web-01", WORKER: "worker-07"}, "names")
    equal(names(client.ask(INSTANCES, InstanceIds="[]")), {}, "of an empty list")


def instances_are_found_by_a_pattern_page_by_page(sdk, world):
    client = sdk(world.builtin.address)
    found, token = {}, {}
    while True:
        page = client.ask(INSTANCES, InstanceName="web-*", MaxResults=10, **token)
        found.update(names(page))
        if not page["NextToken"]:
            break
        token = {"NextToken": page["NextToken"]}
    equal(sorted(found.values()), [f"web-{number:02}" for number in range(1, 13)], "names")
    equal(names(client.ask(INSTANCES, InstanceName="web")), {}, "of a name that none has as a whole")


def a_size_of_a_page_that_is_none_is_brought_to_one(sdk, world):
    client = sdk(world.builtin.address)
    equal(len(names(client.ask(INSTANCES, MaxResults=1))), 10, "records of the smallest page")
    if len(names(client.ask(INSTANCES, MaxResults=500))) < 40:
        raise Wrong("the largest page holds fewer than the fleet has")


def more_instances_than_a_request_may_name_are_refused(sdk, world):
    client = sdk(world.builtin.address)
    many = json.dumps([f"i-{number}" for number in range(101)])
    refused(lambda: client.ask(INSTANCES, InstanceIds=many), "InvalidInstanceIds.Malformed")
    refused(lambda: client.ask(INSTANCES, InstanceIds=WEB), "InvalidInstanceIds.Malformed")


def a_region_that_does_not_exist_is_refused(sdk, world):
    client = sdk(world.builtin.address, region="cn-nowhere")
    refused(lambda: client.ask(INSTANCES), "InvalidRegionId.NotFound", 404)


def who_may_not_list_instances_is_refused(sdk, world):
    client = sdk(world.denied.address)
    refused(lambda: client.ask(INSTANCES), "Forbidden.RAM", 403)
    equal(len(client.ask()["Invocations"]["Invocation"]), 10, "records of what it may list")


def newer(world, sdk=Newer):
    return sdk(world.builtin.address)


def hosts_outside_ecs_are_a_list_of_their_own(world):
    for sdk in (Newer, NewerRpc):
        answer = newer(world, sdk).ask(MANAGED, InstanceId=[EDGE], MaxResults=50)
        equal([(one["InstanceId"], one["InstanceName"]) for one in answer["Instances"]], [(EDGE, "rack7-edge")], "hosts")
        equal(newer(world, sdk).ask(MANAGED, InstanceName="web-*")["Instances"], [], "hosts with another name")
        many = [f"mi-{number}" for number in range(51)]
        refused(lambda: newer(world, sdk).ask(MANAGED, InstanceId=many), "InstanceIds.ExceedLimit", 403)
        refused(lambda: newer(world, sdk).ask(MANAGED, MaxResults=51), "InvalidParameter.MaxResults")


def agents_tell_how_they_are(world):
    for sdk in (Newer, NewerRpc):
        answer = newer(world, sdk).ask(AGENTS, InstanceId=[WORKER, WEB, "i-unknown"])
        agents = answer["InstanceCloudAssistantStatusSet"]["InstanceCloudAssistantStatus"]
        found = {one["InstanceId"]: (one["CloudAssistantStatus"], one["CloudAssistantVersion"]) for one in agents}
        equal(found, {WORKER: ("false", "2.2.3.857"), WEB: ("true", "2.2.3.857")}, "agents")
        many = [f"i-{number}" for number in range(101)]
        refused(lambda: newer(world, sdk).ask(AGENTS, InstanceId=many), "InstanceIds.ExceedLimit", 403)


def started(address, execution, key=("testid", "testsecret"), region="cn-hangzhou", algorithm=None):
    config = Config(
        endpoint=address, protocol="http", access_key_id=key[0], access_key_secret=key[1], signature_algorithm=algorithm
    )
    request = oos_models.ListTaskExecutionInvocationsRequest(region_id=region, task_execution_id=execution)
    try:
        body = OosClient(config).list_task_execution_invocations(request).body.to_map()
    except AlibabaCloudException as error:
        raise Refused(error.code, error.status_code) from None
    return [one["InvocationId"] for one in body["TaskExecutionInvocations"]]


def an_execution_tells_what_it_started(world):
    for algorithm in (None, "v2"):
        found = started(world.builtin.address, EXECUTION, algorithm=algorithm)
        equal(found, ["t-hz04d7m0c6t9ya", "t-hz04d6r7m3f9kb"], "invocations")
        equal(started(world.builtin.address, "exec-nothing0started", algorithm=algorithm), [], "of another")
        refused(lambda: started(world.builtin.address, "exec-nope"), "EntityNotExists.TaskExecution", 404)
        refused(lambda: started(world.builtin.address, None), "MissingParameter")
        wrong = ("testid", "wrong")
        refused(lambda: started(world.builtin.address, EXECUTION, key=wrong), "SignatureDoesNotMatch")
        refused(lambda: started(world.denied.address, EXECUTION), "Forbidden.RAM", 403)


def bucket(address, key=("testid", "testsecret"), region="cn-hangzhou"):
    config = oss.config.load_default()
    config.credentials_provider = oss.credentials.StaticCredentialsProvider(*key)
    config.region, config.endpoint, config.use_path_style = region, f"http://{address}", True
    config.retry_max_attempts = 1
    return oss.Client(config)


def text(client, name=BUCKET, key=KEY):
    try:
        return client.get_object(oss.GetObjectRequest(bucket=name, key=key)).body.content
    except oss.exceptions.OperationError as error:
        cause = error.unwrap()
        raise Refused(cause.code, cause.status_code) from None


def an_object_is_the_whole_output(world):
    found = text(bucket(world.builtin.address))
    equal(len(found), 32768, "bytes")
    invq = Invq(world.program, world.builtin.endpoint)
    words = ("t-hz04d7m0c6t9ya", "i-bp19f3v5x7m2t8zlo0p4", "-o", "output")
    kept, whole = invq.run(*words).out, invq.run(*words, "--full").out
    equal(len(kept), 24576, "bytes that the service kept")
    equal(whole, found, "what invq and the SDK read")


def objects_are_refused_by_what_is_wrong(world):
    address = world.builtin.address
    refused(lambda: text(bucket(address), key="gone"), "NoSuchKey", 404)
    refused(lambda: text(bucket(address), name="logs-cn-beijing"), "AccessDenied", 403)
    refused(lambda: text(bucket(address, key=("testid", "wrong"))), "SignatureDoesNotMatch", 403)
    refused(lambda: text(bucket(address, key=("nobody", "wrong"))), "InvalidAccessKeyId", 403)
    refused(lambda: text(bucket(world.denied.address)), "AccessDenied", 403)


def temporary_keys_read_objects(world):
    key, secret, token = world.temporary_key
    equal(len(text(bucket(world.temporary.address, key=(key, secret, token)))), 32768, "bytes")
    refused(lambda: text(bucket(world.temporary.address, key=(key, secret, "other"))), "InvalidSecurityToken", 403)


def keys_of_objects_may_hold_anything(world):
    equal(text(bucket(world.keys.address), key="a b/c+d&e=f#g%h/部署.txt"), b"i-1 000001 checked", "bytes")
