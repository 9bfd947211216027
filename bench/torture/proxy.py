"""A TCP proxy that counts what passes and, once, cuts the line: after so many bytes, or in place of an answer."""

from __future__ import annotations

import socket
import struct
import threading

from server import LOOPBACK

COMMIT = b"COMMIT\0"


class Fault:
    """When to cut. This one never does: it only counts, so that a later one knows where to strike."""

    def __init__(self) -> None:
        self.sent = 0
        self.commits = 0
        self.statements = 0

    def on_bytes(self, data: bytes) -> tuple[bytes, bool]:
        """What of the client's bytes reaches the server, and whether the line is cut then."""
        self.sent += len(data)
        return data, False

    def on_completion(self, tag: bytes) -> bool:
        """Whether the line is cut instead of telling the client that a command is complete."""
        if tag == COMMIT:
            self.commits += 1
        else:
            self.statements += 1
        return False


class AfterBytes(Fault):
    """Cuts when the client has sent so many bytes, be it in the middle of a message."""

    def __init__(self, offset: int):
        super().__init__()
        self._offset = offset

    def on_bytes(self, data: bytes) -> tuple[bytes, bool]:
        room = self._offset - self.sent
        self.sent += len(data)
        if room < 0 or room >= len(data):
            return data, False
        return data[:room], True


class LostCommit(Fault):
    """The server commits, and the answer to the n-th COMMIT never arrives."""

    def __init__(self, number: int):
        super().__init__()
        self._number = number

    def on_completion(self, tag: bytes) -> bool:
        super().on_completion(tag)
        return tag == COMMIT and self.commits == self._number


class LostAnswer(Fault):
    """The server runs a statement, and the answer to the n-th one never arrives."""

    def __init__(self, number: int):
        super().__init__()
        self._number = number

    def on_completion(self, tag: bytes) -> bool:
        super().on_completion(tag)
        return tag != COMMIT and self.statements == self._number


class Proxy:
    """Stands between a tool and the server. After the one cut, new connections pass untouched."""

    def __init__(self, target: int, fault: Fault):
        self._target = target
        self._fault = fault
        self._lock = threading.Lock()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self.has_cut = False
        self._listener = socket.create_server((LOOPBACK, 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(self, *_) -> None:
        self._listener.close()
        with self._lock:
            self._close_all()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # the proxy was closed
            try:
                server = socket.create_connection((LOOPBACK, self._target))
            except OSError:
                client.close()
                continue
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._pairs.append((client, server))
            threading.Thread(target=self._upstream, args=(client, server), daemon=True).start()
            threading.Thread(target=self._downstream, args=(server, client), daemon=True).start()

    def _upstream(self, client: socket.socket, server: socket.socket) -> None:
        while data := _receive(client):
            with self._lock:
                passed, cut = (data, False) if self.has_cut else self._fault.on_bytes(data)
                if not _send(server, passed):
                    break
                if cut:
                    self._cut()
                    return
        _close(server)

    def _downstream(self, server: socket.socket, client: socket.socket) -> None:
        waiting = b""
        while data := _receive(server):
            waiting += data
            with self._lock:
                passed, waiting, cut = self._read(waiting)
                if not _send(client, passed):
                    break
                if cut:
                    self._cut()
                    return
        _close(client)

    def _read(self, data: bytes) -> tuple[bytes, bytes, bool]:
        """Splits the server's bytes into what may pass and what is not complete yet; and whether to cut after it."""
        at = 0
        while len(data) - at >= 5:
            kind = data[at : at + 1]
            end = at + 1 + struct.unpack("!I", data[at + 1 : at + 5])[0]
            if end > len(data):
                break
            if kind == b"C" and not self.has_cut and self._fault.on_completion(data[at + 5 : end]):
                return data[:at], b"", True
            at = end
        return data[:at], data[at:], False

    def _cut(self) -> None:
        """The line goes down for all connections at once. The client sees a reset, the server an end."""
        self.has_cut = True
        self._close_all()

    def _close_all(self) -> None:
        for client, server in self._pairs:
            client_gone = struct.pack("ii", 1, 0)
            try:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, client_gone)
            except OSError:
                pass  # it is closed already
            _close(client)
            _close(server)
        self._pairs.clear()


def _receive(end: socket.socket) -> bytes:
    try:
        return end.recv(65536)
    except OSError:
        return b""


def _send(end: socket.socket, data: bytes) -> bool:
    try:
        end.sendall(data)
        return True
    except OSError:
        return False


def _close(end: socket.socket) -> None:
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # the other side was first
    end.close()
