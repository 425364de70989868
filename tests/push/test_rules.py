"""Where a push may go at all, judged by its words alone, and what is a key."""

from base64 import urlsafe_b64encode

import pytest

from push import rules
from push.rules import allowed, hosts_of, key_bytes, may_reach, on_curve, pause_after, topic_of, wait_asked
from tests.fakes.push.curve import G, raw, times

NONE = hosts_of("")


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://fcm.googleapis.com:443/wp/abc",
        "https://web.push.apple.com/QGu_x",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://wns2-par02p.notify.windows.com/w/?token=BQY%3d",
        "https://FCM.googleapis.com/x",
    ],
)
def test_the_browsers_own_services_are_known(endpoint: str) -> None:
    assert allowed(endpoint, NONE)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilfcm.googleapis.com/x",
        "https://push.apple.com/x",
        "https://evil.example/fcm.googleapis.com",
        "https://evil.example#@fcm.googleapis.com/",
        "https://fcm.googleapis.com@evil.example/x",
        "https://fcm.googleapis.com:x@evil.example/",
        "https://evil.example\\@fcm.googleapis.com/",
        "https://fcm.googleapis.com\t.evil.example/",
        "https://fcm.googleapis.com\r\nhost: evil/",
        "https://fcm。googleapis.com/x",
        "https://127.0.0.1/x",
        "https://127.1/x",
        "https://2130706433/x",
        "https://0x7f000001/x",
        "https://0177.0.0.1/x",
        "https://[::1]/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://10.0.0.1/x",
        "https://192.168.1.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/x",
        "https://a.push.apple.com./x",
        "https://.push.apple.com/x",
        "https://fcm.googleapis.com:99999/x",
        "ftp://fcm.googleapis.com/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//fcm.googleapis.com/x",
        "fcm.googleapis.com/x",
        "",
    ],
)
def test_nothing_else_is_called(endpoint: str) -> None:
    assert not allowed(endpoint, NONE)


def test_only_what_an_operator_names_may_be_plain_or_near() -> None:
    named = hosts_of("localhost:9000, Push.Example.ru")
    assert allowed("http://localhost:9000/x", named)
    assert allowed("https://push.example.ru/x", named)
    assert allowed("https://fcm.googleapis.com/x", named)
    assert not allowed("http://localhost:9001/x", named)
    assert not allowed("http://user@localhost:9000/x", named)
    assert not allowed("https://a.push.example.ru/x", named)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "240.0.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "2002:7f00:1::", "2001:0:0:0:0:0:80ff:fffe", "2001:db8::1", "fe80::1%eth0", "nowhere", "",
    ],
)  # fmt: skip
def test_a_closed_net_is_not_reached(address: str) -> None:
    assert not may_reach(address)


@pytest.mark.parametrize("address", ["142.250.74.106", "17.188.143.1", "2a00:1450:4001:80b::200a"])
def test_the_open_internet_is(address: str) -> None:
    assert may_reach(address)


def test_a_key_has_its_length_and_its_letters() -> None:
    good = urlsafe_b64encode(b"\4" * 16).decode()
    assert key_bytes(good, 16) == key_bytes(good.rstrip("="), 16) == b"\4" * 16
    for bad in ("", "AAAA", good + "AA", good[:-4], "!" * 22, "é" * 22, "A" * 22 + "\n", "+/" * 11):
        assert key_bytes(bad, 16) is None, bad


def test_a_point_lies_on_the_curve() -> None:
    point = raw(times(12345, G))
    assert on_curve(point)
    assert not on_curve(b"\2" + point[1:])
    assert not on_curve(point[:-1] + bytes([point[-1] ^ 1]))
    assert not on_curve(b"\4" + b"\xff" * 64)


def test_a_wait_grows_to_an_hour_and_what_is_asked_is_kept() -> None:
    assert [pause_after(attempts) for attempts in (0, 1, 2, 12, 99)] == [1, 2, 4, 3600, 3600]
    assert wait_asked("120") == 120
    assert wait_asked("9" * 50) == 86_400
    assert wait_asked("Wed, 21 Oct 2026 07:28:00 GMT") is None
    assert wait_asked(None) is None


def test_a_topic_tells_talks_apart_and_says_nothing() -> None:
    assert len(topic_of("thread-1")) == 32
    assert topic_of("thread-1") != topic_of("thread-2")
    assert set(topic_of("x")) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert rules.digest_of("https://a") != rules.digest_of("https://b")
