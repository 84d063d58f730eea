"""Body text beside trafilatura's, where the collections lie: EVAL_PAGES names their folders, separated like paths."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.eval.extraction import main

FOLDERS = [Path(folder) for folder in os.environ.get("EVAL_PAGES", "").split(os.pathsep) if folder]


@pytest.mark.slow
@pytest.mark.skipif(not FOLDERS, reason="EVAL_PAGES names no collections of pages")
def test_body_text_is_no_worse_than_trafilaturas_and_keeps_its_floor():
    assert main(FOLDERS) == 0


def test_a_folder_without_pages_is_said_and_breaks_nothing(tmp_path, capsys):
    assert main([tmp_path]) == 0
    assert "not measured" in capsys.readouterr().out
