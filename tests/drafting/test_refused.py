"""What cannot be read is refused by a draft with the same named errors as by an import."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from cockpit.drafting import draft_file
from cockpit.errors import SourceError
from cockpit.sources.nursery import Limits
from tests.drafting import styles
from tests.drafting.drafted import Drafting

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def bomb() -> bytes:
    """A workbook whose sheet unpacks to far more than it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<c>" + b"0" * (80 << 20))
    return out.getvalue()


CASES = {
    "empty.csv": (b"", "file_empty"),
    "header.csv": ("工单号,报修时间\n".encode(), "header_only"),
    "page.xls": (b"<html><table><tr><td>1</td></tr></table></html>", "not_a_workbook"),
    "locked.xlsx": (OLE + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le"), "password_protected"),
    "bomb.xlsx": (bomb(), "zip_bomb"),
    "mixed.csv": ("工单号,报修时间\n".encode() * 40 + "故障，报修".encode("gbk") * 5 + b"\n", "mixed_encoding"),
    "cut.csv.gz": (gzip.compress("工单号,报修时间\n".encode() * 5000)[:-30], "file_truncated"),
    "book.csv": (b"PK\x03\x04" + b"\0" * 100, "not_text"),
}


@pytest.mark.parametrize("name", CASES)
def test_refused(name: str, drafting: Drafting, tmp_path: Path) -> None:
    content, key = CASES[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError) as refused:
        drafting.guarded(tmp_path / name)
    assert refused.value.key == key
    assert refused.value.arguments["file"] == name
    assert list((tmp_path / "work").glob("*")) == []


def test_a_truncated_workbook(drafting: Drafting, tmp_path: Path) -> None:
    file = styles.wecom(tmp_path)
    file.write_bytes(file.read_bytes()[:-300])
    with pytest.raises(SourceError) as refused:
        drafting.guarded(file)
    assert refused.value.key == "file_truncated"


def test_what_takes_too_much_is_ended(tmp_path: Path) -> None:
    file = styles.gbk_csv(tmp_path)
    with pytest.raises(SourceError) as refused:
        draft_file(file, "x", "-", tmp_path / "work", limits=Limits(real_memory=1 << 20))
    assert refused.value.key == "too_much_memory"
