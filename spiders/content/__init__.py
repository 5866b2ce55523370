"""What bytes are and say: media types, charsets, Chinese text. Each known once, for both sides."""
