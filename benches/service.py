"""The sandbox, and a client for it that does as little as a client can."""

import base64
import hashlib
import hmac
import os
import socket
import subprocess
import time
from urllib.parse import quote

KEY, SECRET = "testid", "testsecret"
ENVIRONMENT = {
    "HOME": "/nonexistent",
    "LANG": "C.UTF-8",
    "ALIBABA_CLOUD_ACCESS_KEY_ID": KEY,
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": SECRET,
}


class Sandbox:
    """A running `invq sandbox`; `with` ends it."""

    def __init__(self, invq, *flags):
        command = [invq, "sandbox", *map(str, flags)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().split()[1]

    def query(self, invq, *flags):
        """The command that asks this server."""
        return [invq, "--endpoint", self.url, "--region", "cn-hangzhou", "--no-notes", *map(str, flags)]

    def one_walk(self, invq, *flags):
        """The command that lists, with as many requests as others make for the same list."""
        return self.query(invq, "--timed=false", *flags)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def encoded(text):
    return quote(text, safe="~")


def signed_form(parameters):
    """The body of a request for a page, with its signature. None can be sent twice."""
    everything = {
        "AccessKeyId": KEY,
        "Action": "DescribeInvocations",
        "Format": "JSON",
        "RegionId": "cn-hangzhou",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": os.urandom(16).hex(),
        "SignatureVersion": "1.0",
        "Timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "Version": "2014-05-26",
        **parameters,
    }
    form = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in sorted(everything.items()))
    digest = hmac.new(f"{SECRET}&".encode(), f"POST&%2F&{encoded(form)}".encode(), hashlib.sha1).digest()
    return f"{form}&Signature={encoded(base64.b64encode(digest).decode())}"


def bare_walk(url):
    """Asks for page after page over one connection and looks for nothing but the token; tells how many pages came."""
    host, port = url[len("http://"):].split(":")
    pages, token = 0, ""
    with socket.create_connection((host, int(port))) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            form = signed_form({"MaxResults": "50", **({"NextToken": token} if token else {})})
            head = f"POST / HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            connection.sendall(f"{head}Content-Length: {len(form)}\r\n\r\n{form}".encode())
            body = answer(connection)
            pages += 1
            token = body.rpartition(b'"NextToken":"')[2].partition(b'"')[0].decode()
            if not token:
                return pages


def answer(connection):
    """The body of an answer of status 200."""
    came = bytearray()
    while b"\r\n\r\n" not in came:
        came += connection.recv(1 << 18)
    head, _, body = bytes(came).partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise RuntimeError(head.decode())
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    parts, missing = [body], length - len(body)
    while missing:
        parts.append(connection.recv(min(missing, 1 << 18)))
        missing -= len(parts[-1])
    return b"".join(parts)
