"""Texts that a wrong encoder or signer gets wrong."""

import string

MARKS = string.punctuation

TEXTS = [
    MARKS,
    *(f"a{mark}b" for mark in MARKS),
    "~",
    "*",
    "-._~",
    "~*'()!",
    "a+b c",
    "100%20",
    "%2B%25%7E%2A",
    "a  b",
    "a\tb",
    "50% = 1/2 & more?",
    "部署 订单-服务（第三批）",
    "日本語テスト",
    "Ünïcödé",
    "e\u0301 is not \u00e9",
    "שלום עולם",
    "🚀 deploy 👩‍💻",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
]

# `*` and `?` make a pattern of a name, which invq does not send.
NAMES = [text for text in TEXTS if not {"*", "?"} & set(text)]


def invocation(number, text):
    """A saved invocation with the text for a name, and as the key and the value of a tag."""
    return {
        "InvokeId": f"t-hz0hard{number:07}",
        "CommandId": f"c-hz0hard{number:07}",
        "CommandName": text,
        "CommandType": "RunShellScript",
        "CommandContent": "dHJ1ZQo=",
        "CreationTime": "2026-06-24T08:15:30Z",
        "InvocationStatus": "Success",
        "InvokeStatus": "Finished",
        "RepeatMode": "Once",
        "Timed": False,
        "Tags": {"Tag": [{"TagKey": f"k{text}", "TagValue": text}, {"TagKey": "hard", "TagValue": ""}]},
        "InvokeInstances": {"InvokeInstance": []},
    }


FLEET = [invocation(number, text) for number, text in enumerate(TEXTS)]

# An output that was delivered under a key which URLs have to encode.
DELIVERED = [
    {
        "InvokeId": "t-1",
        "Age": 60,
        "InvokeInstances": [
            {
                "InstanceId": "i-1",
                "Steps": [[1, "Running"], [2, "Success"]],
                "Output": {"Line": "i-1", "Length": 18},
                "OssOutputStatus": "Finished",
                "OssOutputUri": "oss://ops-logs/a b/c+d&e=f#g%h/部署.txt",
            }
        ],
    }
]
