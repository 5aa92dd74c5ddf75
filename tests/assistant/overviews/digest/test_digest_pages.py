"""The HTML page of a digest for mail programs."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from assistant import Assistant
from assistant.interfaces.cli.digest_pages import digest_html, digest_markdown
from assistant.overviews.types import Digest

WIDTHS = (360, 1200)


@pytest.fixture(scope="module")
def made(newsroom: Assistant) -> Digest:
    return newsroom.digest(since=date(2026, 3, 1))


def test_the_page_has_inline_styles_and_no_external_resources(made: Digest) -> None:
    tree = html.fromstring(digest_html(made))
    assert not tree.xpath("//script | //style | //link | //img | //iframe | //object | //embed | //form | //@src")
    assert not [one for one in tree.xpath("//@*") if one.attrname.startswith("on")]
    assert "url(" not in " ".join(tree.xpath("//@style"))
    assert all(re.match(r"https?://", address) for address in tree.xpath("//@href"))


def test_the_page_contains_every_story_with_voices_and_sources(made: Digest) -> None:
    text = " ".join(html.fromstring(digest_html(made)).text_content().split())
    for story in made.stories:
        for line in (story.title, story.summary, *(voice.line for voice in story.voices)):
            assert " ".join(line.split()) in text
        assert all(" ".join(one.article.title.split()) in text for one in story.sources)


def test_the_page_names_the_number_of_articles_and_the_composer(made: Digest) -> None:
    for page in (digest_html(made), digest_markdown(made)):
        assert f"From {made.answer.receipt.coverage.articles} articles, quoting their sentences" in page


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_fits_the_width_of_the_screen(made: Digest, tmp_path: Path, width: int) -> None:
    (tmp_path / "digest.html").write_text(digest_html(made), encoding="utf-8")
    frame = tmp_path / "frame.html"  # a window is never narrower than 500
    frame.write_text(
        f"<body style='margin:0'><iframe id=f src=digest.html style='width:{width}px;height:3000px;border:0'></iframe>"
        "<script>onload = () => { const page = f.contentDocument.documentElement;"
        "document.body.dataset.over = page.scrollWidth - page.clientWidth }</script>"
    )
    picture = tmp_path / "digest.png"
    chromium = ["chromium", "--headless", "--no-sandbox", "--allow-file-access-from-files", "--window-size=1300,3000"]
    subprocess.run([*chromium, f"--screenshot={picture}", frame.as_uri()], check=True, capture_output=True, timeout=60)
    assert picture.stat().st_size > 100_000
    drawn = subprocess.run([*chromium, "--dump-dom", frame.as_uri()], check=True, capture_output=True, timeout=60)
    assert html.fromstring(drawn.stdout.decode()).xpath("//body/@data-over") == ["0"]
