"""A provider's webhook is judged when it is set: where it leads, what stands in it, what comes of it."""

import json
from typing import Any

import pytest

from app.kit.errors import Problem
from push.rules import Hosts, hosts_of
from telephony.model import Call, Header, Webhook
from telephony.rules import allowed, filled_body, filled_url, refuse_webhook

OPEN = Hosts()
CALL = Call(phone="+79123456701", text='Срочно: "ждёт" \\ & = ?', name='О"Нил', call="1")


def webhook(**others: Any) -> Webhook:
    given = {"url": "https://api.example.ru/call", "method": "POST", "format": "json", "headers": [],
             "body": '{"to":"{phone}"}'}  # fmt: skip
    return Webhook(**given | others)


@pytest.mark.parametrize(
    ("others", "field", "code"),
    [
        ({"url": "http://api.example.ru/call"}, "url", "not_a_provider"),
        ({"url": "https://127.0.0.1/call"}, "url", "not_a_provider"),
        ({"url": "https://2130706433/call"}, "url", "not_a_provider"),
        ({"url": "https://localhost/call"}, "url", "not_a_provider"),
        ({"url": "https://user@example.ru/call"}, "url", "not_a_provider"),
        ({"url": "https://{phone}.example.ru/call"}, "url", "not_a_provider"),
        ({"url": "файл"}, "url", "not_a_provider"),
        ({"body": '{"to":"{phone}","x":"{plate}"}'}, "body", "placeholder_unknown"),
        ({"url": "https://api.example.ru/{who}"}, "url", "placeholder_unknown"),
        ({"body": '{"to":"1"}'}, "body", "placeholder_missing"),
        ({"body": '{"to":"{phone}"'}, "body", "body_not_json"),
        ({"body": '{"to":{phone},"say":{text}}'}, "body", "body_not_json"),
        ({"method": "GET"}, "body", "no_body_with_get"),
        ({"headers": [Header(name="X: y", value="1")]}, "headers", "header_name"),
        ({"headers": [Header(name="Host", value="1")]}, "headers", "header_name"),
        ({"headers": [Header(name="X", value="1\r\nY: 2")]}, "headers", "header_value"),
        ({"headers": [Header(name="X", value="1"), Header(name="x", value="2")]}, "headers", "header_twice"),
    ],
)
def test_what_could_never_ring_or_would_lead_elsewhere_is_refused_with_its_field(
    others: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(Problem) as refused:
        refuse_webhook(webhook(**others), OPEN)
    assert [(one.field, one.code) for one in refused.value.fields] == [(field, code)]


def test_any_provider_of_the_open_internet_will_do_and_a_near_one_only_if_it_is_named() -> None:
    refuse_webhook(webhook(), OPEN)
    refuse_webhook(
        webhook(url="https://api.example.ru:8443/?to={phone}&t={text}", method="GET", body=""), OPEN
    )
    refuse_webhook(webhook(format="form", body="to={phone}&text={text}&name={name}"), OPEN)
    assert allowed("http://pbx.lan:8088/ari", hosts_of("pbx.lan:8088"))
    assert not allowed("http://pbx.lan:8089/ari", hosts_of("pbx.lan:8088"))


def test_a_value_ends_nothing_that_it_stands_in() -> None:
    body = webhook(body='{"to":"{phone}","say":"{text}","who":["{name}"],"keep":{"a":"{other}"}}')
    assert json.loads(filled_body(body, CALL)) == {
        "to": CALL.phone, "say": CALL.text, "who": [CALL.name], "keep": {"a": "{other}"},
    }  # fmt: skip
    form = webhook(format="form", body="to={phone}&say={text}&last=1")
    assert filled_body(form, CALL).count("&") == 2
    assert filled_body(form, CALL).startswith("to=%2B79123456701&say=%D0%A1")
    url = filled_url(webhook(url="https://a.ru/{name}?q={text}"), CALL)
    assert url.isascii()
    assert (url.count("/"), url.count("?"), url.count("=")) == (3, 1, 1)
