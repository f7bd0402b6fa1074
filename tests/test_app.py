"""The server as a client sees it that is no browser: routes, compression, caching, security headers."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import select
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from email.message import Message
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from convcore.web import modules
from tests.conftest import free_port, running

ROOT = Path(__file__).resolve().parent.parent
DOOR = f"/assets/shell/{modules.digest(ROOT / 'assets' / 'shell')}/index.js"
PLOTLY = f"/plotly/plotly.min.js?v={version('plotly')}"
# Each file in pages/ is a page at an address of its name; the article is at the root.
PAGES = sorted({f"/{path.stem}" for path in (ROOT / "pages").glob("*.py")} - {"/main", "/article"} | {"/"})


class Answer(NamedTuple):
    """An HTTP answer as it came, nothing followed or unpacked."""

    status: int
    headers: Message
    body: bytes


def ask(server: str, path: str, method: str = "GET", **headers: str) -> Answer:
    """Sends ``path`` as it stands: urllib would tidy up its dots first."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return Answer(answer.status, answer.headers, body)


@pytest.fixture(scope="module")
def asset() -> str:
    """The path of a text under /assets that is large enough to be worth compressing."""
    texts = (path for path in sorted((ROOT / "assets").rglob("*")) if path.suffix in {".js", ".css", ".json"})
    return (
        "/assets/" + next(path for path in texts if path.stat().st_size > 1000).relative_to(ROOT / "assets").as_posix()
    )


def test_health(server: str) -> None:
    assert ask(server, "/_stcore/health")[::2] == (200, b"ok")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_can_be_linked_to(server: str, path: str) -> None:
    assert ask(server, path).status == 200


