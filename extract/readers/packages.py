"""Zip containers of documents (DOCX, OFD, XLSX) and their XML, opened within caps and without entities."""

import io
import zipfile
import zlib

from lxml import etree
from stringzilla import contains

from extract.model.document import UnreadableError

MAX_PARTS = 5_000
MAX_PART_BYTES = 48_000_000  # the XML of a long report is under 5 MB
MAX_TOTAL_BYTES = 200_000_000
MAX_RATIO = 250  # Word's XML packs 10 to 60 times, a bomb a thousand times
RATIO_FREE_BYTES = 2_000_000
AGAIN = "fetch it again, or ask the publisher"


class Package:
    """The parts of a zip container; each is unpacked when asked for, up to the caps."""

    def __init__(self, data: bytes, name: str) -> None:
        """`name` is the format's, for messages. Raises UnreadableError: truncated, resource_limit."""
        self.name = name
        self.unpacked: dict[str, int] = {}
        try:
            self.file = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise UnreadableError(
                "truncated", f"this {name} file's directory is gone ({error}); {AGAIN}"
            ) from error
        self.parts = {info.filename.lstrip("/"): info for info in self.file.infolist()[: MAX_PARTS + 1]}
        if len(self.parts) > MAX_PARTS:
            raise UnreadableError("resource_limit", f"over {MAX_PARTS} parts in this {name} file; look at it")

    def __contains__(self, part: str) -> bool:
        return part in self.parts

    def read(self, part: str) -> bytes:
        """The bytes of a part. Raises UnreadableError where it is missing, locked, damaged or too large."""
        info = self.parts.get(part)
        if info is None:
            raise UnreadableError("damaged", f"this {self.name} file has no part {part}; {AGAIN}", part)
        if info.flag_bits & 1:
            raise UnreadableError(
                "encrypted", f"{part} asks for a password; ask the publisher for an open copy", part
            )
        try:
            with self.file.open(info) as stream:
                content = stream.read(MAX_PART_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise UnreadableError("damaged", f"{part} cannot be unpacked ({error}); {AGAIN}", part) from error
        self._check_size(info, len(content))
        return content

    def xml(self, part: str) -> etree._Element:
        """The root of an XML part. Raises UnreadableError as `read`, and hostile_content for a DOCTYPE."""
        return parse_xml(self.read(part), part)

    def _check_size(self, info: zipfile.ZipInfo, length: int) -> None:
        self.unpacked[info.filename] = length  # once, however often it is read
        stated = max(length, info.file_size)
        if length > RATIO_FREE_BYTES and stated > MAX_RATIO * max(info.compress_size, 1):
            raise UnreadableError(
                "hostile_content",
                f"{info.filename} unpacks to over {MAX_RATIO} times its size: a zip bomb",
                info.filename,
            )
        if length > MAX_PART_BYTES or sum(self.unpacked.values()) > MAX_TOTAL_BYTES:
            raise UnreadableError(
                "resource_limit",
                f"{info.filename} unpacks past the cap of {MAX_PART_BYTES:,} bytes",
                info.filename,
            )


def parse_xml(content: bytes, part: str) -> etree._Element:
    """Parse without DTD, entities or network. Raises UnreadableError: damaged; hostile_content for a DTD."""
    if b"<!DOCTYPE" in content[:4096] or contains(content, b"<!ENTITY"):
        raise _doctype(part)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("damaged", f"{part} is no well-formed XML ({error}); {AGAIN}", part) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype(part)
    return root


def _doctype(part: str) -> UnreadableError:
    return UnreadableError(
        "hostile_content",
        f"{part} declares a document type; no office program writes one: do not open it",
        part,
    )
