"""Each SDK asks the sandbox, and gets what the documentation of the action promises."""

from facts import Wrong, equal, ids, of_sdk
from hard import FLEET, TEXTS
from sdks import RESULTS, Refused

TEMPORARY = ("STS.testid", "testsecret", "a/token+with=marks:in&it")
UNREADABLE = "t-hz04d7fs6c3l1v"
REPEATING = "t-hz04d798w1r5zg"


def refused(ask, code, status=400):
    """The code is the one that the SDK raises."""
    try:
        answer = ask()
    except Refused as error:
        equal((error.code, error.status), (code, status), "refusal")
    else:
        raise Wrong(f"answered {len(answer['Invocations']['Invocation'])} records in place of {code}")


def of_the_fleet(world, keep):
    return [record["InvokeId"] for record in world.fleet if keep(record)]


def untimed(record):
    return not record["Timed"]


def tags(record):
    return {tag["TagKey"]: tag["TagValue"] for tag in record["Tags"]["Tag"]}


def a_plain_call_gives_ten_records_and_a_token(sdk, world):
    page = sdk(world.builtin.address).ask()
    equal(len(page["Invocations"]["Invocation"]), 10, "records")
    if not page["NextToken"] or not page["RequestId"]:
        raise Wrong("no token or no request ID")


def a_walk_of_7_and_one_of_50_a_page_find_the_same(sdk, world):
    client = sdk(world.generated.address)
    small, large = (ids(client.walk(MaxResults=size)) for size in (7, 50))
    equal(small, large, "IDs")
    equal(len(set(small)), world.GENERATED, "different IDs")


def pages_by_number_are_counted(sdk, world):
    client = sdk(world.generated.address)
    page = client.ask(PageNumber=3, PageSize=20)
    equal(page["TotalCount"], world.GENERATED, "TotalCount")
    equal(ids(page["Invocations"]["Invocation"]), ids(client.walk(MaxResults=50))[40:60], "IDs")


def every_status_selects(sdk, world):
    for word in ("Success", "Failed", "PartialFailed", "Stopped", "Stopping", "Pending"):
        wanted = of_the_fleet(world, lambda each: untimed(each) and each["InvocationStatus"] == word)
        equal(ids(sdk(world.still.address).walk(InvokeStatus=word)), wanted, word)
    wanted = of_the_fleet(world, lambda each: untimed(each) and each["InvokeStatus"] == "Finished")
    equal(ids(sdk(world.still.address).walk(InvokeStatus="Finished")), wanted, "Finished")


def every_type_selects(sdk, world):
    for word in ("RunShellScript", "RunPowerShellScript", "RunBatScript"):
        wanted = of_the_fleet(world, lambda each: untimed(each) and each["CommandType"] == word)
        equal(ids(sdk(world.still.address).walk(CommandType=word)), wanted, word)


def every_repeat_mode_selects_among_the_timed(sdk, world):
    for word in ("Period", "NextRebootOnly", "EveryReboot"):
        wanted = of_the_fleet(world, lambda each: each["Timed"] and each["RepeatMode"] == word)
        equal(ids(sdk(world.still.address).walk(RepeatMode=word, Timed=True)), wanted, word)


def timed_selects_and_is_false_when_left_out(sdk, world):
    client = sdk(world.still.address)
    equal(ids(client.walk(Timed=True)), of_the_fleet(world, lambda each: each["Timed"]), "true")
    equal(ids(client.walk(Timed=False)), of_the_fleet(world, untimed), "false")
    equal(ids(client.walk()), of_the_fleet(world, untimed), "left out")


def tags_select_and_all_of_them_must_match(sdk, world):
    client = sdk(world.still.address)
    for asked in ([("team", "infra")], [("team", "infra"), ("window", "q2")], [("window", None)], [("team", "")]):
        def matches(record):
            found = tags(record)
            return all(key in found and value in (None, found[key]) for key, value in asked)
        wanted = of_the_fleet(world, lambda each: untimed(each) and matches(each))
        equal(ids(client.walk(tags=asked)), wanted, str(asked))


def an_instance_a_command_and_a_name_select(sdk, world):
    client = sdk(world.still.address)
    for record in filter(untimed, world.fleet[:8]):
        command, name = record["CommandId"], record["CommandName"]
        instance = record["InvokeInstances"]["InvokeInstance"][0]["InstanceId"]
        def has(each, instance=instance):
            return instance in [one["InstanceId"] for one in each["InvokeInstances"]["InvokeInstance"]]
        wanted = of_the_fleet(world, lambda each: untimed(each) and has(each))
        equal(ids(client.walk(InstanceId=instance)), wanted, instance)
        equal(ids(client.walk(CommandId=command)), [record["InvokeId"]], command)
        equal(ids(client.walk(CommandName=name)), [record["InvokeId"]], name)


