"""Open pages hear the names of what changed, all of them, and only those that the person may see."""

import asyncio
import random
from contextlib import AsyncExitStack

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db import connection

from shells.live.conftest import listening
from unruffled.shells.live import hub as hubs
from unruffled.shells.live import stream

HOSTILE = ["%", "_", "*", "null", "conversation/%", "team/*", "conversation/1 OR 1=1", "../live", "\u0000", "people"]


@pytest.fixture(autouse=True)
def old_hub(monkeypatch):
    """Let the hub behave as one that has listened for long: a page that opens is told only what it may have missed."""
    monkeypatch.setattr(hubs, "REMEMBERED_SECONDS", 0)


def aside(does, *given, **named):
    """Do this in a thread with a connection of its own, as web threads do."""

    def done():
        try:
            return does(*given, **named)
        finally:
            connection.close()

    return sync_to_async(done, thread_sensitive=False)()


def tell(notify, *payloads):
    return aside(notify, *payloads)


def test_nobody_signed_in_hears_nothing(house):
    async def story():
        async with listening("no such session") as nobody:
            assert nobody.status == 401
            assert nobody.names == []

    asyncio.run(story())


def test_a_change_is_named_to_those_who_may_see_the_team_and_to_nobody_else(house, sign_in, notify):
    sessions = [sign_in(person) for person in (house.mia, house.maya, house.omar)]
    here, elsewhere = house.teams["deliveries"].pk, house.teams["elsewhere"].pk

    async def story():
        async with (
            listening(sessions[0]) as mia,
            listening(sessions[1]) as maya,
            listening(sessions[2]) as omar,
        ):
            await tell(notify, f"conversation/17 team/{here}", f"conversation/18 team/{elsewhere}")
            await asyncio.gather(
                mia.until(["conversation/17"]),
                maya.until(["conversation/17", "conversation/18"]),
                omar.until(["conversation/18"]),
            )
            assert mia.names == ["conversation/17"]
            assert omar.names == ["conversation/18"]
            assert sorted(maya.names) == ["conversation/17", "conversation/18"]

    asyncio.run(story())


def test_changes_close_together_are_told_together(house, sign_in, notify):
    session, team = sign_in(house.mia), house.teams["deliveries"].pk

    async def story():
        async with listening(session) as mia:
            await tell(notify, *[f"conversation/17 team/{team}"] * 50, f"conversation/18 team/{team}")
            await mia.until(["conversation/17", "conversation/18"])
            assert mia.names.count("conversation/17") < 50  # one by one it would be fifty; how few depends on the clock

    asyncio.run(story())


def test_a_stream_ends_when_the_person_leaves_the_team(house, sign_in, notify):
    session, other = sign_in(house.mia), sign_in(house.sam)
    team = house.teams["deliveries"].pk

    async def story():
        async with listening(session) as mia, listening(other) as sam:
            await aside(house.mia.teams.clear)
            await mia.until_ended()
            await tell(notify, f"conversation/17 team/{team}")
            await sam.until(["conversation/17"])
            assert mia.names == []
            assert not sam.ended.is_set()

    asyncio.run(story())


@pytest.mark.parametrize("change", [{"role": "manager"}, {"is_active": False}, {"password": "another"}])
def test_a_stream_ends_when_rights_or_password_change(house, sign_in, change):
    session = sign_in(house.mia)

    async def story():
        async with listening(session) as mia:
            await aside(type(house.mia).objects.filter(pk=house.mia.pk).update, **change)
            await mia.until_ended()

    asyncio.run(story())


def test_signing_out_ends_the_streams_of_that_session_alone(house, sign_in):
    desk, phone = sign_in(house.mia), sign_in(house.mia)

    async def story():
        async with listening(desk) as at_the_desk, listening(phone) as on_the_phone:
            await aside(Session.objects.filter(pk=desk).delete)
            await at_the_desk.until_ended()
            assert not on_the_phone.ended.is_set()
        async with listening(desk) as again:
            assert again.status == 401

    asyncio.run(story())


def test_a_person_whose_rights_change_while_connecting_is_asked_again(house, sign_in, monkeypatch):
    session, looked_up = sign_in(house.mia), []
    page_of = stream.page_of

    def slow_page_of(key):
        looked_up.append(page_of(key))
        if len(looked_up) == 1:
            house.mia.teams.clear()
            asyncio.run_coroutine_threadsafe(rights_told(), loop).result(10)
        return looked_up[-1]

    async def rights_told():
        while stream.hub().rights_changed == before:
            await asyncio.sleep(0.01)

    async def story():
        global loop, before
        loop = asyncio.get_running_loop()
        await stream.hub().ready()
        before = stream.hub().rights_changed
        monkeypatch.setattr(stream, "page_of", slow_page_of)
        async with listening(session) as mia:
            assert mia.status == 200

    asyncio.run(story())
    assert [bool(page.teams) for page in looked_up] == [True, False]


def test_a_page_that_lost_its_line_is_told_everything_once(house, sign_in, notify):
    session, team = sign_in(house.mia), house.teams["deliveries"].pk

    async def story():
        async with listening(session, last_event_id="1") as mia:
            await mia.until(["everything"])
            await tell(notify, f"conversation/17 team/{team}")
            await mia.until(["conversation/17"])
            assert mia.names == ["everything", "conversation/17"]

    asyncio.run(story())


