"""Signs that no text should have, in mails as programs of strangers write them: nothing is lost or broken by them."""

import pytest

from letters import a_mail, arrived

PAGES = [
    "<p>Hello</p><blockquote>quoted &#1; here</blockquote>",
    '<p>Hello <a href="https://shop.example/">shop</a>&#1;</p>',
    '<p>Hello <a href="https://shop.example/&#xFFFE;x">shop</a></p>',
    '<p>Hello <img alt="&#1;lamp" src="https://shop.example/lamp.png"></p>',
    "<p>Hello</p><table><tr><td>a</td>&#2;<td>&#31;b</td></tr></table>",
    "<p>Hello \ufffe\uffff</p>",
]


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_page_with_signs_that_a_tree_refuses_arrives_and_is_shown(page, client, mia):
    client.force_login(mia)

    message = arrived(a_mail("", html=page))

    assert "Hello" in message.text
    assert b"Hello" in client.get(f"/messages/{message.pk}/as-sent").content