def output_comes_in_base64_byte_for_byte(sdk, world):
    answer = sdk(world.still.address).ask(InvokeId=UNREADABLE, IncludeOutput=True)
    second = of_sdk(answer["Invocations"]["Invocation"])[0]["instances"][1]
    equal(second["output"][:4], b"\xd0\xde\xb2\xb9", "first bytes")


def output_comes_as_plain_text(sdk, world):
    answer = sdk(world.still.address).ask(InvokeId=UNREADABLE, IncludeOutput=True, ContentEncoding="PlainText")
    told = of_sdk(answer["Invocations"]["Invocation"], plain=True)[0]
    equal(told["instances"][0]["output"][:8], b"HotFixID", "first bytes")
    equal(told["command"][:10], b"Get-HotFix", "script")


def no_output_comes_unasked(sdk, world):
    answer = sdk(world.still.address).ask(InvokeId=UNREADABLE)
    told = of_sdk(answer["Invocations"]["Invocation"])[0]
    equal([each["output"] for each in told["instances"]], [None, None], "outputs")


def hard_command_names_arrive(sdk, world):
    client = sdk(world.hard.address)
    for record in FLEET:
        equal(ids(client.walk(CommandName=record["CommandName"])), [record["InvokeId"]], record["CommandName"])


def hard_tag_keys_and_values_arrive(sdk, world):
    client = sdk(world.hard.address)
    for record, text in zip(FLEET, TEXTS):
        asked = [("hard", ""), (f"k{text}", text)]
        equal(ids(client.walk(tags=asked)), [record["InvokeId"]], text)


def saved_bodies_are_served_as_they_were(sdk, world):
    for record in world.fleet:
        answer = sdk(world.still.address).ask(InvokeId=record["InvokeId"], IncludeOutput=True)
        equal(of_sdk(answer["Invocations"]["Invocation"]), of_sdk([record]), record["InvokeId"])


def an_unknown_invocation_gives_an_empty_list(sdk, world):
    page = sdk(world.builtin.address).ask(InvokeId="t-hz00000000000")
    equal((page["Invocations"]["Invocation"], page["NextToken"]), ([], ""), "answer")


def a_wrong_key_is_refused(sdk, world):
    client = sdk(world.builtin.address, key=("nobody", "testsecret"))
    refused(client.ask, "InvalidAccessKeyId.NotFound", 404)


def a_wrong_secret_is_refused(sdk, world):
    client = sdk(world.builtin.address, key=("testid", "testsecreT"))
    # The older SDK compares the string to sign that the server names with its own, and says what then must be wrong.
    code = "InvalidAccessKeySecret" if sdk.name == "older SDK" else "SignatureDoesNotMatch"
    refused(lambda: client.ask(CommandName="a b*~+%"), code)


def a_page_of_51_is_refused(sdk, world):
    refused(lambda: sdk(world.builtin.address).ask(MaxResults=51), "InvalidParameter.MaxResults")


def a_bad_token_is_refused(sdk, world):
    client = sdk(world.builtin.address)
    token = client.ask(MaxResults=7)["NextToken"]
    for bad in ("nonsense", f"{token}x", token[:-1]):
        refused(lambda bad=bad: client.ask(NextToken=bad), "InvalidParameter.NextToken")


def a_token_of_other_filters_is_refused(sdk, world):
    client = sdk(world.builtin.address)
    token = client.ask(MaxResults=7)["NextToken"]
    refused(lambda: client.ask(NextToken=token, CommandType="RunShellScript"), "InvalidParameter.NextToken")


def a_tag_key_twice_is_refused(sdk, world):
    asked = [("team", "web"), ("team", "infra")]
    refused(lambda: sdk(world.builtin.address).ask(tags=asked), "Duplicate.TagKey")


def twenty_tags_are_served_and_21_refused(sdk, world):
    client = sdk(world.builtin.address)
    asked = [(f"key-{number}", "") for number in range(21)]
    equal(client.ask(tags=asked[:20])["Invocations"]["Invocation"], [], "records")
    refused(lambda: client.ask(tags=asked), "NumberExceed.Tags")


