use super::*;

const EVERYWHERE: Bounds = Bounds {
    south: -90.0,
    west: -180.0,
    north: 90.0,
    east: 180.0,
};
const SEOUL: (f64, f64) = (37.5663, 126.9779);
const BUSAN: (f64, f64) = (35.1798, 129.0750);

fn index(places: &[(&str, (f64, f64))]) -> PlaceIndex {
    let places = places.iter().map(|(id, place)| ((*id).into(), *place));
    PlaceIndex::new(places.collect())
}

/// Companies spread over the country without a pattern, many of them about the capital.
fn country(count: u32) -> PlaceIndex {
    let mut state = 7_u64;
    let mut next = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from((state >> 33) as u32) / f64::from(u32::MAX >> 1)
    };
    let places = (0..count).map(|number| {
        let place = if number % 2 == 0 {
            (37.2 + next() * 0.6, 126.6 + next() * 0.8)
        } else {
            (34.5 + next() * 3.8, 126.5 + next() * 2.8)
        };
        (format!("m-{number:06}"), place)
    });
    PlaceIndex::new(places.collect())
}

fn ids<'a>(index: &'a PlaceIndex, group: &'a Group) -> Vec<&'a str> {
    index.spots_of(group).map(|spot| &*spot.id).collect()
}

#[test]
fn from_afar_neighbours_are_one_mark_and_from_near_they_are_two() {
    let index = index(&[("a", SEOUL), ("b", (37.57, 126.99)), ("c", BUSAN)]);
    let far: Vec<&Group> = index.groups(6, EVERYWHERE).collect();
    assert_eq!(far.len(), 2);
    assert_eq!(ids(&index, far[0]), ["a", "b"]);
    assert!((far[0].lat - 37.56815).abs() < 1e-6 && (far[0].lng - 126.98395).abs() < 1e-6);
    assert_eq!(ids(&index, far[1]), ["c"]);
    assert_eq!(index.groups(15, EVERYWHERE).count(), 3);
}

#[test]
fn those_of_one_town_stay_one_mark_however_near() {
    let index = index(&[("b", SEOUL), ("a", SEOUL)]);
    let near: Vec<&Group> = index.groups(15, EVERYWHERE).collect();
    assert_eq!(near.len(), 1);
    assert_eq!(near[0].bounds.north, near[0].bounds.south);
    assert_eq!(ids(&index, near[0]), ["a", "b"]);
}

#[test]
fn every_company_stands_under_one_mark_and_marks_are_a_finger_apart() {
    let index = country(5_000);
    for zoom in ZOOMS {
        let level = index.level(zoom);
        let mut seen: Vec<u32> = level
            .groups
            .iter()
            .flat_map(|g| g.members.clone())
            .collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..5_000).collect::<Vec<u32>>(), "zoom {zoom}");
        let mut near = 0;
        for (at, a) in level.groups.iter().enumerate() {
            assert!(contains(&a.bounds, a.lat, a.lng), "zoom {zoom}");
            near += level.groups[at + 1..]
                .iter()
                .filter(|b| level::apart((a.lat, a.lng), (b.lat, b.lng)) < level.reach)
                .count();
        }
        assert_eq!(near, 0, "zoom {zoom}: marks too near to each other");
    }
}

#[test]
fn marks_do_not_depend_on_what_is_looked_at() {
    let index = country(500);
    let part = Bounds {
        south: 35.0,
        west: 127.0,
        north: 37.0,
        east: 128.0,
    };
    let whole: Vec<&Group> = index.groups(9, EVERYWHERE).collect();
    let some: Vec<&Group> = index.groups(9, part).collect();
    assert!(!some.is_empty() && some.len() < whole.len());
    for group in some {
        assert!(whole.contains(&group));
        assert!(contains(&part, group.lat, group.lng));
    }
}

#[test]
fn a_mark_is_found_again_where_it_was() {
    let index = index(&[("a", SEOUL), ("b", (37.57, 126.99)), ("c", BUSAN)]);
    let group = index.group_at(7, 37.568, 126.984);
    assert_eq!(group.map(|group| group.members.len()), Some(2));
    assert!(index.group_at(7, 36.0, 127.9).is_none());
    assert!(index.group_at(7, f64::NAN, 127.9).is_none());
}

#[test]
fn what_lies_beyond_the_map_is_not_on_it() {
    let index = index(&[
        ("a", (0.0, 0.0)),
        ("b", (f64::NAN, 127.0)),
        ("c", (35.68, 139.69)),
        ("d", SEOUL),
    ]);
    assert_eq!(index.len(), 1);
    assert!(!index.is_empty());
}

#[test]
fn distances_are_those_of_the_earth() {
    assert!(metres(SEOUL, SEOUL).abs() < 1e-9);
    let away = metres(SEOUL, BUSAN);
    assert!((324_000.0..327_000.0).contains(&away), "{away}");
    // One degree of latitude anywhere, one of longitude at 60° north.
    assert!((metres((37.0, 127.0), (38.0, 127.0)) - 111_195.0).abs() < 1.0);
    assert!((metres((60.0, 127.0), (60.0, 128.0)) - 55_596.0).abs() < 10.0);
}

#[test]
fn the_nearest_come_first_and_ties_by_id() {
    let index = index(&[
        ("far", BUSAN),
        ("b", SEOUL),
        ("a", SEOUL),
        ("mid", (36.5, 127.5)),
    ]);
    let near = index.near(37.5, 127.0, 3);
    let order: Vec<&str> = near.iter().map(|(_, spot)| &*spot.id).collect();
    assert_eq!(order, ["a", "b", "mid"]);
    assert!(near[0].0 < 8_000.0);
    assert_eq!(index.near(37.5, 127.0, 99).len(), 4);
    assert!(index.near(37.5, 127.0, 0).is_empty());
}
