"""Writes the demo pictures: SVG beside this file, WEBP one folder up, and the PNG icons of the product.

python static/img/demo/src/render.py [path of a Chromium]
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from portraits import PEOPLE, portrait
from rooms import ROOMS
from tabletops import TABLETOPS

HERE = Path(__file__).parent
IMAGES = HERE.parents[1]


def drawings() -> dict[str, tuple[int, int, str]]:
    scenes = {name: (1600, 1000, draw()) for name, draw in (ROOMS | TABLETOPS).items()}
    return scenes | {f"portrait-{number:02}": (256, 256, portrait(*person)) for number, person in enumerate(PEOPLE, 1)}


def picture(page: Page, width: int, height: int, svg: str) -> Image.Image:
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(f"<style>*{{margin:0}}svg{{display:block;width:{width}px;height:{height}px}}</style>{svg}")
    return Image.open(io.BytesIO(page.screenshot(omit_background=True)))


def main() -> None:
    chromium = sys.argv[1] if len(sys.argv) > 1 else None
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]).new_page()
        for name, (width, height, body) in drawings().items():
            svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{body}</svg>\n'
            (HERE / f"{name}.svg").write_text(svg)
            picture(page, width, height, svg).convert("RGB").save(
                IMAGES / "demo" / f"{name}.webp", quality=84, method=6
            )
        mark = (IMAGES / "tabard.svg").read_text()
        picture(page, 32, 32, mark).save(IMAGES / "favicon-32.png", optimize=True)
        touch = Image.new("RGB", (180, 180), "#faf8f5")
        large = picture(page, 132, 132, mark)
        touch.paste(large, (24, 24), large)
        touch.save(IMAGES / "touch-icon.png", optimize=True)


if __name__ == "__main__":
    main()
