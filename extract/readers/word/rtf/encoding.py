"""Bytes of RTF in the code pages of its fonts → text; a character may be cut over two runs of bytes."""

import codecs

DEFAULT = "gb18030"
BY_CHARSET = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs"}  # by \fcharset
BY_CODE_PAGE = {936: "gb18030", 950: "big5hkscs"}  # their supersets; Python knows the others as cpN


class Encoding:
    """The code pages of the file and of its fonts, and the half character that waits for its rest."""

    def __init__(self) -> None:
        self.ansi = DEFAULT
        self.fonts: dict[int, str] = {}
        self._font = 0
        self._start(DEFAULT)

    def _start(self, code_page: str) -> None:
        self.decoder, self.decoding = codecs.getincrementaldecoder(code_page)("replace"), code_page

    def font_word(self, word: str, number: int | None) -> None:
        """A word of the font table: the number of the next font, or its charset."""
        if word == "f" and number is not None:
            self._font = number
        elif word == "fcharset" and number in BY_CHARSET:
            self.fonts[self._font] = BY_CHARSET[number]

    def set_ansi(self, number: int) -> None:
        """The code page of fonts that name none."""
        try:
            self.ansi = BY_CODE_PAGE.get(number) or codecs.lookup(f"cp{number}").name
        except LookupError:
            self.ansi = DEFAULT

    def decode(self, content: bytes, code_page: str) -> tuple[str, str]:
        """What is lost of the bytes before, where the code page changes, and the text of these."""
        code_page = code_page or self.ansi
        lost = ""
        if code_page != self.decoding:
            lost = self.flush()
            self._start(code_page)
        return lost, self.decoder.decode(content)

    def flush(self) -> str:
        """A half character left by the bytes before is lost, and is shown as such."""
        lost = self.decoder.decode(b"", final=True)
        self.decoder.reset()
        return lost
