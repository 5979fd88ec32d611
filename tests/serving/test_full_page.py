"""What a proxy answers when every server is full: printed once, from the page's own template and words."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from helpers import PAGE_WORDS
from kbguide import cli
from serving.front import BASE, ELSEWHERE

LONGEST = 16_000  # bytes that haproxy takes


def printed(capsysbinary: pytest.CaptureFixture[bytes], *words: str) -> tuple[str, str]:
    """Head and body of the answer."""
    assert cli.main(["full-page", *words]) == 0
    out = capsysbinary.readouterr().out
    assert len(out) < LONGEST
    head, _, body = out.decode().partition("\r\n\r\n")
    return head, body


def test_it_is_a_whole_answer_in_both_languages_with_the_ways_that_are_open(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    head, body = printed(capsysbinary, "--base-url", BASE, "--elsewhere", ELSEWHERE)
    assert head.startswith("HTTP/1.0 503 ")
    assert "Cache-Control: no-store" in head
    for lang in ("ko", "en"):
        for word in ("full", "full_wait", "elsewhere", "now_link"):
            assert PAGE_WORDS[lang][word] in body
        assert f'href="{BASE}{lang}/now"' in body
    assert body.count(f'href="{ELSEWHERE}"') == 2
    assert f'data-kb-seats="{BASE}seats"' in body


def test_its_script_stands_in_it_and_is_the_only_one_that_its_policy_allows(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    head, body = printed(capsysbinary)
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", body, re.DOTALL)
    assert len(scripts) == 1
    attributes, script = scripts[0]
    assert "src=" not in attributes
    assert "fetch(" in script
    assert f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in head


def test_without_a_guide_elsewhere_none_is_named(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    _, body = printed(capsysbinary)
    assert PAGE_WORDS["ko"]["elsewhere"] not in body
