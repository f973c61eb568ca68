"""The bytes of an entry: what is damaged or misplaced is no entry."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.cache import Entry
from gateway.cache.record import pack, unpack

TIMES = st.floats(allow_nan=False)
ENTRIES = st.builds(Entry[bytes], st.binary(), TIMES, TIMES, TIMES)


@given(st.text(st.characters(codec="ascii")), ENTRIES)
def test_an_entry_survives_the_way_there_and_back(key: str, entry: Entry[bytes]) -> None:
    assert unpack(key, pack(key, entry)) == entry


@given(ENTRIES, st.data())
def test_one_changed_bit_is_noticed(entry: Entry[bytes], data: st.DataObject) -> None:
    packed = bytearray(pack("key", entry))
    bit = data.draw(st.integers(0, 8 * len(packed) - 1))
    packed[bit // 8] ^= 1 << bit % 8
    assert unpack("key", bytes(packed)) is None


@given(ENTRIES, st.data())
def test_a_cut_or_longer_record_is_noticed(entry: Entry[bytes], data: st.DataObject) -> None:
    packed = pack("key", entry)
    assert unpack("key", packed[: data.draw(st.integers(0, len(packed) - 1))]) is None
    assert unpack("key", packed + data.draw(st.binary(min_size=1))) is None


@given(st.binary())
def test_arbitrary_bytes_are_no_entry(data: bytes) -> None:
    assert unpack("key", data) is None


@given(ENTRIES)
def test_the_record_of_another_key_is_no_entry(entry: Entry[bytes]) -> None:
    assert unpack("key", pack("another key", entry)) is None
