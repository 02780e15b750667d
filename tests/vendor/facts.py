"""What two clients must agree on, taken from an SDK's answer and from invq's JSON, and how checks say what they saw."""

import base64
import os


class Wrong(Exception):
    """A check saw something else than it should have."""


def equal(seen, wanted, about=""):
    if seen != wanted:
        seen, wanted = repr(seen), repr(wanted)
        here = len(os.path.commonprefix([seen, wanted]))
        raise Wrong(f"{about}: {excerpt(seen, here)} in place of {excerpt(wanted, here)}")


def excerpt(text, here):
    """A text that may be long, around the place where it differs."""
    start, end = max(0, here - 80), here + 120
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def ids(records):
    return [record["InvokeId"] for record in records]


def invocation(record, command, instances, tags):
    names = ("InvokeId", "InvocationStatus", "InvokeStatus", "CommandId", "CommandName", "CommandType", "RepeatMode",
             "Timed", "CreationTime", "Frequency", "Parameters", "Username", "WorkingDir", "Timeout", "ContainerName")
    told = {name: record.get(name) for name in names}
    tags = sorted((tag["TagKey"], tag.get("TagValue")) for tag in tags)
    return {**told, "command": command, "tags": tags, "instances": instances}


def instance(record, output):
    names = ("InstanceId", "InvocationStatus", "InstanceInvokeStatus", "ExitCode", "ErrorCode", "ErrorInfo", "Dropped",
             "StartTime", "StopTime", "FinishTime", "Repeats", "OssOutputStatus", "OssOutputUri")
    return {**{name: record.get(name) for name in names}, "output": output}


def of_sdk(records, plain=False):
    """From an SDK's answer, in either encoding."""

    def decoded(text):
        if text is None:
            return None
        return text.encode() if plain else base64.b64decode(text)

    def ended(record):
        """invq leaves out the number that comes where no process ended, since it says nothing."""
        known = record["InvocationStatus"] in ("Success", "Failed")
        return {**record, "ExitCode": record.get("ExitCode") if known else None}

    def one(record):
        instances = record.get("InvokeInstances", {}).get("InvokeInstance", [])
        told = [instance(ended(each), decoded(each.get("Output"))) for each in instances]
        tags = (record.get("Tags") or {}).get("Tag", [])
        return invocation(record, decoded(record["CommandContent"]), told, tags)

    return [one(record) for record in records]


def of_invq(records):
    """From invq's JSON, which is decoded where the bytes are text and says so where they are not."""

    def decoded(text, encoding):
        if text is None:
            return None
        return base64.b64decode(text) if encoding == "base64" else text.encode()

    def one(record):
        told = [
            instance(each, decoded(each.get("Output"), each["Derived"].get("OutputEncoding")))
            for each in record["InvokeInstances"]
        ]
        command = decoded(record["CommandContent"], record["Derived"].get("CommandEncoding"))
        return invocation(record, command, told, record["Tags"])

    return [one(record) for record in records]


def run(record, of_invocation, finished, old_status, output):
    names = ("InstanceId", "InvocationStatus", "ExitCode", "ErrorCode", "ErrorInfo", "Dropped", "Repeats", "StartTime",
             "StopTime", "OssOutputStatus", "OssOutputUri")
    shared = ("InvokeId", "CommandId", "Username", "ContainerName", "Launcher", "TerminationMode", "OssOutputDelivery")
    told = {name: record.get(name) for name in names}
    told |= {name: of_invocation.get(name) for name in shared}
    return {**told, "finished": record[finished], "old status": record[old_status], "output": output}


def run_of_sdk(result):
    """One result of DescribeInvocationResults, in Base64."""
    return run(result, result, "FinishedTime", "InvokeRecordStatus", base64.b64decode(result["Output"]))


def run_of_invq(record):
    """One object of --history."""
    return run(record, record["Invocation"], "FinishTime", "InstanceInvokeStatus", record["Output"].encode())
