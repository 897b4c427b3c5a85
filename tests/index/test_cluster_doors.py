"""An index in OpenSearch behind TLS and passwords: who may publish and ask there, and who is refused."""

import base64
import datetime
import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from opensearch_nodes import Nodes
from small import Corpus

from index import EngineError, open_cluster


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Some articles with an index."""
    return Corpus(tmp_path).write(**{f"a{n}": f"The ferry number {n} crosses at noon." for n in range(4)}).build()


USERS = {"writer": "right", "reader": "read"}


@pytest.fixture
def guarded(engine: Nodes, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The engine behind TLS and passwords, as a guard before it: a reader may only read. The place, and a file."""
    certificate = tmp_path / "guard.pem"
    certificate.write_bytes(self_signed())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    class Guard(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def refuse(self, status: int, reason: str) -> tuple[int, bytes]:
            return status, b'{"error": {"type": "security_exception", "reason": "%s"}}' % reason.encode()

        def reply(self) -> tuple[int, bytes]:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
            user, _, password = told.partition(":")
            if USERS.get(user) != password:
                return self.refuse(401, "no such user")
            if user == "reader" and self.command in ("PUT", "DELETE"):
                return self.refuse(403, "no permissions for [indices:admin/create]")
            connection = http.client.HTTPConnection("127.0.0.1", engine.ports[0])
            connection.request(self.command, self.path, body, {"Content-Type": "application/json"})
            with closing(connection), connection.getresponse() as answered:
                return answered.status, answered.read()

        def do_GET(self) -> None:
            status, raw = self.reply()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_PUT = do_POST = do_DELETE = do_GET

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Guard) as server:
        server.daemon_threads = True
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}/guarded", certificate
        server.shutdown()
    for name in engine.ask("GET", "/guarded*/_alias?expand_wildcards=all"):
        engine.ask("DELETE", f"/{name}")


def self_signed() -> bytes:
    """A key, and a certificate of 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "guard")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(encoding, form, plain) + made.public_bytes(encoding)


@pytest.mark.parametrize(
    ("who", "told"),
    [
        pytest.param("writer:wrong@", "does not know this user, or the password is wrong", id="wrong-password"),
        pytest.param("", "does not know this user", id="nobody"),
        pytest.param("reader:read@", r"not allow this user .*403: security_exception: no permissions", id="no-rights"),
    ],
)
def test_who_may_not_publish_is_told(
    who: str, told: str, guarded: tuple[str, Path], corpus: Corpus, tmp_path: Path
) -> None:
    place, certificate = guarded
    with pytest.raises(EngineError, match=told) as raised:
        open_cluster(f"opensearchs://{who}{place}?ca={certificate}", tmp_path / "words").publish(corpus.index)
    assert not {"wrong", "read@"} & set(str(raised.value).replace("the password is wrong", "").split())


def test_an_index_is_published_and_asked_through_tls_and_a_password(
    guarded: tuple[str, Path], corpus: Corpus, tmp_path: Path
) -> None:
    place, certificate = guarded
    cluster = open_cluster(f"opensearchs://writer:right@{place}?ca={certificate}", tmp_path / "words")
    assert cluster.publish(corpus.index).published
    assert len(cluster.searcher().search({"ferri": 1.0}, limit=9)) == 4
    with pytest.raises(EngineError, match="see to the address and TLS"):  # a certificate that nobody vouches for
        open_cluster(f"opensearchs://writer:right@{place}", tmp_path / "others").searcher()
