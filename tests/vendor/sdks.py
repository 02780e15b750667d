"""The vendor's SDKs behind one face: `ask(InvokeId=…)` gives the answer as a dict, or raises `Refused`."""

import importlib
import json
import logging
import re

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.auth.credentials import AccessKeyCredential, StsTokenCredential
from aliyunsdkcore.client import AcsClient

from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.utils_models import Config

# The older SDK logs every refusal.
logging.disable(logging.CRITICAL)


class Refused(Exception):
    """The service said no."""

    def __init__(self, code, status):
        super().__init__(f"{status} {code}")
        self.code, self.status = code, status


INVOCATIONS = "DescribeInvocations"
RESULTS = "DescribeInvocationResults"


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Sdk:
    """An SDK, and the address, key and region that it is used with."""

    def __init__(self, address, key=("testid", "testsecret"), region="cn-hangzhou"):
        self.address, self.key, self.region = address, key, region

    def results(self, **parameters):
        """Every result, page by page."""
        results, token = [], {}
        while True:
            page = self.ask(RESULTS, **parameters, **token)["Invocation"]
            results += page["InvocationResults"]["InvocationResult"]
            if not page["NextToken"]:
                return results
            token = {"NextToken": page["NextToken"]}

    def walk(self, **parameters):
        """Every record, page by page."""
        records, token = [], {}
        while True:
            page = self.ask(**parameters, **token)
            records += page["Invocations"]["Invocation"]
            if not page["NextToken"]:
                return records
            token = {"NextToken": page["NextToken"]}


class Older(Sdk):
    """aliyun-python-sdk-ecs: RPC signatures, parameters in the URL."""

    name = "older SDK"

    def body(self, action=INVOCATIONS, tags=(), **parameters):
        """The bytes of an answer."""
        host, port = self.address.split(":")
        credential = AccessKeyCredential(*self.key) if len(self.key) == 2 else StsTokenCredential(*self.key)
        client = AcsClient(region_id=self.region, port=int(port), credential=credential, auto_retry=False)
        module = importlib.import_module(f"aliyunsdkecs.request.v20140526.{action}Request")
        request = getattr(module, f"{action}Request")()
        request.set_endpoint(host)
        if tags:
            request.set_Tags([{"Key": key, "Value": value} for key, value in tags])
        for name, value in parameters.items():
            getattr(request, f"set_{name}")(value)
        try:
            return client.do_action_with_exception(request)
        except ServerException as error:
            raise Refused(error.get_error_code(), error.get_http_status()) from None

    def ask(self, action=INVOCATIONS, **parameters):
        return json.loads(self.body(action, **parameters))


class Newer(Sdk):
    """alibabacloud_ecs20140526, as it signs by itself: ACS3-HMAC-SHA256, in the headers."""

    name = "newer SDK"
    algorithm = None

    def ask(self, action=INVOCATIONS, tags=(), **parameters):
        key = dict(zip(("access_key_id", "access_key_secret", "security_token"), self.key))
        config = Config(endpoint=self.address, protocol="http", signature_algorithm=self.algorithm, **key)
        request = getattr(models, f"{action}Request")(**{snake(name): value for name, value in parameters.items()})
        # Of the actions here, one asks about no region.
        if hasattr(request, "region_id"):
            request.region_id = self.region
        if tags:
            tag = getattr(models, f"{action}RequestTag")
            request.tag = [tag(key=key, value=value) for key, value in tags]
        try:
            return getattr(Client(config), snake(action))(request).body.to_map()
        except AlibabaCloudException as error:
            raise Refused(error.code, error.status_code) from None


class NewerRpc(Newer):
    """The same SDK, told to sign as the older one does."""

    name = "newer SDK, RPC"
    algorithm = "v2"


ALL = (Older, Newer, NewerRpc)
