"""The HTML page of a timeline."""

from __future__ import annotations

import shutil
import subprocess
from html import escape
from pathlib import Path

import pytest
from lxml import html

from assistant import Assistant
from assistant.overviews.timeline.html_page import timeline_page


@pytest.fixture(scope="module")
def page(changing: Assistant) -> str:
    return timeline_page(changing.timeline(about="market hall"))


def test_each_dot_links_to_its_quotation(page: str, changing: Assistant) -> None:
    tree = html.fromstring(page)
    targets = [link.get("href") for link in tree.xpath("//*[local-name()='svg']//*[local-name()='a']")]
    assert len(targets) == len(changing.timeline(about="market hall").entries) == 6
    for target in targets:
        (entry,) = tree.xpath(f"//details//*[@id='{target.removeprefix('#')}']")
        assert entry.text_content().strip()


def test_the_page_contains_every_quotation(page: str, changing: Assistant) -> None:
    text = " ".join(html.fromstring(page).text_content().split())
    for entry in changing.timeline(about="market hall").entries:
        for piece in entry.pieces:
            assert " ".join(piece.quote.split()) in text


def test_a_change_of_position_shows_both_quotations(page: str) -> None:
    sections = html.fromstring(page).xpath("//section[@class='changed']")
    assert len(sections) == 3
    assert [len(section.xpath(".//blockquote")) for section in sections] == [2, 2, 2]


def test_the_page_loads_nothing_and_runs_no_script(page: str) -> None:
    tree = html.fromstring(page)
    assert not tree.xpath("//script | //link | //img | //iframe | //object | //embed | //form")
    assert not tree.xpath("//@src | //@onclick | //@onload | //@style")
    assert "url(" not in page
    assert "@import" not in page
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")


def test_text_of_articles_is_escaped(page: str) -> None:
    assert "&lt;script&gt;alert" in page
    assert "<script>" not in page


def test_a_timeline_without_record_is_a_page(changing: Assistant) -> None:
    page = timeline_page(changing.timeline(speaker="Stanmerk"))
    assert "No record" in page
    assert "Did you mean Ravi Stenmark?" in page


def test_a_timeline_without_record_shows_the_nearest_passages(changing: Assistant) -> None:
    timeline = changing.timeline(about="giraffes")
    assert timeline.answer.status == "no_evidence"
    page = timeline_page(timeline)
    assert "Nearest passages, which may not answer the question:" in page
    assert timeline.answer.nearest
    assert all(escape(" ".join(one.quote.split())) in page for one in timeline.answer.nearest)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_a_dot_opens_its_quotation_in_a_browser(page: str, tmp_path: Path) -> None:
    file, picture = tmp_path / "page.html", tmp_path / "page.png"
    file.write_text(page, encoding="utf-8")
    chromium = ["chromium", "--headless", "--no-sandbox", "--window-size=1000,1500"]
    subprocess.run([*chromium, f"--screenshot={picture}", file.as_uri()], check=True, capture_output=True, timeout=60)
    assert picture.read_bytes()[:4] == b"\x89PNG"
    assert picture.stat().st_size > 50_000  # an empty page has seven thousand
    shown = subprocess.run(
        [*chromium, "--dump-dom", f"{file.as_uri()}#e2"], check=True, capture_output=True, timeout=60
    )
    opened = html.fromstring(shown.stdout.decode()).xpath("//details[@open]//*[@id]/@id")
    assert opened == ["e2"]  # what a dot leads into is opened by the browser itself
