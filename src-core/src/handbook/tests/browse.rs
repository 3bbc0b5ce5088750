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
