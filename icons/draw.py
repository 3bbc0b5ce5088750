#!/usr/bin/env python3
"""Draws every icon, launch picture and store graphic of the phones from icon.svg, the one source.

    python3 icons/draw.py          (needs rsvg-convert: Debian's librsvg2-bin)

What it writes is kept in the repository; tests/tests/mobile.rs checks sizes and transparency.
"""
import pathlib
import subprocess
import tempfile
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent
ANDROID = ROOT / "src-tauri/gen/android/app/src/main/res"
APPLE = ROOT / "src-tauri/gen/apple/Assets.xcassets"
STORE = ROOT / "store"
SVG = "{http://www.w3.org/2000/svg}"
NAME = "http://schemas.android.com/apk/res/android"
# The middle of what stands on the cover; the cover itself is 512 wide.
MIDDLE = (248, 256)
TOP, FOOT = "#2453a6", "#122f6b"


def shapes():
    """(fill, path data) of what stands on the cover, from the back to the front."""
    found = []

    def walk(element, fill):
        fill = element.get("fill", fill)
        if element.tag == SVG + "path":
            found.append((fill, element.get("d")))
        elif element.tag == SVG + "rect" and not fill.startswith("url"):
            x, y, w, h, r = (float(element.get(k, "0")) for k in ("x", "y", "width", "height", "rx"))
            found.append((fill, rounded(x, y, w, h, r)))
        elif element.tag != SVG + "defs":
            for child in element:
                walk(child, fill)

    walk(xml.parse(ROOT / "icons/icon.svg").getroot(), "none")
    return found


def rounded(x, y, w, h, r):
    n = lambda value: f"{value:g}"
    return (
        f"M{n(x + r)} {n(y)}h{n(w - 2 * r)}a{n(r)} {n(r)} 0 0 1 {n(r)} {n(r)}v{n(h - 2 * r)}"
        f"a{n(r)} {n(r)} 0 0 1 {n(-r)} {n(r)}h{n(2 * r - w)}a{n(r)} {n(r)} 0 0 1 {n(-r)} {n(-r)}"
        f"v{n(2 * r - h)}a{n(r)} {n(r)} 0 0 1 {n(r)} {n(-r)}z"
    )


def vector(path, size, body, extra=""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<!-- Drawn by icons/draw.py. -->\n"
        f'<vector xmlns:android="{NAME}"{extra}\n'
        f'    android:width="{size}dp"\n    android:height="{size}dp"\n'
        '    android:viewportWidth="512"\n    android:viewportHeight="512">\n'
        f"{body}</vector>\n"
    )


def group(scale, inner):
    x, y = (256 - scale * middle for middle in MIDDLE)
    return (
        f'    <group\n        android:scaleX="{scale}"\n        android:scaleY="{scale}"\n'
        f'        android:translateX="{x:g}"\n        android:translateY="{y:g}">\n{inner}    </group>\n'
    )


def paths(colour=None, pieces=None):
    return "".join(
        f'        <path\n            android:fillColor="{colour or fill}"\n            android:pathData="{data}" />\n'
        for fill, data in (pieces or shapes())
    )


def cover(data):
    return (
        f'    <path android:pathData="{data}">\n        <aapt:attr name="android:fillColor">\n'
        '            <gradient\n                android:endX="256"\n                android:endY="512"\n'
        '                android:startX="256"\n                android:startY="0"\n'
        '                android:type="linear">\n'
        f'                <item android:color="{TOP}" android:offset="0" />\n'
        f'                <item android:color="{FOOT}" android:offset="1" />\n'
        "            </gradient>\n        </aapt:attr>\n    </path>\n"
    )


def mono():
    """The book as one colour: its pages with the bolt cut out, and its spine."""
    drawn = shapes()
    page, spine, bolt = drawn[0][1], drawn[1][1], drawn[2][1]
    body = (
        f'        <path\n            android:fillColor="#FFFFFFFF"\n            android:fillType="evenOdd"\n'
        f'            android:pathData="{page}{bolt}" />\n'
        f'        <path\n            android:fillColor="#B3FFFFFF"\n            android:pathData="{spine}" />\n'
    )
    return body


def svg(body, width=512, height=512):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><defs>'
        f'<linearGradient id="cover" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{TOP}"/>'
        f'<stop offset="1" stop-color="{FOOT}"/></linearGradient></defs>{body}</svg>'
    )


def book(scale=1.0, at=(256, 256)):
    x, y = at[0] - scale * MIDDLE[0], at[1] - scale * MIDDLE[1]
    drawn = "".join(f'<path fill="{fill}" d="{data}"/>' for fill, data in shapes())
    return f'<g transform="translate({x:g} {y:g}) scale({scale:g})">{drawn}</g>'


def picture(path, body, width, height=None, box=(512, 512)):
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", suffix=".svg") as source:
        source.write(svg(body, *box))
        source.flush()
        done = subprocess.run(
            ["rsvg-convert", "-w", str(width), "-h", str(height or width), source.name],
            check=True,
            capture_output=True,
        ).stdout
    path.write_bytes(done)


def main():
    aapt = ' xmlns:aapt="http://schemas.android.com/aapt"'
    full = "M0 0h512v512h-512z"
    # Of 108 dp the middle 66 are always seen.
    vector(ANDROID / "drawable/ic_launcher_background.xml", 108, cover(full), f"\n   {aapt}")
    vector(ANDROID / "drawable/ic_launcher_foreground.xml", 108, group(0.72, paths()))
    vector(ANDROID / "drawable/ic_launcher_monochrome.xml", 108, group(0.72, mono()))
    vector(ANDROID / "drawable/ic_notification.xml", 24, group(1.6, mono()))
    # The launch screen shows a circle of two thirds.
    corner = rounded(128, 128, 256, 256, 58)
    x, y = (256 - 0.5 * middle for middle in MIDDLE)
    vector(ANDROID / "drawable/ic_splash.xml", 288, cover(corner) + group(0.5, paths()), f"\n   {aapt}")

    whole = '<rect width="512" height="512" rx="116" fill="url(#cover)"/>' + book()
    disc = '<circle cx="256" cy="256" r="256" fill="url(#cover)"/>' + book(0.9)
    square = '<rect width="512" height="512" fill="url(#cover)"/>' + book()
    for name, width in (("m", 48), ("h", 72), ("xh", 96), ("xxh", 144), ("xxxh", 192)):
        folder = ANDROID / f"mipmap-{name}dpi"
        picture(folder / "ic_launcher.png", whole, width)
        picture(folder / "ic_launcher_round.png", disc, width)
    picture(APPLE / "AppIcon.appiconset/icon.png", square, 1024)
    for name, width in (("launch", 128), ("launch@2x", 256), ("launch@3x", 384)):
        picture(APPLE / f"Launch.imageset/{name}.png", whole, width)

    picture(STORE / "graphics/icon.png", square, 512)
    words = (
        '<rect width="1024" height="500" fill="url(#cover)"/>' + book(0.95, (235, 250))
        + '<g fill="#ffffff" font-family="Noto Sans CJK KR, Noto Sans KR, sans-serif">'
        '<text x="432" y="216" font-size="54" font-weight="700">한국전기공업협동조합</text>'
        '<text x="432" y="292" font-size="60" font-weight="700">e수첩</text>'
        '<text x="432" y="356" font-size="30" fill="#c2d6ff">조합원사와 조합소식을 언제나 손안에</text></g>'
    )
    picture(STORE / "graphics/feature.png", words, 1024, 500, (1024, 500))


if __name__ == "__main__":
    main()