def test_what_changed_while_a_page_was_on_its_way_is_told_when_it_opens(house, sign_in, notify, monkeypatch):
    session, other, omar = sign_in(house.mia), sign_in(house.sam), sign_in(house.omar)
    team = house.teams["deliveries"].pk

    async def story():
        async with listening(other) as sam:
            await tell(notify, f"conversation/17 team/{team}")
            await sam.until(["conversation/17"])
            monkeypatch.setattr(hubs, "REMEMBERED_SECONDS", 30)
            stream.hub().since -= 60
            async with listening(session) as mia, listening(omar) as stranger:
                await mia.until(["conversation/17"])
                assert mia.names == ["conversation/17"]
                assert stranger.names == []

    asyncio.run(story())


def test_a_hub_that_has_just_begun_tells_everything_because_it_cannot_know(house, sign_in, monkeypatch):
    monkeypatch.setattr(hubs, "REMEMBERED_SECONDS", 30)
    session = sign_in(house.mia)

    async def story():
        async with listening(session) as mia:
            await mia.until(["everything"])

    asyncio.run(story())


def test_when_the_line_to_the_database_is_cut_streams_end_and_the_next_ones_hear_again(house, sign_in, notify):
    session, team = sign_in(house.mia), house.teams["deliveries"].pk
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %%'"

    def cut_the_line():
        with connection.cursor() as cursor:
            cursor.execute(f"{cut} AND pid <> pg_backend_pid()")

    async def story():
        async with listening(session) as mia:
            await aside(cut_the_line)
            await mia.until_ended()
        async with listening(session) as again:
            await tell(notify, f"conversation/17 team/{team}")
            await again.until(["conversation/17"])

    asyncio.run(story())


def test_nothing_in_the_address_opens_what_belongs_to_others(house, sign_in, notify):
    session, team = sign_in(house.omar), house.teams["deliveries"].pk
    words = random.Random(7)
    names = HOSTILE + ["".join(words.choices("%_*'\"\\;|&$(){}", k=12)) for _ in range(1000 - len(HOSTILE))]

    async def story():
        async with listening(session) as omar, listening(session, query=b"channel=%25&team=*") as asking:
            for name in names:
                async with listening(session, path=f"/live/{name}") as refused:
                    assert refused.status == 404
            await tell(notify, f"conversation/17 team/{team}", f"conversation/18 team/{house.teams['elsewhere'].pk}")
            await asyncio.gather(omar.until(["conversation/18"]), asking.until(["conversation/18"]))
            assert omar.names == asking.names == ["conversation/18"]

    asyncio.run(story())


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "person/x",
        "conversation/17",
        "conversation/17 team/",
        "conversation/1\ndata: x team/1",
        "%",
        "person/5 team/1",
    ],
)
def test_a_payload_that_is_none_of_ours_changes_nothing(house, sign_in, notify, payload):
    session, team = sign_in(house.mia), house.teams["deliveries"].pk

    async def story():
        async with listening(session) as mia:
            await tell(notify, payload, f"conversation/17 team/{team}")
            await mia.until(["conversation/17"])
            assert mia.names == ["conversation/17"]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"host": "elsewhere.example"}, 400),
        ({"method": "POST"}, 405),
        ({"cookie": "unruffled"}, 401),
        ({"cookie": "unruffled=\x00; ;;="}, 401),
    ],
)
def test_only_our_own_pages_may_listen(house, sign_in, given, status):
    session = sign_in(house.mia)

    async def story():
        async with listening(session, **given) as refused:
            assert refused.status == status

    asyncio.run(story())


def test_two_hundred_pages_lose_no_event(house, sign_in, notify):
    """200 pages, 100 different changes a team: every page is told each name of its team, and none of the other's."""
    sessions = [sign_in(house.mia if n % 2 else house.omar) for n in range(200)]
    ours, theirs = house.teams["deliveries"].pk, house.teams["elsewhere"].pk
    for_us = [f"conversation/{n}" for n in range(1, 101)]
    for_them = [f"conversation/{n}" for n in range(101, 201)]

    async def story():
        opened = [listening(session) for session in sessions]
        pages = await asyncio.gather(*(page.__aenter__() for page in opened))
        for n in range(100):
            await tell(notify, f"{for_us[n]} team/{ours}", f"{for_them[n]} team/{theirs}")
        await asyncio.gather(*(page.until(for_us if n % 2 else for_them) for n, page in enumerate(pages)))
        told = [sorted(page.names) for page in pages]
        await asyncio.gather(*(page.__aexit__(None, None, None) for page in opened))
        assert told == [sorted(for_us if n % 2 else for_them) for n in range(200)]

    asyncio.run(story())


def test_in_a_crowd_one_more_page_than_a_person_needs_lets_the_oldest_rest(house, sign_in, notify, monkeypatch):
    monkeypatch.setattr(hubs, "CROWD", hubs.AT_ONCE)
    session, team = sign_in(house.mia), house.teams["deliveries"].pk

    async def story():
        async with AsyncExitStack() as tabs:
            sams = await tabs.enter_async_context(listening(sign_in_sam))
            mias = [await tabs.enter_async_context(listening(session)) for _ in range(hubs.AT_ONCE + 1)]
            await mias[0].until_ended()
            assert mias[0].body.endswith(stream.ENOUGH)
            await tell(notify, f"conversation/17 team/{team}")
            for open_still in [sams, *mias[1:]]:
                await open_still.until(["conversation/17"])
            assert "conversation/17" not in mias[0].names

    sign_in_sam = sign_in(house.sam)
    asyncio.run(story())