@pytest.mark.parametrize(
    "path", ["/", "/standard", PLOTLY, "/assets/nothing-here", "/_stcore/health", "/..%2f", "/x/y"]
)
def test_every_answer_carries_the_security_headers(server: str, path: str) -> None:
    headers = ask(server, path).headers
    policy = dict(part.split(maxsplit=1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["connect-src"] == policy["base-uri"] == policy["form-action"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert len(headers.get_all("content-security-policy", [])) == 1


def test_plotly_is_the_installed_one_and_small_on_the_way(server: str) -> None:
    plain, packed = ask(server, PLOTLY), ask(server, PLOTLY, accept_encoding="gzip")
    assert f"plotly.js v{plotly_js_version()}".encode() in plain.body[:200]
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < 0.35 * len(plain.body)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    for answer in (plain, packed):
        assert "javascript" in answer.headers["content-type"]
        assert "accept-encoding" in answer.headers["vary"].lower()
        assert int(answer.headers["content-length"]) == len(answer.body)


def plotly_js_version() -> str:
    """The version of plotly.js that the plotly package writes figures for."""
    code = "from plotly.offline import get_plotlyjs_version as v; print(v())"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(
    ("query", "kept"), [(f"?v={version('plotly')}", True), ("", False), ("?v=", False), ("?v=99.0.0", False)]
)
def test_only_the_version_being_served_is_kept_by_caches(server: str, query: str, kept: bool) -> None:
    control = ask(server, "/plotly/plotly.min.js" + query).headers["cache-control"]
    assert control == ("public, max-age=31536000, immutable" if kept else "no-cache")


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_asset_is_revalidated_and_not_sent_twice(server: str, asset: str, encoding: str) -> None:
    first = ask(server, asset, accept_encoding=encoding)
    assert (first.status, first.headers["cache-control"]) == (200, "no-cache")
    again = ask(server, asset, accept_encoding=encoding, if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert ask(server, asset, accept_encoding=encoding, if_none_match='"another"').body == first.body
    sent = gzip.decompress(first.body) if encoding == "gzip" else first.body
    assert sent == (ROOT / asset.lstrip("/")).read_bytes()


def test_an_asset_asked_for_with_a_version_is_not_kept(server: str, asset: str) -> None:
    assert ask(server, asset + "?v=1").headers["cache-control"] == "no-cache"


def test_a_file_is_kept_at_the_address_of_its_content(server: str) -> None:
    version = modules.digest(ROOT / "assets" / "link.js")
    answer = ask(server, f"/assets/link.js?v={version}")
    assert (answer.status, answer.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert ask(server, f"/assets/history.js?v={version}").headers["cache-control"] == "no-cache"


def test_streamlits_own_scripts_are_small_on_the_way(server: str) -> None:
    page = ask(server, "/depthwise", accept="text/html").body.decode()
    found = re.findall(r'"\.(/static/[^"]*\.(?:js|css))"', page)
    assert len(found) > 3
    for path in found:
        plain, packed = ask(server, path), ask(server, path, accept_encoding="gzip")
        assert gzip.decompress(packed.body) == plain.body
        assert "immutable" in packed.headers["cache-control"]
        assert packed.headers["content-type"].split(";")[0] == plain.headers["content-type"].split(";")[0]
    for way in ("nothing.js", "../../../config.py", ""):
        refused = ask(server, f"/static/{way}", accept_encoding="gzip")
        assert refused.status == ask(server, f"/static/{way}").status
        assert b"import" not in refused.body


def test_what_a_run_sends_is_compressed(server: str) -> None:
    with connect(f"ws{server.removeprefix('http')}/_stcore/stream") as socket:
        assert "permessage-deflate" in socket.response.headers["sec-websocket-extensions"]  # type: ignore[union-attr]


def test_modules_are_kept_below_the_address_of_their_version(server: str) -> None:
    door = f"/assets/player/{modules.digest()}/index.js"
    answer = ask(server, door, accept_encoding="gzip")
    assert (answer.status, answer.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert "javascript" in answer.headers["content-type"]
    assert gzip.decompress(answer.body) == (modules.PLAYER / "index.js").read_bytes()
    for path in modules.order():  # what a module imports beside it inherits the version
        beside = ask(server, door.replace("index.js", path.relative_to(modules.PLAYER).as_posix()))
        assert (beside.status, beside.headers["cache-control"]) == (200, answer.headers["cache-control"])


@pytest.mark.parametrize("version", ["", "000000000000/", "v/"])
def test_an_address_of_another_version_stores_nothing(server: str, version: str) -> None:
    """A page opened before an update gets the files of today, and keeps none of them."""
    answer = ask(server, f"/assets/player/{version}index.js")
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-cache")
    assert answer.body == (modules.PLAYER / "index.js").read_bytes()
    for path in modules.order():
        beside = ask(server, f"/assets/player/{version}{path.relative_to(modules.PLAYER).as_posix()}")
        assert (beside.status, beside.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize("way", ["/../../../app.py", "/..%2f..%2f..%2fapp.py", "/%2e%2e/%2e%2e/%2e%2e/app.py", "/", ""])
def test_nothing_outside_the_modules_is_served(server: str, way: str) -> None:
    answer = ask(server, f"/assets/player/{modules.digest()}{way}")
    assert answer.status in {400, 404}
    assert b"import" not in answer.body


def test_head_tells_without_sending(server: str) -> None:
    head, get = ask(server, PLOTLY, "HEAD", accept_encoding="gzip"), ask(server, PLOTLY, accept_encoding="gzip")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize("folder", ["/assets", "/plotly"])
@pytest.mark.parametrize(
    "way",
    [
        "/../app.py",
        "/%2e%2e/app.py",
        "/..%2fapp.py",
        "/%2e%2e%2fapp.py",
        "/lang/../../app.py",
        "/..%5capp.py",
        "/%252e%252e/app.py",
        "//app.py",
        "/../pages/main.py",
        f"/{ROOT.as_posix().lstrip('/')}/app.py",
        f"/%2f{ROOT.as_posix().lstrip('/')}/app.py",
        "/app.py%00.js",
        "/",
    ],
)
def test_nothing_outside_the_folders_is_served(server: str, folder: str, way: str) -> None:
    answer = ask(server, folder + way)
    assert answer.status in {400, 404}
    assert b"import" not in answer.body


def test_the_source_of_the_app_is_not_served(server: str) -> None:
    for path in ("/app.py", "/pages/main.py", "/.streamlit/config.toml", "/.git/config"):
        assert ask(server, path)[::2] == (307, b""), path


@pytest.mark.parametrize("path", ["/depthwise/x", "/x", "/article", "/main", "/depthwise/lang/en.json", "/a/b/c"])
@pytest.mark.parametrize("query", ["", "?lang=zh&lab=1.eNpLt"])
def test_an_address_that_is_no_page_leads_to_the_article(server: str, path: str, query: str) -> None:
    answer = ask(server, path + query)
    assert (answer.status, answer.headers["location"], answer.body) == (307, f"/{query}", b"")
    assert ask(server, path + query, "HEAD").status == 307


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/depthwise/", 301),  # to the page
        ("/depthwise/_stcore/health", 404),  # Streamlit's own search for its server, after a deep link
        ("/depthwise/_stcore/host-config", 404),
        ("/_stcore/host-config", 200),
        ("/assets/nothing-here", 404),
        ("/media/nothing-here.html", 404),
        ("/component/nothing/index.html", 404),
        ("/manifest.json", 200),
        ("/favicon.png", 200),
    ],
)
def test_what_is_no_page_but_has_an_answer_keeps_it(server: str, path: str, status: int) -> None:
    answer = ask(server, path)
    assert answer.status == status
    assert answer.headers.get("location") in (None, "/depthwise")


def test_the_files_of_the_shell_are_served(server: str) -> None:
    shell = ask(server, "/depthwise").body.decode()
    files = re.findall(r'(?:src|href)="\./(static/[^"]+)"', shell)
    assert files
    assert {ask(server, f"/{file}").status for file in files} == {200}


def test_other_methods_are_refused(server: str, asset: str) -> None:
    assert ask(server, asset, "POST").status == 405


def test_uvicorn_serves_the_app_too(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "app:app", "--host", "127.0.0.1", "--port", str(port)]
    with running(command, port, tmp_path) as url:
        assert ask(url, "/standard").status == 200
        answer = ask(url, PLOTLY, accept_encoding="gzip")
        assert (answer.status, answer.headers["x-content-type-options"]) == (200, "nosniff")
        assert "javascript" in answer.headers["content-type"]
        assert ask(url, "/errors?message=pasted").status == 200
        with connect(f"{url.replace('http', 'ws')}/_stcore/stream?message=pasted", subprotocols=["streamlit"]):
            pass
    log = (tmp_path / "log.txt").read_text()
    assert '"GET /errors HTTP/1.1" 200' in log
    assert '"WebSocket /_stcore/stream"' in log
    assert "pasted" not in log, "what a link carries stands in no log"


class Watched(NamedTuple):
    """A server of its own: what it logs, and a proxy that it would ask for whatever lies outside."""

    url: str
    log: Path
    proxy: socket.socket

    @property
    def host(self) -> str:
        """The Host of its address."""
        return urlsplit(self.url).netloc

    def asked_outside(self) -> bool:
        """Whether anybody connected to the proxy."""
        return bool(select.select([self.proxy], [], [], 0)[0])


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    port, folder = free_port(), tmp_path_factory.mktemp("watched")
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with socket.create_server(("127.0.0.1", 0)) as proxy, pytest.MonkeyPatch.context() as patch:
        for name in ("http_proxy", "https_proxy"):
            patch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        patch.setenv("no_proxy", "127.0.0.1")
        with running(command, port, folder) as url:
            yield Watched(url, folder / "log.txt", proxy)


def test_a_start_looks_up_no_address(watched: Watched) -> None:
    """Before it prints a "Local URL", a headless Streamlit asks a foreign host for our address."""
    log = watched.log.read_text()
    assert f"URL: http://localhost:{urlsplit(watched.url).port}" in log
    assert "Local URL" not in log
    assert not watched.asked_outside()


def shake_hands(server: str, path: str = "/_stcore/stream", **headers: str) -> int:
    """The status that a socket's handshake gets: 101 where it is let in."""
    key = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg=="}
    return ask(server, path, **key, **{"Sec-WebSocket-Version": "13"}, **headers).status


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "http://{host}.evil.example"},
        {"Origin": "http://user@evil.example", "X-Forwarded-Host": "conv.example"},
        {"Origin": "https://conv.example:444", "X-Forwarded-Host": "conv.example"},
        {"Origin": "http://192.0.2.7:8501", "Host": "192.0.2.7:8502"},
        {"Origin": "http://192.0.2.7", "Host": ""},
        {"Origin": "", "Host": ""},
    ],
)
def test_a_foreign_socket_is_refused_and_nobody_is_asked(watched: Watched, headers: dict[str, str]) -> None:
    told = {name: value.format(host=watched.host) for name, value in headers.items()}
    assert shake_hands(watched.url, **told) == 403
    assert not watched.asked_outside()


@pytest.mark.parametrize(
    "headers",
    [
        {},  # no browser
        {"Origin": "http://{host}"},
        {"Origin": "http://localhost:8501", "Host": "127.0.0.1:8501"},
        {"Origin": "http://192.0.2.7:8501", "Host": "192.0.2.7:8501"},
        {"Origin": "https://conv.example", "Host": "Conv.example:443"},
        {"Origin": "https://conv.example", "X-Forwarded-Host": "conv.example, inner.example"},
        {"Origin": "http://[2001:db8::7]:8501", "Host": "[2001:db8::7]:8501"},
    ],
)
def test_our_own_socket_is_let_in_and_nobody_is_asked(watched: Watched, headers: dict[str, str]) -> None:
    told = {name: value.format(host=watched.host) for name, value in headers.items()}
    assert shake_hands(watched.url, **told) == 101
    assert not watched.asked_outside()


@pytest.mark.parametrize("path", ["/", "/depthwise", "/assets/x", "/depthwise/_stcore/stream"])
def test_a_socket_is_let_in_at_its_path_alone(watched: Watched, path: str) -> None:
    assert shake_hands(watched.url, path) == 403
    assert "Traceback" not in watched.log.read_text()


def test_a_text_frame_ends_the_socket_and_leaves_no_traceback(watched: Watched) -> None:
    with connect(watched.url.replace("http", "ws") + "/_stcore/stream", proxy=None) as stream:
        stream.send("text")
        with pytest.raises(ConnectionClosed) as closed:
            list(stream)
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 1003
    assert ask(watched.url, "/_stcore/health").status == 200
    assert "Traceback" not in watched.log.read_text()


def test_settings_keep_telemetry_off() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["maxUploadSize"] == 2
    assert config["global"]["maxCachedMessageAge"] >= 10, "fast page changes lose messages"
    assert config["runner"]["postScriptGC"] is False, "each run waits for a whole collection"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_theme_colours_can_be_read(mode: str) -> None:
    """WCAG AA: text on both surfaces, links, and the white label of a primary button."""
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"][mode]
    for surface in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        assert contrast(theme["textColor"], surface) >= 7
        assert contrast(theme["linkColor"], surface) >= 4.5
    assert contrast("#ffffff", theme["primaryColor"]) >= 4.5
    assert contrast(theme["primaryColor"], theme["backgroundColor"]) >= 3


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """WCAG's relative luminance of a colour written #rrggbb."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_pins_are_exact_and_installed() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            if line and not line.startswith(("#", "-r ")):
                assert re.fullmatch(r"[a-z0-9-]+==[0-9.]+", line), line
                package, pin = line.split("==")
                assert version(package) == pin


def test_what_checks_the_modules_is_pinned_and_names_no_host() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())
    assert "dependencies" not in wanted, "the app needs no node"
    assert all(re.fullmatch(r"[0-9.]+", pin) for pin in wanted["devDependencies"].values())
    text = (ROOT / "package-lock.json").read_text()
    assert json.loads(text)["packages"][""]["devDependencies"] == wanted["devDependencies"]
    assert '"integrity"' in text
    assert '"resolved"' not in text
    assert "://" not in text


def test_our_modules_stand_in_the_page_before_streamlits(server: str) -> None:
    page = ask(server, "/depthwise", accept="text/html").body.decode()
    scripts = re.findall(r'<script type="module"[^>]* src="([^"]*)"', page)
    assert scripts[0] == f".{DOOR}"
    found = re.findall(r'"\.(/assets/[^"]*)"', page)
    assert len(found) > 20
    for path in found:
        answer = ask(server, path)
        assert (answer.status, answer.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_the_page_is_sent_whole_whatever_a_browser_has(server: str, encoding: str) -> None:
    """A browser may hold the page that Streamlit sent under its own ETag, without our modules."""
    streamlits = ask(server, "/standard", accept="*/*")
    answer = ask(
        server, "/standard", accept="text/html", accept_encoding=encoding, if_none_match=streamlits.headers["etag"]
    )
    head = ask(server, "/standard", "HEAD", accept="text/html", accept_encoding=encoding)
    assert answer.status == 200
    assert "etag" not in answer.headers
    assert int(answer.headers["content-length"]) == int(head.headers["content-length"]) == len(answer.body)
    page = gzip.decompress(answer.body) if encoding == "gzip" else answer.body
    assert DOOR.encode() in page


def test_only_streamlits_page_gets_our_modules(server: str) -> None:
    for path in ("/assets/lesson.html", "/_stcore/health"):
        assert ask(server, path, accept="text/html").body == ask(server, path, accept="*/*").body
