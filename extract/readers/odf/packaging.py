"""An OpenDocument package, refused where it is locked."""

from extract.model.document import UnreadableError
from extract.readers.packages import Package

META, TITLE = "meta.xml", "{http://purl.org/dc/elements/1.1/}title"
MANIFEST = "META-INF/manifest.xml"


def opened(data: bytes, name: str) -> Package:
    """The package. Raises UnreadableError(encrypted) where its parts ask for a password."""
    package = Package(data, name)
    if MANIFEST in package and b"encryption-data" in package.read(MANIFEST):
        raise UnreadableError(
            "encrypted", "the document asks for a password; ask the publisher for an open copy"
        )
    return package


def meta(package: Package) -> dict[str, str]:
    """What the document says of itself: its title, if any."""
    title = package.xml(META).findtext(f".//{TITLE}") if META in package else None
    return {"title": title.strip()} if title and title.strip() else {}
