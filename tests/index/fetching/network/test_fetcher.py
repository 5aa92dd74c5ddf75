"""Fetches from hostile servers. Every site is invented, and served by one loopback port."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest

from index.fetching.network import AddressGuard, AddressRefused, Fetched, Fetcher, FetchFailed, Limits
from tests.fakes.web import NOT_FOUND, Asked, FakeWeb, Reply, fake_web, html

PAGE = "<!doctype html><p>The ferry sails at nine.</p>"
PRIVATE = (
    "127.0.0.1 127.8.8.8 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200 0.0.0.0 "
    "192.0.0.192 198.18.0.1 224.0.0.1 255.255.255.255 240.0.0.1 168.63.129.16 203.0.113.9 "
    "::1 :: fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ff02::1 fec0::1 "
    "64:ff9b::7f00:1 2002:7f00:1:: 2001::1 ::127.0.0.1"
).split()


@pytest.fixture(scope="module")
def web() -> Iterator[FakeWeb]:
    with fake_web() as web:
        web.serve("gazette.example", {"/": html(PAGE)})
        yield web


@pytest.fixture(autouse=True)
def unasked(web: FakeWeb) -> None:
    web.asked.clear()


def served(web: FakeWeb, reply: Reply, *, limits: Limits | None = None) -> Fetched:
    web.serve("hostile.example", {"/": reply})
    return web.fetcher(limits=limits).get(web.url("hostile.example"))


def failure(web: FakeWeb, reply: Reply, *, limits: Limits | None = None) -> str:
    with pytest.raises(FetchFailed) as caught:
        served(web, reply, limits=limits)
    return str(caught.value)


def test_a_page_is_fetched_from_the_checked_address_with_its_host_name(web: FakeWeb) -> None:
    fetched = web.fetcher().get(web.url("gazette.example"))
    assert (fetched.status, fetched.content.decode(), fetched.media_type) == (200, PAGE, "text/html")
    [asked] = web.asked
    assert asked.headers["host"] == f"gazette.example:{web.port}"


@pytest.mark.parametrize("address", PRIVATE)
def test_a_host_with_a_private_address_is_refused(web: FakeWeb, address: str) -> None:
    """The port differs from that of the fake web, whose loopback address is treated as public."""
    guard = AddressGuard(resolve=lambda host, port: [address], public_endpoints=[("127.0.0.1", web.port)])
    with pytest.raises(AddressRefused, match=r"is at"):
        guard.resolve("rebound.example", 80)


def test_one_private_address_among_public_ones_is_refused() -> None:
    guard = AddressGuard(resolve=lambda host, port: ["93.184.215.14", "10.0.0.1"])
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
        guard.resolve("split.example", 443)
    assert AddressGuard(resolve=lambda host, port: ["93.184.215.14"]).resolve("split.example", 443)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://gazette.example/",
        "ftp://gazette.example/",
        "http://",
        "http:///x",
        "//gazette.example/",
        "http://user:secret@gazette.example/",
        "http://gazette.example:22/",
        "http://gazette.example:25/",
        "http://gazette.example:99999/",
        "http://[::1/",
        "http://" + "a" * 5000,
        "javascript:alert(1)",
    ],
)
def test_a_url_that_is_not_a_plain_web_address_is_refused_before_any_lookup(url: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise AssertionError("looked up")

    with pytest.raises(AddressRefused) as caught:
        AddressGuard(resolve=resolve).parse(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "LOCALHOST."])
def test_every_spelling_of_this_machine_is_refused(host: str) -> None:
    guard = AddressGuard()
    with pytest.raises(AddressRefused, match=r"not public|no address"):
        guard.resolve(guard.parse(f"http://{host}/").host, 80)


def test_a_redirect_into_a_private_network_is_refused_without_a_request(web: FakeWeb) -> None:
    inside = f"http://intranet.example:{web.port}/admin"
    web.serve("hostile.example", {"/": Reply(b"", 302, {"Location": inside})})
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.8"):
        web.fetcher({"intranet.example": "10.0.0.8"}).get(web.url("hostile.example"))
    assert [one.host for one in web.asked] == ["hostile.example"]


@pytest.mark.parametrize("place", ["file:///etc/passwd", "http://127.0.0.1:1/", "ftp://gazette.example/"])
def test_a_redirect_to_another_scheme_or_this_machine_is_refused(web: FakeWeb, place: str) -> None:
    with pytest.raises(AddressRefused):
        served(web, Reply(b"", 301, {"Location": place}))


def test_a_host_is_resolved_once_so_that_dns_rebinding_has_no_effect(web: FakeWeb) -> None:
    lookups: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        lookups.append(host)
        return ["127.0.0.1"] if len(lookups) == 1 else ["10.0.0.1"]

    web.serve("rebinding.example", {"/": html(PAGE)})
    fetcher = web.fetcher()
    fetcher._guard = AddressGuard(resolve=resolve, public_endpoints=[("127.0.0.1", web.port)])
    assert fetcher.get(web.url("rebinding.example")).status == 200
    assert lookups == ["rebinding.example"]
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
        fetcher.get(web.url("rebinding.example"))


def test_only_an_allowed_intranet_host_is_fetched(web: FakeWeb) -> None:
    allowed = AddressGuard(resolve=lambda host, port: ["10.0.0.8"], allow_hosts=["Intranet.example."])
    assert allowed.resolve("intranet.example", 8080) == ("10.0.0.8",)
    with pytest.raises(AddressRefused):
        allowed.resolve("other.example", 8080)
    metadata = AddressGuard(resolve=lambda host, port: ["169.254.169.254"], allow_hosts=["intranet.example"])
    with pytest.raises(AddressRefused, match="credentials"):
        metadata.resolve("intranet.example", 80)


def test_five_redirects_are_followed_and_a_sixth_is_not(web: FakeWeb) -> None:
    def site(asked: Asked) -> Reply:
        number = int(asked.path.strip("/") or 0)
        return Reply(b"", 302, {"Location": f"/{number - 1}"}) if number else html(PAGE)

    web.sites["chain.example"] = site
    assert web.fetcher().get(web.url("chain.example", "/5")).url.endswith("/0")
    with pytest.raises(FetchFailed, match="more than 5 redirects"):
        web.fetcher().get(web.url("chain.example", "/6"))


def test_only_a_permanent_redirect_counts_as_a_new_address(web: FakeWeb) -> None:
    def site(asked: Asked) -> Reply:
        moved = {"/old": (301, "/new"), "/today": (302, "/new"), "/older": (301, "/today")}.get(asked.path)
        return Reply(b"", moved[0], {"Location": moved[1]}) if moved else html(PAGE)

    web.sites["moving.example"] = site
    moved = {path: web.fetcher().get(web.url("moving.example", path)).moved_to for path in ("/old", "/today", "/older")}
    assert moved == {"/old": web.url("moving.example", "/new"), "/today": None, "/older": None}


BOMB = b"\0" * 200_000_000
GZIP_BOMB = gzip.compress(BOMB, 9)


@pytest.mark.parametrize(
    ("packing", "body"),
    [("gzip", GZIP_BOMB), ("deflate", zlib.compress(BOMB, 9)), ("deflate", zlib.compress(BOMB, 9, wbits=-15))],
    ids=["gzip", "zlib", "deflate"],
)
def test_a_compression_bomb_is_stopped_at_the_limit(web: FakeWeb, packing: str, body: bytes) -> None:
    tracemalloc.start()
    reason = failure(web, Reply(body, headers={"Content-Type": "text/html", "Content-Encoding": packing}))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reason == "larger than 10 MB"
    assert peak < 40_000_000


def test_nested_unknown_and_broken_compression_is_rejected(web: FakeWeb) -> None:
    headers = {"Content-Type": "text/html"}
    for packing in ("gzip, gzip", "br", "zstd", "nonsense"):
        assert "did not request" in failure(web, Reply(GZIP_BOMB, headers={**headers, "Content-Encoding": packing}))
    assert "cannot be decompressed" in failure(web, Reply(b"words", headers={**headers, "Content-Encoding": "gzip"}))
    cut = gzip.compress(PAGE.encode())[:-9]
    assert "content is incomplete" in failure(web, Reply(cut, headers={**headers, "Content-Encoding": "gzip"}))


def test_compressed_pages_are_read(web: FakeWeb) -> None:
    for packing, body in (("gzip", gzip.compress(PAGE.encode())), ("deflate", zlib.compress(PAGE.encode()))):
        reply = Reply(body, headers={"Content-Type": "text/html", "Content-Encoding": packing})
        assert served(web, reply).content.decode() == PAGE


def endless(write: Callable[[bytes], object]) -> None:
    write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def test_an_endless_page_is_stopped_at_the_limit(web: FakeWeb) -> None:
    assert failure(web, Reply(raw=endless)) == "larger than 10 MB"
    said = Reply(b"", headers={"Content-Type": "text/html", "Content-Length": "10000000000"})
    assert failure(web, said) == "larger than 10 MB"


def dripping(write: Callable[[bytes], object]) -> None:
    write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
    for _ in range(200):
        write(b"X-Slow: yes\r\n")
        time.sleep(0.02)  # a server's thread, not the test's


def test_a_slow_server_is_stopped_at_the_deadline(web: FakeWeb) -> None:
    began = time.perf_counter()
    assert "no answer in time" in failure(web, Reply(raw=dripping), limits=Limits(read_seconds=5, seconds=0.2))
    assert time.perf_counter() - began < 3


@pytest.mark.parametrize("content_type", ["image/png", "video/mp4", "application/zip", "application/javascript", "x"])
def test_other_media_types_are_not_read(web: FakeWeb, content_type: str) -> None:
    assert "not an article or a feed" in failure(web, Reply(b"words", headers={"Content-Type": content_type}))


@pytest.mark.parametrize("raw", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\n", b"\0" * 300_000])
def test_a_response_that_is_not_http_fails_with_a_reason(web: FakeWeb, raw: bytes) -> None:
    assert "hostile.example" in failure(web, Reply(raw=lambda write: write(raw)))


def test_an_unchanged_page_is_a_304_and_validators_go_only_to_their_own_site(web: FakeWeb) -> None:
    def site(asked: Asked) -> Reply:
        if asked.path == "/away":
            return Reply(b"", 302, {"Location": web.url("elsewhere.example")})
        unchanged = asked.headers.get("if-none-match") == '"v1"'
        return Reply(b"", 304, {"ETag": '"v1"'}) if unchanged else html(PAGE, ETag='"v1"')

    web.sites["gazette2.example"] = web.sites["elsewhere.example"] = site
    first = web.fetcher().get(web.url("gazette2.example"))
    assert (first.status, first.etag) == (200, '"v1"')
    assert web.fetcher().get(web.url("gazette2.example"), etag=first.etag).status == 304
    web.fetcher().get(web.url("gazette2.example", "/away"), etag=first.etag)
    assert "if-none-match" not in web.asked[-1].headers


def test_retry_after_is_read_from_the_response(web: FakeWeb) -> None:
    web.serve(
        "busy.example", {"/": Reply(b"", 429, {"Retry-After": "120"}), "/bad": Reply(b"", 503, {"Retry-After": "x"})}
    )
    waits = []
    for path in ("/", "/bad"):
        with pytest.raises(FetchFailed) as caught:
            web.fetcher().get(web.url("busy.example", path))
        waits.append((caught.value.status, caught.value.retry_after))
    assert waits == [(429, 120.0), (503, None)]


def test_a_proxy_in_the_environment_is_not_used(web: FakeWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert web.fetcher().get(web.url("gazette.example")).status == 200


def test_a_fetch_logs_nothing_at_any_level(web: FakeWeb, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        web.serve("quiet.example", {"/?token=verysecret": html(PAGE)})
        web.fetcher().get(web.url("quiet.example", "/?token=verysecret"))
    assert "verysecret" not in caplog.text


def test_a_missing_page_fails_with_its_status(web: FakeWeb) -> None:
    web.serve("empty.example", {"/gone": NOT_FOUND})
    with pytest.raises(FetchFailed, match="answered 404") as caught:
        web.fetcher().get(web.url("empty.example", "/gone"))
    assert caught.value.is_gone


def test_tls_uses_the_host_name_and_not_the_address(web: FakeWeb) -> None:
    heard: list[bytes] = []

    def listen(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            heard.append(connection.recv(4096))

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=listen, args=(server,))
        thread.start()
        port = server.getsockname()[1]
        guard = AddressGuard(resolve=lambda host, port: ["127.0.0.1"], public_endpoints=[("127.0.0.1", port)])
        with pytest.raises(FetchFailed, match=r"no proper answer from 'gazette\.example'"):
            Fetcher(guard).get(f"https://gazette.example:{port}/")
        thread.join()
    assert b"gazette.example" in heard[0]
