"""Removes tokens, secrets and names of machines from HAR files, and changes nothing else. See README.md.

    python3 clean.py FILE...
"""

import pathlib
import re
import sys
import zipfile
import zlib


def clean(data):
    text = data.decode()
    text = re.sub(r"eyJ[\w-]{5,}\.[\w-]+\.[\w-]+", "TOKEN", text)
    text = text.replace("development-secret-not-for-production", "SECRET")
    return text.encode()


for name in sys.argv[1:]:
    file = pathlib.Path(name)
    if file.suffix == ".zip":
        with zipfile.ZipFile(file) as archive:
            contents = {each: archive.read(each) for each in archive.namelist()}
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for each, data in contents.items():
                archive.writestr(each, clean(data))
    elif file.suffix == ".zhar":
        file.write_bytes(zlib.compress(clean(zlib.decompress(file.read_bytes())), 9))
    else:
        file.write_bytes(clean(file.read_bytes()))
