"""Judgements about a provider's webhook: what may be called, which placeholders stand in it, how they are filled."""

import json
import re
from urllib.parse import quote

from app.kit.errors import bad_field
from push.rules import Hosts, is_number, origin_of
from telephony.model import PLACEHOLDERS, Call, Format, Header, Webhook

PLACEHOLDER = re.compile(r"\{([A-Za-z_]+)\}")
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "content-type", "idempotency-key",
                  "upgrade", "te", "trailer", "expect", "proxy-authorization", "cookie"})  # fmt: skip
"""Headers that are made here, or would change what the request is."""
SAMPLE = Call(
    phone="+79120000000", text='Okno: "проверка"', name="Вера", call="00000000-0000-0000-0000-000000000000"
)


def allowed(url: str, hosts: Hosts) -> bool:
    """May the provider be asked there? By https and by name; else only what the operator has named. Judged when it is
    set, and again each time a call leaves; where the name leads is judged as it is resolved."""
    origin = origin_of(url)
    if origin is None:
        return False
    scheme, host, port = origin
    return hosts.names(host, port) or (scheme == "https" and not is_number(host) and "." in host)


def refuse_webhook(webhook: Webhook, hosts: Hosts) -> None:
    """Raises for an address that may not be called, a placeholder nobody knows, or a body that is not what it says."""
    if not allowed(filled_url(webhook, SAMPLE), hosts) or PLACEHOLDER.search(head_of(webhook.url)):
        raise bad_field("url", "not_a_provider")
    for field, text in (("url", webhook.url), ("body", webhook.body)):
        for name in PLACEHOLDER.findall(text):
            if name not in PLACEHOLDERS:
                names = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
                raise bad_field(field, "placeholder_unknown", name=f"{{{name}}}", names=names)
    if "{phone}" not in webhook.url + webhook.body:
        raise bad_field("body", "placeholder_missing", name="{phone}")
    if webhook.method == "GET" and webhook.body.strip():
        raise bad_field("body", "no_body_with_get")
    if webhook.method != "GET" and webhook.format == "json" and not is_json(filled_body(webhook, SAMPLE)):
        raise bad_field("body", "body_not_json")
    refuse_headers(webhook.headers)


def refuse_headers(headers: list[Header]) -> None:
    for header in headers:
        if not TOKEN.fullmatch(header.name) or header.name.lower() in OURS:
            raise bad_field("headers", "header_name", name=header.name)
        if not header.value.isascii() or not header.value.isprintable():
            raise bad_field("headers", "header_value", name=header.name)
    if len({header.name.lower() for header in headers}) < len(headers):
        raise bad_field("headers", "header_twice")


def head_of(url: str) -> str:
    """All before the path: who is called is never a matter of whom they are to ring."""
    return "/".join(re.split(r"[?#]", url)[0].split("/")[:3])


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def filled_url(webhook: Webhook, call: Call) -> str:
    return filled(webhook.url, call, "form")


def filled_body(webhook: Webhook, call: Call) -> str:
    return filled(webhook.body, call, webhook.format)


def filled(template: str, call: Call, format: Format) -> str:
    """Each placeholder by its value, written so that it ends nothing it stands in. A brace of anything else stays."""

    def value(found: re.Match[str]) -> str:
        plain: str = getattr(call, found[1]) if found[1] in PLACEHOLDERS else found[0]
        return json.dumps(plain, ensure_ascii=False)[1:-1] if format == "json" else quote(plain, safe="")

    return PLACEHOLDER.sub(value, template)
