"""A QR code as a browser shows it → what a phone's camera reads in it."""

import base64

import zxingcpp
from playwright.sync_api import Locator

# The grey of each pixel of a picture, a byte each, by the browser: it knows PNG.
_PIXELS = """async picture => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const drawing = canvas.getContext("2d");
    drawing.drawImage(image, 0, 0);
    const colours = drawing.getImageData(0, 0, image.width, image.height).data;
    let grey = "";
    for (let at = 0; at < colours.length; at += 4)
        grey += String.fromCharCode((colours[at] + colours[at + 1] + colours[at + 2]) / 3);
    return [image.width, image.height, btoa(grey)];
}"""


def read(shown: Locator) -> str:
    """The text of the one code in a part of a page."""
    picture = base64.b64encode(shown.screenshot()).decode()
    width, height, grey = shown.page.evaluate(_PIXELS, picture)
    pixels = memoryview(base64.b64decode(grey)).cast("B", (height, width))
    (code,) = zxingcpp.read_barcodes(pixels)
    return str(code.text)
