"""Real database servers for tests: one of each kind a process, started when first asked for, gone with the process."""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, create_engine
from sqlalchemy.exc import OperationalError

HOST, USER = "127.0.0.1", "cockpit"
SHM = Path("/dev/shm")
PATIENCE = 60.0
MARIADB_OPTIONS = (
    "--skip-log-bin", "--skip-name-resolve", "--performance-schema=off", "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0", "--innodb-log-file-size=32M", "--innodb-buffer-pool-size=128M",
    "--innodb-use-native-aio=0",
    "--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_ci",
)  # fmt: skip
POSTGRES_OPTIONS = (
    "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "autovacuum=off",
    "-c", "jit=off", "-c", "shared_buffers=64MB", "-c", "unix_socket_directories=",
    "-c", "dynamic_shared_memory_type=mmap",
)  # fmt: skip


@dataclass
class Server:
    """A server of this process alone; it listens on the loopback, one user with a password may do everything."""

    driver: str
    folder: Path
    admin: str
    command: Sequence[str]
    account: str
    port: int = 0
    password: str = field(default_factory=lambda: "p:/@%+" + secrets.token_hex(8))
    _process: subprocess.Popen[bytes] | None = None
    _made: int = 0

    def database(self) -> URL:
        """A fresh, empty database, its text in UTF-8: the URL to reach it over TCP, with user and password."""
        self._made += 1
        name = f"test_{self._made}"
        self._execute(f"create database {name}")
        return self._url(name)

    def start(self) -> None:
        """Starts the server, on the port it had before, and waits until it answers."""
        self.port = self.port or _free_port()
        command = [*self.command, f"--port={self.port}"]
        with (self.folder / "log").open("ab") as log:
            self._process = _as(self.account, command, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self._execute("select 1")
            except OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.kill()
                    raise RuntimeError((self.folder / "log").read_text()[-2000:]) from error
            time.sleep(0.05)

    def stop(self) -> None:
        """Closes every connection and ends the server; ``start`` brings it back with its data."""
        self._end(signal.SIGINT if self.driver.startswith("postgresql") else signal.SIGTERM)

    def kill(self) -> None:
        """Ends the server as a power cut would; what it was told last may be lost."""
        self._end(signal.SIGQUIT if self.driver.startswith("postgresql") else signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self._process.kill()
        self._process.wait()
        self._process = None

    def _url(self, name: str) -> URL:
        return URL.create(self.driver, USER, self.password, HOST, self.port, name)

    def _execute(self, statement: str) -> None:
        engine = create_engine(self._url(self.admin), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql(statement)
        finally:
            engine.dispose()


@contextlib.contextmanager
def mariadb_server() -> Iterator[Server]:
    """Debian's MariaDB."""
    account = _account("mysql")
    with _folder(account) as folder:
        data = folder / "data"
        made = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db", "--skip-name-resolve"]
        _run(account, [*made, "--auth-root-authentication-method=normal"])
        command = [
            _program("mariadbd", ["/usr/sbin"]), "--no-defaults", f"--datadir={data}", f"--socket={folder}/socket",
            f"--pid-file={folder}/pid", f"--bind-address={HOST}", f"--init-file={folder}/accounts.sql",
            *MARIADB_OPTIONS,
        ]  # fmt: skip
        server = Server("mariadb+pymysql", folder, "mysql", command, account)
        (folder / "accounts.sql").write_text(
            f"create user if not exists '{USER}'@'%' identified by '{server.password}';\n"
            f"grant all on *.* to '{USER}'@'%' with grant option;\n"
        )
        with _running(server):
            yield server


@contextlib.contextmanager
def postgres_server() -> Iterator[Server]:
    """Debian's PostgreSQL."""
    account = _account("postgres")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: float(one.parent.name), reverse=True)
    with _folder(account) as folder:
        command = [_program("postgres", folders), "-D", str(folder / "data"), "-h", HOST, *POSTGRES_OPTIONS]
        server = Server("postgresql+psycopg", folder, "postgres", command, account)
        (folder / "password").write_text(server.password)
        (folder / "password").chmod(0o644)
        made = [_program("initdb", folders), "-D", str(folder / "data"), "-U", USER, "-A", "scram-sha-256"]
        _run(account, [*made, f"--pwfile={folder}/password", "-E", "UTF8", "--locale=C", "--no-sync"])
        with _running(server):
            yield server


@contextlib.contextmanager
def _running(server: Server) -> Iterator[None]:
    server.start()
    try:
        yield
    finally:
        server.kill()


@contextlib.contextmanager
def _folder(account: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="cockpit-server-", dir=SHM if os.access(SHM, os.W_OK) else None))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, account)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account(own: str) -> str:
    """Who runs a server: root may not, so the account its package made, else nobody."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    return own if own in {entry.pw_name for entry in pwd.getpwall()} else "nobody"


def _as(account: str, command: Sequence[str], **streams: object) -> subprocess.Popen[bytes]:
    """Starts a command as an account, to end when this process does, however that ends."""
    rights = pwd.getpwnam(account)
    become = [f"--reuid={rights.pw_uid}", f"--regid={rights.pw_gid}", "--clear-groups"] if os.geteuid() == 0 else []
    return subprocess.Popen(["setpriv", *become, "--pdeathsig=KILL", *command], stdin=subprocess.DEVNULL, **streams)  # type: ignore[call-overload,no-any-return]


def _run(account: str, command: Sequence[str]) -> None:
    process = _as(account, command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said, _ = process.communicate(timeout=PATIENCE)
    if process.returncode:
        raise RuntimeError(said.decode(errors="replace"))


def _program(name: str, folders: Sequence[Path | str]) -> str:
    found = shutil.which(name, path=os.pathsep.join([*map(str, folders), os.environ["PATH"]]))
    if found is None:
        raise FileNotFoundError(f"{name} is missing: run .ci/system-packages")
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
