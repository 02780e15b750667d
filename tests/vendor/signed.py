"""The other direction: invq asks a server that computes the signature with the vendor's own signers."""

import json
import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from aliyunsdkcore.auth.composer import rpc_signature_composer
from alibabacloud_tea_openapi.utils import Utils

from facts import Wrong, equal
from hard import NAMES, TEXTS
from programs import Invq

KEY = ("LTAI5tExample", "s3cr&t/with+marks=")
TOKEN = "CAIS/a+b=c&d e~*%"

# What signs is private to the vendor's module; nothing public gives the signature of given parameters.
string_to_sign = vars(rpc_signature_composer)["__compose_string_to_sign"]
sign = vars(rpc_signature_composer)["__get_signature"]


def signatures(parameters, secret):
    """As the older SDK signs, and as the newer one does."""
    older = sign(string_to_sign("POST", parameters), secret)
    return older, Utils.get_rpcsignature(parameters, "POST", secret)


class Judge(BaseHTTPRequestHandler):
    """Answers an empty list to a request that is signed as the vendor signs, and remembers what came."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
        pairs = parse_qsl(body, keep_blank_values=True, strict_parsing=True)
        parameters = dict(pairs)
        signature = parameters.pop("Signature")
        good = (signature, signature) == signatures(parameters, self.server.secret) and len(pairs) == len(parameters) + 1
        self.server.seen.append(parameters)
        self.server.matched.append(good)
        text = "Specified signature is not matched with our calculation."
        answer = {"RequestId": "1", "NextToken": "", "Invocations": {"Invocation": []}}
        refusal = {"RequestId": "1", "HostId": "here", "Code": "SignatureDoesNotMatch", "Message": text}
        told = json.dumps(answer if good else refusal).encode()
        self.send_response(200 if good else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    """A server of judges that knows a secret; `with` ends it."""

    daemon_threads = True

    def __init__(self, secret=KEY[1]):
        super().__init__(("127.0.0.1", 0), Judge)
        self.secret, self.seen, self.matched = secret, [], []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


def judged(world, questions, key=KEY):
    """Every question, given as flags and the parameters that they must become, arrives whole and rightly signed."""
    with Server() as server:
        invq = Invq(world.program, f"http://127.0.0.1:{server.server_port}", key)
        for number, (flags, wanted) in enumerate(questions):
            # Nothing is found, and for a note invq would ask which name was meant.
            run = invq.run("--json", "--no-notes", *flags)
            about = " ".join(flags)
            equal((len(server.seen), server.matched[-1:]), (number + 1, [True]), f"requests, signature of {about}")
            equal(run.out, b"[]\n", f"{about} {run.err}")
            arrived = server.seen[-1]
            common = {"AccessKeyId": key[0], "Action": "DescribeInvocations", "Version": "2014-05-26"}
            for name, value in {**common, "RegionId": "cn-hangzhou", **wanted}.items():
                equal(arrived.get(name), value, f"{name} of {about}")
        nonces = {parameters["SignatureNonce"] for parameters in server.seen}
        equal(len(nonces), len(server.seen), "different nonces")


def a_plain_question_is_signed_as_both_sdks_sign(world):
    judged(world, [([], {"MaxResults": "50"})])


def every_selector_is_signed(world):
    judged(world, [
        (["--status", "failed"], {"InvokeStatus": "Failed"}),
        (["--command-type", "bat", "--repeat-mode", "once"], {"CommandType": "RunBatScript", "RepeatMode": "Once"}),
        (["--timed"], {"Timed": "true"}),
        (["c-hz0a", "i-bp1b"], {"CommandId": "c-hz0a", "InstanceId": "i-bp1b"}),
        (["i-bp1b", "--include-output"], {"IncludeOutput": "true"}),
        (["--resource-group", "rg-1", "--plain-text"], {"ResourceGroupId": "rg-1", "ContentEncoding": "PlainText"}),
        (["--next-token", "AAAA/+=="], {"NextToken": "AAAA/+=="}),
    ])


def hard_command_names_are_signed(world):
    judged(world, [([f"--command-name={text}"], {"CommandName": text}) for text in NAMES])


def hard_tag_values_are_signed(world):
    judged(world, [([f"--tag=k={text}"], {"Tag.1.Key": "k", "Tag.1.Value": text}) for text in TEXTS])


def hard_tag_keys_are_signed(world):
    keys = [f"k{text}" for text in TEXTS if "=" not in text]
    judged(world, [([f"--tag={key}=v"], {"Tag.1.Key": key, "Tag.1.Value": "v"}) for key in keys])


def twenty_tags_are_signed(world):
    """Tag.10 sorts before Tag.2."""
    flags = [f"--tag=key {number}=value {number}" for number in range(1, 21)]
    keys = {f"Tag.{number}.Key": f"key {number}" for number in range(1, 21)}
    values = {f"Tag.{number}.Value": f"value {number}" for number in range(1, 21)}
    judged(world, [(flags, {**keys, **values}), (["--tag=k="], {"Tag.1.Key": "k", "Tag.1.Value": ""})])


def a_token_is_sent_and_signed(world):
    judged(world, [([], {"SecurityToken": TOKEN}), (["--command-name=a b"], {"CommandName": "a b"})], (*KEY, TOKEN))


def random_texts_are_signed(world):
    """The same ones in every run."""
    chance = random.Random(20140526)
    alphabet = [*map(chr, range(0x20, 0x7F)), *"éß部署订单語עב٣🚀👩\u200d\u0301\u00a0"]
    texts = ["".join(chance.choices(alphabet, k=chance.randint(1, 60))) for _ in range(120)]
    named = [("a" + text.replace("*", "").replace("?", ""), text) for text in texts]
    judged(world, [([f"--command-name={name}", f"--tag=k={text}"],
                    {"CommandName": name, "Tag.1.Value": text}) for name, text in named])


def a_flipped_secret_is_noticed(world):
    flipped = KEY[1][:-1] + chr(ord(KEY[1][-1]) ^ 1)
    with Server(flipped) as server:
        run = Invq(world.program, f"http://127.0.0.1:{server.server_port}", KEY).run("--json")
        equal((run.code, server.matched, "SignatureDoesNotMatch" in run.err), (3, [False], True), run.err)


def a_flipped_parameter_is_noticed(world):
    """The judge itself is judged: one changed character gives another signature from both signers."""
    parameters = {"CommandName": "a b", "Action": "DescribeInvocations"}
    changed = {**parameters, "CommandName": "a c"}
    right, wrong = signatures(parameters, KEY[1]), signatures(changed, KEY[1])
    equal((right[0] == right[1], wrong[0] == wrong[1]), (True, True), "the vendor's signers agree")
    if right == wrong:
        raise Wrong("the signers do not notice")
