"""Asks with one of the vendor's SDKs for every record, and prints how many came: sdk_asks.py older|newer HOST:PORT"""

import sys


def older(address):
    import json

    from aliyunsdkcore.auth.credentials import AccessKeyCredential
    from aliyunsdkcore.client import AcsClient
    from aliyunsdkecs.request.v20140526.DescribeInvocationsRequest import DescribeInvocationsRequest

    host, port = address.split(":")
    credential = AccessKeyCredential("testid", "testsecret")
    client = AcsClient(region_id="cn-hangzhou", port=int(port), credential=credential)
    request = DescribeInvocationsRequest()
    request.set_endpoint(host)
    request.add_query_param("MaxResults", 50)
    while True:
        page = json.loads(client.do_action_with_exception(request))
        yield page["Invocations"]["Invocation"]
        if not page["NextToken"]:
            return
        request.add_query_param("NextToken", page["NextToken"])


def newer(address):
    from alibabacloud_ecs20140526.client import Client
    from alibabacloud_ecs20140526.models import DescribeInvocationsRequest
    from alibabacloud_tea_openapi.utils_models import Config

    key = {"access_key_id": "testid", "access_key_secret": "testsecret"}
    client = Client(Config(endpoint=address, protocol="http", **key))
    request = DescribeInvocationsRequest(region_id="cn-hangzhou", max_results=50)
    while True:
        page = client.describe_invocations(request).body
        yield page.invocations.invocation
        if not page.next_token:
            return
        request.next_token = page.next_token


which, address = sys.argv[1:]
print(sum(len(page) for page in {"older": older, "newer": newer}[which](address)))
