"""Marks by which evidence is known again."""

from campaigns.evidence.fingerprints import bands_of, near_bands


def test_pictures_within_seven_bits_share_a_part_within_one_bit():
    """Guard: the flipped values of `near_bands`; by equal parts alone only three bits are sure."""
    look = "0123456789abcdef"
    parts = near_bands(look)
    for places in ((0, 17, 33, 50), (0, 1, 17, 18, 33, 34, 50), (3, 60, 20, 21, 40, 41)):
        other = f"{int(look, 16) ^ sum(1 << place for place in places):016x}"
        assert any(part in near for part, near in zip(bands_of(other), parts, strict=True)), places
    assert {len(set(near)) for near in parts} == {17}