def a_region_that_is_none_is_refused(sdk, world):
    refused(sdk(world.builtin.address, region="cn-nowhere").ask, "InvalidRegionId.NotFound", 404)


def output_of_everything_is_refused(sdk, world):
    refused(lambda: sdk(world.builtin.address).ask(IncludeOutput=True), "MissingParameter")


def a_temporary_key_with_its_token_is_served(sdk, world):
    client = sdk(world.temporary.address, key=TEMPORARY)
    equal(len(ids(client.walk(MaxResults=50))), len(of_the_fleet(world, untimed)), "records")


def a_temporary_key_with_another_token_is_refused(sdk, world):
    client = sdk(world.temporary.address, key=(*TEMPORARY[:2], "another"))
    refused(client.ask, "InvalidSecurityToken.MismatchWithAccessKey")


def a_temporary_key_without_its_token_is_refused(sdk, world):
    client = sdk(world.temporary.address, key=TEMPORARY[:2])
    refused(client.ask, "MissingSecurityToken")


def the_regions_are_listed(sdk, world):
    told = sdk(world.builtin.address).ask("DescribeRegions", AcceptLanguage="en-US")["Regions"]["Region"]
    listed = {each["RegionId"]: (each["RegionEndpoint"], each["LocalName"], each["Status"]) for each in told}
    wanted = ("ecs.cn-beijing.aliyuncs.com", "China (Beijing)", "available")
    equal(listed["cn-beijing"], wanted, "cn-beijing")


def a_closed_region_of_the_list_is_without_this_api(sdk, world):
    told = sdk(world.builtin.address).ask("DescribeRegions")["Regions"]["Region"]
    closed = [each["RegionId"] for each in told if each["Status"] == "soldOut"]
    equal(len(closed), 2, "closed regions")
    for region in closed:
        refused(sdk(world.builtin.address, region=region).ask, "RegionId.ApiNotSupported")


def a_result_says_of_each_instance_what_its_invocation_says(sdk, world):
    """Where no run is over yet or there was one alone, both actions tell the same in their own words."""
    client = sdk(world.still.address)
    same = ("InstanceId", "InvocationStatus", "ExitCode", "Output", "Dropped", "Repeats", "ErrorCode", "StartTime")
    called = {"FinishedTime": "FinishTime", "InvokeRecordStatus": "InstanceInvokeStatus", **{name: name for name in same}}
    for record in world.fleet:
        results = client.results(InvokeId=record["InvokeId"], MaxResults=50)
        instances = record["InvokeInstances"]["InvokeInstance"]
        seen = [{there: each.get(here) for here, there in called.items()} for each in results]
        wanted = [{there: each.get(there) for there in called.values()} for each in instances]
        equal(seen, wanted, record["InvokeId"])
        equal({each["Username"] for each in results}, {record["Username"]}, "Username")
        equal([each["Tags"] for each in results], [record["Tags"]] * len(results), "Tags")


def results_are_paged_one_level_deeper(sdk, world):
    client = sdk(world.generated.address)
    small, large = (client.results(MaxResults=size) for size in (7, 50))
    equal(small, large, "results")
    equal(len(small), 3 * world.GENERATED, "results")
    page = client.ask(RESULTS, PageNumber=2, PageSize=40)["Invocation"]
    equal((page["TotalCount"], page["PageNumber"]), (3 * world.GENERATED, 2), "TotalCount and PageNumber")
    equal(page["InvocationResults"]["InvocationResult"], large[40:80], "results")


def the_history_of_a_task_has_a_result_for_each_run(sdk, world):
    client = sdk(world.builtin.address)
    runs = client.results(InvokeId=REPEATING, IncludeHistory=True)
    latest = client.results(InvokeId=REPEATING)
    equal((len(runs), len(latest)), (72, 2), "results")
    equal(sorted({run["Repeats"] for run in runs}), list(range(1, 37)), "Repeats")
    there = latest[0]["InstanceId"]
    equal(len(client.results(InvokeId=REPEATING, InstanceId=there, IncludeHistory=True)), 36, "results of one")


def the_history_of_what_runs_once_is_refused(sdk, world):
    client = sdk(world.builtin.address)
    for task in (UNREADABLE, None):
        named = {"InvokeId": task} if task else {}
        code = "InvalidParameter.IncludeHistory" if task else "MissingParameter"
        try:
            client.ask(RESULTS, IncludeHistory=True, **named)
            raise Wrong("answered")
        except Refused as error:
            equal(error.code, code, "refusal")
