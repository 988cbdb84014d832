"""The embedded queue: what is put is got once, and nothing unreadable stops it."""

from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from config.wakeup_queue import Channel


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Channel]:
    with Connection("folder://localhost", transport_options={"folder": str(tmp_path)}) as queue:
        yield queue.channel()


def test_what_is_put_is_got_once_and_in_order(channel: Channel, tmp_path: Path) -> None:
    for number in range(3):
        channel._put("celery", {"number": number})
    channel._put("other", {})

    assert channel._size("celery") == 3
    assert [channel._get("celery")["number"] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Empty):
        channel._get("celery")
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("left", [b"", b'{"body": "W1', b"\xff\xfe"])
def test_message_cut_short_is_left_out(channel: Channel, tmp_path: Path, left: bytes) -> None:
    (tmp_path / "0-cut.celery").write_bytes(left)
    channel._put("celery", {"whole": True})

    assert channel._get("celery") == {"whole": True}
    assert list(tmp_path.iterdir()) == []


def test_message_that_is_still_being_written_is_not_read(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / ".0-part.celery").write_bytes(b"{")

    with pytest.raises(Empty):
        channel._get("celery")


def test_purge_empties_one_queue(channel: Channel) -> None:
    channel._put("celery", {})
    channel._put("other", {})

    assert (channel._purge("celery"), channel._size("celery"), channel._size("other")) == (1, 0, 1)


def test_message_another_worker_took_is_passed_over(channel: Channel, monkeypatch) -> None:
    channel._put("celery", {"mine": False})
    (gone,) = channel._waiting("celery")
    gone.unlink()
    monkeypatch.setattr(channel, "_waiting", lambda _queue: [gone])

    with pytest.raises(Empty):
        channel._get("celery")
