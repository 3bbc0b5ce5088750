//! The directory, whole and filtered, as the cache answers.

use handbook_wire::ipc::{Filter, FilterArgs, Sort};

use super::*;

async fn names(handbook: &Handbook, filter: &Filter, sort: Sort) -> Vec<String> {
    let args = ListArgs {
        limit: 99,
        filter: filter.clone(),
        sort,
        ..ListArgs::default()
    };
    let page = handbook.list_members(args).await.unwrap();
    assert_eq!(page.total as usize, page.rows.len());
    page.rows.into_iter().map(|row| row.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nearest_company_comes_first_and_those_without_a_place_last() {
    let fake = Fake::new(0);
    let at = |lat: f64, precision: &str| json!({"lat": lat, "lng": 127.0, "precision": precision});
    for (id, name, branch, position) in [
        ("a", "가나전업", "경기", Some(at(38.0, "exact"))),
        ("b", "나라전기", "서울", Some(at(37.6, "district"))),
        ("c", "다온전기", "경기", None),
        ("d", "라온전기", "경기", Some(at(37.5, "exact"))),
    ] {
        let company = json!({"name": name, "branch": branch, "position": position});
        fake.put("member", id, company);
    }
    let device = Device::new(&fake);
    let handbook = device.live().await;
    let list = |near, offset, limit, branch: Option<&str>| ListArgs {
        offset,
        limit,
        near,
        sort: Sort::Distance,
        filter: Filter {
            branches: branch.into_iter().map(str::to_owned).collect(),
            ..Filter::default()
        },
    };
    let here = Some((37.5, 127.0));
    let page = handbook
        .list_members(list(here, 0, 99, None))
        .await
        .unwrap();
    let rows: Vec<_> = page
        .rows
        .iter()
        .map(|row| {
            (
                row.name.as_str(),
                row.away.map(|away| (away.metres.round(), away.rough)),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("라온전기", Some((0.0, false))),
            ("나라전기", Some((11_119.0, true))),
            ("가나전업", Some((55_597.0, false))),
            ("다온전기", None),
        ]
    );
    // Windows of it, within a filter.
    let part = handbook
        .list_members(list(here, 1, 1, Some("경기")))
        .await
        .unwrap();
    assert_eq!((part.total, part.rows.len()), (3, 1));
    assert_eq!(part.rows[0].name, "가나전업");
    // Without a point there is no distance to go by.
    let page = handbook
        .list_members(list(None, 0, 99, None))
        .await
        .unwrap();
    assert_eq!(page.rows[0].name, "가나전업");
    assert!(page.rows.iter().all(|row| row.away.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_narrows_list_bar_and_search_and_follows_the_data() {
    let fake = Fake::new(0);
    for (id, name, number, branch, product) in [
        ("a", "가나전업", "0003", "경기", "배전반"),
        ("b", "나라전기", "0001", "서울", "변압기"),
        ("c", "한빛전기", "0002", "경기", "변압기"),
        ("d", "한라전기", "", "경기", "배전반"),
    ] {
        let company = json!({
            "name": name, "number": number, "branch": branch, "products": [product],
        });
        fake.put("member", id, company);
    }
    let office = json!({"term": 12, "role": "이사", "name": "홍길동", "member": "c"});
    fake.put("officer", "o", office);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    let all = Filter::default();
    assert_eq!(
        names(&handbook, &all, Sort::Number).await,
        ["나라전기", "한빛전기", "가나전업", "한라전기"]
    );
    let gyeonggi = Filter {
        branches: vec!["경기".into()],
        ..Filter::default()
    };
    assert_eq!(
        names(&handbook, &gyeonggi, Sort::Name).await,
        ["가나전업", "한라전기", "한빛전기"]
    );
    let args = FilterArgs {
        filter: gyeonggi.clone(),
    };
    let bar = handbook.list_initials(args.clone()).await.unwrap();
    let bar: Vec<_> = bar
        .iter()
        .map(|initial| (initial.label.as_str(), initial.offset, initial.count))
        .collect();
    assert_eq!(bar, [("ㄱ", 0, 1), ("ㅎ", 1, 2)]);
    let facets = handbook.list_facets(args).await.unwrap();
    assert_eq!((facets.total, facets.officers), (3, 1));
    let search = SearchArgs {
        text: "전기".into(),
        limit: 9,
        filter: gyeonggi.clone(),
    };
    let found = handbook.search(search).await.unwrap();
    assert_eq!(found.total, 2);

    // What changes elsewhere changes here.
    fake.put("member", "b", json!({"name": "나라전기", "branch": "경기"}));
    device.equal(&handbook).await;
    assert_eq!(names(&handbook, &gyeonggi, Sort::Name).await.len(), 4);
}
