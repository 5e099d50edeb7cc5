"""Finished answers as the bytes that travel: compressed once, kept so, and sent so."""

import gzip

from flask import Flask, Response, request
from flask_compress import Compress

# Half a millisecond for a page; 9 takes twice the time for one percent.
LEVEL = 6


def pack(answer: str | bytes) -> bytes:
    """A text in UTF-8, or bytes, compressed with gzip; the same gives the same bytes; half a letter becomes `?`."""
    plain = answer.encode("utf-8", "replace") if isinstance(answer, str) else answer
    return gzip.compress(plain, compresslevel=LEVEL, mtime=0)


def packed_response(packed: bytes, mimetype: str) -> Response:
    """The answer of these bytes: as they are to whoever takes gzip, which is every browser, unpacked to others."""
    takes_gzip = _takes_gzip()
    response = Response(packed if takes_gzip else gzip.decompress(packed), mimetype=mimetype)
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def compress_other_answers(server: Flask) -> None:
    """Lets Flask-Compress compress what has not been packed: in gzip alone, and for those alone who take it.

    By itself it would compress a kept answer anew, at each request, for whoever asks for another coding.
    """
    server.config.update(COMPRESS_ALGORITHM=["gzip"], COMPRESS_REGISTER=False)
    compressing = Compress(server)

    @server.after_request
    def compress(response: Response) -> Response:
        if _takes_gzip():
            return compressing.after_request(response)
        response.vary.add("Accept-Encoding")
        return response


def _takes_gzip() -> bool:
    return request.accept_encodings["gzip"] > 0
