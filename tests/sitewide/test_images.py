import gzip
import struct
import time
import zlib
from io import BytesIO
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from sitewide.errors import Invalid
from sitewide.images import MAX_BYTES, PictureField, ReencodedImage, reencode
from tests import corpora

MARKERS = [b"<script", b"alert(", b"<?php", b"onload", b"javascript:", b"EICAR", b"document.", b"\x00secret"]

STRUCTURE = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "loop", "background"}
"""What Pillow reports of a file that holds nothing but a picture."""


def written(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def halves(mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
    return image.convert(mode)


def opened(picture: ReencodedImage) -> Image.Image:
    image = Image.open(BytesIO(picture.content))
    image.load()
    assert (image.format, *image.size) == (picture.format, picture.width, picture.height)
    return image


def assert_bare(picture: ReencodedImage) -> None:
    """Nothing beside the pixels: no metadata, no comment, no profile, nothing behind the end."""
    image = opened(picture)
    assert not image.getexif()
    allowed = {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
        "loop",
        "background",
        "timestamp",
        "duration",
    }
    assert set(image.info) <= allowed, image.info.keys()
    assert reencode(BytesIO(picture.content)).content
    ends = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}
    assert picture.content.endswith(ends.get(picture.format, b""))


def refusal_of(content: bytes) -> str:
    with pytest.raises(Invalid) as refusal:
        reencode(BytesIO(content))
    assert refusal.value.status == 422
    return refusal.value.code


@pytest.mark.parametrize(("kind", "kept"), [("JPEG", "JPEG"), ("PNG", "PNG"), ("WEBP", "WEBP"), ("GIF", "PNG")])
def test_the_four_formats_are_read_and_three_are_written(kind: str, kept: str) -> None:
    picture = reencode(BytesIO(written(halves(), kind)))
    assert (picture.format, picture.width, picture.height) == (kept, 40, 20)
    assert picture.content_type == f"image/{kept.lower()}"
    image = opened(picture).convert("RGB")
    assert image.getpixel((4, 10))[0] > 200  # type: ignore[index]
    assert image.getpixel((36, 10))[2] > 200  # type: ignore[index]
    assert_bare(picture)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_mode_of_a_picture_is_read(mode: str) -> None:
    source = halves("L").convert(mode) if mode == "I;16" else halves(mode)
    assert_bare(reencode(BytesIO(written(source, "JPEG" if mode == "CMYK" else "PNG"))))


def test_what_is_transparent_stays_so() -> None:
    for source in (Image.new("RGBA", (8, 8), (255, 0, 0, 0)), Image.new("LA", (8, 8), (255, 0))):
        for kind in ("PNG", "WEBP"):
            assert (
                opened(reencode(BytesIO(written(source.convert("RGBA"), kind)))).convert("RGBA").getpixel((1, 1))[3]
                == 0
            )  # type: ignore[index]
    palette = Image.new("P", (8, 8), 3)
    assert opened(reencode(BytesIO(written(palette, "GIF", transparency=3)))).convert("RGBA").getpixel((1, 1))[3] == 0  # type: ignore[index]


def test_sixteen_bits_of_grey_are_scaled_and_not_clipped() -> None:
    """With Pillow's plain conversion everything above 255 of 65535 comes out white."""
    source = Image.new("I;16", (8, 8), 30_000)
    assert opened(reencode(BytesIO(written(source, "PNG")))).getpixel((1, 1)) in range(116, 119)


def test_a_large_picture_is_made_smaller_in_its_proportions() -> None:
    picture = reencode(BytesIO(written(halves(size=(3000, 1500)), "JPEG")), max_side=600)
    assert (picture.width, picture.height) == (600, 300)
    assert reencode(BytesIO(written(halves(), "JPEG")), max_side=600).width == 40


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "P"), ("WEBP", "RGBA")]
)
def test_a_picture_is_stored_the_way_it_was_held(kind: str, mode: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    picture = reencode(BytesIO(written(halves(mode), kind, exif=exif)))
    assert (picture.width, picture.height) == (20, 40)
    assert opened(picture).convert("RGB").getpixel((10, 4))[0] > 200  # type: ignore[index]
    assert_bare(picture)


def full_of_secrets(kind: str) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = "<script>alert(1)</script>"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict[str, Any] = {"exif": exif, "icc_profile": profile, "xmp": b"<x:xmpmeta>alert(2)</x:xmpmeta>"}
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", "<?php alert(3)")
        text.add_itxt("XML:com.adobe.xmp", "alert(4)", zip=False)
        options = {"pnginfo": text, **{key: options[key] for key in ("exif", "icc_profile")}}
    if kind in {"JPEG", "GIF"}:
        options = {"comment": b"<?php alert(5)"} | (options if kind == "JPEG" else {})
    return written(halves(), kind, **options) + b"<script>alert(6)</script>"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_nothing_that_came_beside_the_picture_survives(kind: str) -> None:
    """Without clearing `info` before saving, comments and profiles of JPEG and PNG survive."""
    source = full_of_secrets(kind)
    assert b"alert(" in source
    picture = reencode(BytesIO(source))
    assert not any(marker in picture.content for marker in MARKERS)
    assert_bare(picture)


def swapped_profile() -> bytes:
    """The profile of sRGB in which red and blue have changed places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


def test_colours_of_another_profile_are_converted() -> None:
    picture = reencode(BytesIO(written(halves(), "PNG", icc_profile=swapped_profile())))
    red, _green, blue = opened(picture).getpixel((4, 10))  # type: ignore[misc]
    assert blue > 200
    assert red < 100
    assert_bare(picture)


def test_a_profile_that_does_not_fit_is_set_aside() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (lab, b"x" * 500, b"\x00" * 200, swapped_profile()[:-100], b"x" * 100_000):
        picture = reencode(BytesIO(written(halves(), "PNG", icc_profile=profile)))
        assert opened(picture).getpixel((4, 10)) == (255, 0, 0)
        assert_bare(picture)


def test_of_an_animation_only_the_first_picture_is_kept() -> None:
    frames = [Image.new("RGB", (10, 10), (value, 0, 0)) for value in (255, 100, 0)]
    for kind in ("GIF", "WEBP", "PNG"):
        picture = reencode(BytesIO(written(frames[0], kind, save_all=True, append_images=frames[1:])))
        image = opened(picture)
        assert getattr(image, "n_frames", 1) == 1
        assert image.convert("RGB").getpixel((5, 5))[0] > 240  # type: ignore[index]


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "PCX", "TGA", "ICNS", "JPEG2000", "PDF", "EPS"])
def test_other_formats_are_refused_whatever_their_name(kind: str) -> None:
    assert refusal_of(written(halves(size=(64, 64)), kind)) == "picture_unreadable"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"GIF89a",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        gzip.compress(b"<svg xmlns='http://www.w3.org/2000/svg'/>", mtime=0),
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.4",
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert refusal_of(content) == "picture_unreadable"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_refused(kind: str) -> None:
    whole = written(Image.effect_noise((300, 300), 60).convert("RGB"), kind)
    assert refusal_of(whole[: len(whole) // 2]) == "picture_unreadable"


def test_too_many_bytes_are_refused_before_anything_is_decoded() -> None:
    assert refusal_of(written(halves(), "PNG") + b"\x00" * MAX_BYTES) == "picture_large"


def blank_png(width: int, height: int) -> bytes:
    """As large as it says, in a few bytes for each row."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(8000, 5001), (40_000, 1001), (20_000, 20_000), (30_000, 30_000)])
def test_a_bomb_is_refused_by_its_pixels(size: tuple[int, int]) -> None:
    bomb = blank_png(*size)
    start = time.process_time()
    assert refusal_of(bomb) in {"picture_pixels", "picture_unreadable"}
    assert time.process_time() - start < 0.5


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    """Each scan costs the decoder the whole picture again, and 8 MB hold many thousands of them."""
    source = written(halves(size=(64, 64)), "JPEG", progressive=True)
    scan = source.rindex(b"\xff\xda")
    assert refusal_of(source[:scan] + source[scan:-2] * 60 + source[-2:]) == "picture_unreadable"


class PictureForm(forms.Form):
    picture = PictureField()
    other = PictureField(required=False)


def test_a_form_field_gives_the_picture_written_anew_under_a_name_of_our_own() -> None:
    upload = SimpleUploadedFile("../../evil.php.svg", full_of_secrets("GIF"), "text/html")
    form = PictureForm({}, {"picture": upload})
    assert form.is_valid(), form.errors
    kept = form.cleaned_data["picture"]
    assert kept.name.endswith(".png")
    assert "evil" not in kept.name
    assert kept.content_type == "image/png"
    assert b"alert" not in kept.read()
    assert form.cleaned_data["other"] is None
    assert 'accept="image/jpeg,image/png,image/webp,image/gif"' in str(form["picture"])


def test_a_form_field_refuses_with_the_same_sentence() -> None:
    form = PictureForm({}, {"picture": SimpleUploadedFile("a.png", b"<svg/>", "image/png")})
    assert not form.is_valid()
    assert form.errors.as_data()["picture"][0].code == "picture_unreadable"
    assert not PictureForm({}, {}).is_valid()


def test_no_file_of_the_corpus_crashes_or_survives() -> None:
    kept = 0
    for path in sorted(corpora.folder("evil_images/dev").iterdir()):
        content = path.read_bytes()
        start = time.process_time()
        try:
            picture = reencode(BytesIO(content))
        except Invalid as refusal:
            assert refusal.code.startswith("picture_"), path.name
        else:
            kept += 1
            assert not any(marker in picture.content for marker in MARKERS), path.name
            assert_bare(picture)
        assert time.process_time() - start < 5, path.name
    assert kept > 3


@pytest.mark.parametrize("seed", ["payload_in_all_known_metadata.jpg", "zero_width.gif", "broken_data_stream.png"])
def test_no_mutant_of_the_corpus_crashes(seed: str) -> None:
    """Every 37th byte flipped, one at a time, and every tenth of the file cut off."""
    content = (corpora.folder("evil_images/dev") / seed).read_bytes()[:60_000]
    mutants = [
        content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :] for at in range(0, min(len(content), 4000), 37)
    ]
    mutants += [content[: len(content) * tenth // 10] for tenth in range(10)]
    for mutant in mutants:
        try:
            assert_bare(reencode(BytesIO(mutant)))
        except Invalid:
            continue
