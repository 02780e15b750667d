"""The same question, asked with an SDK and with invq, gets the same answer; and the same refusal."""

from asked import REPEATING, TEMPORARY, UNREADABLE, of_the_fleet, untimed
from facts import Wrong, equal, ids, of_invq, of_sdk, run_of_invq, run_of_sdk
from hard import FLEET, NAMES, TEXTS
from programs import Invq
from sdks import Refused

EVERYWHERE = "i-bp1sandbox0000000000"


def same(sdk, world, place, parameters, flags, tags=()):
    """One question, in the words of each."""
    address = getattr(world, place).address
    wanted = of_sdk(sdk(address).walk(tags=tags, **parameters))
    seen = of_invq(Invq(world.program, f"http://{address}").records(*flags))
    equal(seen, wanted, " ".join(flags))
    return seen


def a_list(sdk, world):
    equal(len(same(sdk, world, "still", {"MaxResults": 50}, [])), len(of_the_fleet(world, untimed)), "records")
    same(sdk, world, "still", {"Timed": True}, ["--timed"])


def a_list_in_small_pages(sdk, world):
    records = same(sdk, world, "generated", {"MaxResults": 50}, ["--page-size", "7"])
    equal(len(records), world.GENERATED, "records")


def each_status(sdk, world):
    for word in ("Success", "Failed", "PartialFailed", "Stopped", "Finished"):
        if not same(sdk, world, "still", {"InvokeStatus": word}, ["--status", word, "--timed=false"]):
            raise Wrong(f"nothing is {word}")


def each_type_and_repeat_mode(sdk, world):
    for word, flag in (("RunShellScript", "shell"), ("RunPowerShellScript", "powershell"), ("RunBatScript", "bat")):
        same(sdk, world, "still", {"CommandType": word}, ["--command-type", flag])
    for word, flag in (("Period", "period"), ("NextRebootOnly", "next-reboot"), ("EveryReboot", "every-reboot")):
        same(sdk, world, "still", {"RepeatMode": word, "Timed": True}, ["--repeat-mode", flag, "--timed"])


def tags(sdk, world):
    flags = ["--tag", "team=infra", "--tag", "window"]
    if not same(sdk, world, "still", {}, flags, tags=[("team", "infra"), ("window", None)]):
        raise Wrong("nothing has the tags")


def each_command(sdk, world):
    for record in filter(untimed, world.fleet):
        command, name = record["CommandId"], record["CommandName"]
        same(sdk, world, "still", {"CommandId": command}, [command])
        same(sdk, world, "still", {"CommandName": name}, ["--command-name", name])


def each_invocation_with_its_output(sdk, world):
    for invocation in ids(world.fleet):
        same(sdk, world, "still", {"InvokeId": invocation, "IncludeOutput": True}, [invocation, "--include-output"])


def each_invocation_with_its_output_in_plain_text(sdk, world):
    """The service decoded: what is not UTF-8 is lost, so that one is left out."""
    for invocation in ids(world.fleet):
        if invocation != UNREADABLE:
            asked = {"InvokeId": invocation, "IncludeOutput": True, "ContentEncoding": "PlainText"}
            address = world.still.address
            wanted = of_sdk(sdk(address).walk(**asked), plain=True)
            invq = Invq(world.program, f"http://{address}")
            equal(of_invq(invq.records(invocation, "--include-output", "--plain-text")), wanted, invocation)


def everything_of_an_instance_with_its_output(sdk, world):
    """invq shows of each invocation the instance that was named, the service all of them."""
    address = world.generated.address
    wanted = of_sdk(sdk(address).walk(InstanceId=EVERYWHERE, IncludeOutput=True, MaxResults=50))
    for record in wanted:
        record["instances"] = [each for each in record["instances"] if each["InstanceId"] == EVERYWHERE]
    seen = of_invq(Invq(world.program, f"http://{address}").records("--include-output", EVERYWHERE))
    equal(seen, wanted, "records")


def the_history_of_a_task(sdk, world):
    """Each run, in the SDK's words and in invq's."""
    wanted = sdk(world.builtin.address).results(InvokeId=REPEATING, IncludeHistory=True)
    invq = Invq(world.program, world.builtin.endpoint)
    seen = invq.records(REPEATING, "--history", "--include-output", "--page-size", "7")
    equal(len(seen), 72, "runs")
    equal([run_of_invq(run) for run in seen], [run_of_sdk(run) for run in wanted], "runs")


def output_bytes_as_the_machine_printed_them(sdk, world):
    """`-o output` for one instance is its output and nothing else."""
    invq = Invq(world.program, world.still.endpoint)
    for record in of_sdk(world.fleet):
        for each in record["instances"]:
            if each["output"]:
                run = invq.run(record["InvokeId"], each["InstanceId"], "-o", "output")
                equal(run.out, each["output"], f"{record['InvokeId']} {each['InstanceId']}")


def hard_command_names(sdk, world):
    for text in NAMES:
        seen = same(sdk, world, "hard", {"CommandName": text}, [f"--command-name={text}"])
        equal(len(seen), 1, text)


def hard_tags(sdk, world):
    """A key that holds `=` cannot be asked for with invq, which documents it."""
    for record, text in zip(FLEET, TEXTS):
        key = f"k{text}".replace("=", "")
        value = text if key == f"k{text}" else None
        asked, typed = [("hard", ""), (key, value)], key if value is None else f"{key}={value}"
        seen = same(sdk, world, "hard", {}, ["--tag=hard=", f"--tag={typed}"], tags=asked)
        equal(len(seen), int(value is not None), text)


def a_temporary_key(sdk, world):
    wanted = of_sdk(sdk(world.temporary.address, key=TEMPORARY).walk())
    equal(of_invq(Invq(world.program, world.temporary.endpoint, TEMPORARY).records()), wanted, "records")


def an_empty_answer(sdk, world):
    page = sdk(world.still.address).ask(InvokeId="t-hz00000000000")
    run = Invq(world.program, world.still.endpoint).run("--json", "t-hz00000000000")
    equal((page["Invocations"]["Invocation"], run.out.strip(), run.code), ([], b"[]", 4), "answers")


def refusals(sdk, world):
    """What the SDK raises is what invq names, with the exit code for a failed identity, or for a refusal."""
    bad_token = {"NextToken": "nonsense"}
    for place, key, parameters, flags, code in (
        ("still", ("nobody", "testsecret"), {}, [], 3),
        ("temporary", (*TEMPORARY[:2], "another"), {}, [], 3),
        ("temporary", TEMPORARY[:2], {}, [], 3),
        ("still", ("testid", "testsecret"), bad_token, ["--next-token", "nonsense"], 5),
    ):
        server = getattr(world, place)
        try:
            sdk(server.address, key=key).ask(**parameters)
            raise Wrong("the SDK was answered")
        except Refused as error:
            run = Invq(world.program, server.endpoint, key).run(*flags)
            equal((run.code, error.code in run.err, run.out), (code, True, b""), f"{error.code} in {run.err!r}")
