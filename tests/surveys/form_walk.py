"""Answering a form of several pages as a browser without script does: what a page delivers is what is sent back."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.test import Client

from tests.questions.form_reader import fields_of

MOST_STEPS = 12


def answer_and_hand_in(client: Client, address: str, typed: Mapping[str, str]):
    """From the first page of the form over its confirmation to having handed in; the page that one comes to then.

    Only controls that a page offers are filled in, so a reason is given where it is asked for. Remarks are ticked.
    """
    page = client.get(address)
    for _ in range(MOST_STEPS):
        assert page.status_code == 200
        if "seen" in page.context:
            return client.post(page.request["PATH_INFO"], {"seen": page.context["seen"]}, follow=True)
        html = page.content.decode()
        fields = fields_of(html, "answer")
        fields |= {name: [text] for name, text in typed.items() if f'name="{name}"' in html}
        fields["remark"] = re.findall(r'name="remark"[^>]* value="(\d+)"', html)
        following = 0 if "checked" in fields else page.context["page"].next
        button = {"go": str(following)} if following else {"confirm": "1"}
        page = client.post(address, fields | button, follow=True)
    raise AssertionError([f"{one.called}：{one.message}" for one in page.context["page"].mistakes])
