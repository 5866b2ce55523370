"""LibreOffice as the last resort: formats that no reader here knows, converted where it is installed."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from extract.model.document import UnreadableError

SECONDS = 90  # a new profile takes 6 s, a report under 1 s
SOCKETS = Path("/tmp")  # where LibreOffice makes its socket, whatever TMPDIR says
LIVE_SOCKETS = Path("/proc/net/unix")  # Linux lists there those that a process has open
PROGRAMS = ("soffice", "libreoffice")
INSTALL = "install LibreOffice (package libreoffice-writer), or save the file as .docx and read that"
# Fields that fetch a file; LibreOffice keeps from the network, but opens pictures on this machine.
FETCHING = ("INCLUDE", "IMPORT", "DDE")
FIELDS = re.compile(
    b"|".join(re.escape(name.encode(code)) for code in ("ascii", "utf-16-le") for name in FETCHING), re.I
)
# A fresh profile a run: no macros, no linked content, and a proxy that answers nothing.
SETTINGS = {
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel"): 3,
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    ("/org.openoffice.Office.Writer/Content/Update", "Link"): 0,
    ("/org.openoffice.Office.Calc/Content/Update", "Link"): 2,
    ("/org.openoffice.Inet/Settings", "ooInetProxyType"): 2,
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName"): "127.0.0.1",
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort"): 9,
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName"): "127.0.0.1",
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort"): 9,
}


def to_docx(data: bytes, suffix: str) -> bytes:
    """The document as DOCX; see `convert`."""
    return convert(data, suffix, ".docx")


def convert(data: bytes, suffix: str, wanted: str) -> bytes:
    """The document in another format. Raises UnreadableError(unsupported_format) where it cannot be made."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise UnreadableError("unsupported_format", f"only LibreOffice reads this {suffix} file; {INSTALL}")
    with tempfile.TemporaryDirectory(prefix="nianbao-office-") as folder:
        source = Path(folder, "in", f"document{suffix}")
        source.parent.mkdir()
        source.write_bytes(FIELDS.sub(_defused, data))
        profile = Path(folder, "profile")
        _write_settings(profile)
        words = [
            "--headless",
            "--norestore",
            "--convert-to",
            wanted.lstrip("."),
            "--outdir",
            folder,
            str(source),
        ]
        if _run([program, f"-env:UserInstallation={profile.as_uri()}", *words], folder):
            # With a fresh profile it starts itself anew, and in a worker, which may not remove the socket of
            # the first start, the second fails; a profile of another name has another socket.
            profile = profile.rename(profile.with_name("profile-again"))
            _run([program, f"-env:UserInstallation={profile.as_uri()}", *words], folder)
        converted = Path(folder, f"document{wanted}")
        if not converted.is_file():
            raise UnreadableError("unsupported_format", f"LibreOffice cannot read this {suffix} file either")
        return converted.read_bytes()


def remove_dead_sockets() -> None:
    """Remove the sockets of conversions that have ended: a worker may make them, and not remove them.

    Where the kernel lists no sockets (macOS) none is known to be dead, and no worker is kept from removing.
    """
    try:
        live = LIVE_SOCKETS.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    for path in SOCKETS.glob(f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_*"):
        if str(path) not in live:
            path.unlink(missing_ok=True)


def _defused(field: re.Match[bytes]) -> bytes:
    """The name of a field without its first letter, as long as it was: a field of no known kind."""
    return b"_" + field[0][1:]


def _write_settings(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for (path, name), value in SETTINGS.items()
    )
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>"
    )


def _run(command: list[str], folder: str) -> int:
    """Run in a process group of its own, so that a hang is ended with all its children; the exit code."""
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"}
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            return process.wait(SECONDS)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            raise UnreadableError(
                "resource_limit", f"LibreOffice took over {SECONDS} s; look at the file"
            ) from error
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
