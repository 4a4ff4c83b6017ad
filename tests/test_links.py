"""The check of links to other sites, against a server that is made up."""

import http.server
import threading

import links
import pytest


class Answers(http.server.BaseHTTPRequestHandler):
    """Answers with the status that the path names."""

    def do_GET(self):
        self.send_response(int(self.path.strip("/")))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def host():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Make a site of one page with the given links; the made-up server counts as another site."""
    monkeypatch.setattr(links, "HERE", ())

    def make(*addresses):
        anchors = "".join(f'<a href="{address}">x</a>' for address in addresses)
        (tmp_path / "page.html").write_text(f"<html><body>{anchors}</body></html>", "utf-8")
        return tmp_path

    return make


@pytest.mark.parametrize(("status", "broken"), [(200, 0), (404, 1), (410, 1), (403, 0), (429, 0), (503, 0)])
def test_only_a_page_that_is_gone_is_broken(site, host, status, broken, capsys):
    assert links.main(site(f"{host}/{status}")) == broken
    assert f"1 links to other sites, {broken} broken." in capsys.readouterr().out


def test_a_host_that_does_not_exist_is_broken(site, monkeypatch):
    monkeypatch.setattr(links, "problem", lambda address: "[Errno -2] Name or service not known")
    assert links.main(site("https://nowhere.invalid/")) == 1


def test_the_report_names_address_reason_and_page(site, host, capsys):
    links.main(site(f"{host}/404"))
    assert f"broken: {host}/404 (404), on page.html" in capsys.readouterr().out


def test_a_link_is_followed_once_whatever_its_fragment_and_links_inside_are_left_alone(site, host):
    assert list(links.outgoing(site(f"{host}/200#a", f"{host}/200#b", "other.html", "mailto:a@b.c"))) == [f"{host}/200"]


def test_a_site_without_links_is_a_mistake(site, capsys):
    assert links.main(site()) == 1
    assert "make site" in capsys.readouterr().err
