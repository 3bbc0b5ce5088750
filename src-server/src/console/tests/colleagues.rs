//! 조합직원 by form.

use handbook_wire::entity::Kind;

use super::{Browser, Office, STAFF, between};
use crate::service::console::role::{self, ConsoleRole};
use crate::storage::{Account, StorageError};

const FORM: &str = "/console/roster/person";

impl Office {
    fn account_of(&self, login: &str) -> Option<Account> {
        let found = self.storage().reading(|txn| txn.account_by_login(login));
        found.map_err(|error: StorageError| error).unwrap()
    }

    /// The names of the staff, in their order.
    fn names(&self) -> Vec<String> {
        let found = self.storage().reading(|txn| txn.entities(Kind::Staff));
        let records = found.map_err(|error: StorageError| error).unwrap();
        let records = records.into_iter().filter(|record| !record.deleted);
        let mut staff: Vec<handbook_wire::entity::Staff> = records
            .map(|record| serde_json::from_str(&record.payload).unwrap())
            .collect();
        staff.sort_by_key(|one| one.rank);
        staff.into_iter().map(|one| one.name).collect()
    }
}

/// The record of the staff member with that name, as the list links it.
async fn id_of(browser: &Browser<'_>, name: &str) -> String {
    let html = browser.get("/console/roster/staff").await.html;
    let row = html.split("<tr>").skip(2).find(|row| row.contains(name));
    let row = row.unwrap_or_else(|| panic!("{name} is not there: {html}"));
    between(row, "/console/roster/person?id=", "\"")
        .unwrap()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_are_added_changed_moved_and_taken_out() {
    let office = Office::new().await;
    let keeper = office.enter("roster").await;
    keeper.get(FORM).await;
    let wrong = [("field.name", ""), ("field.mobile", "010-12")];
    let refused = keeper.post(FORM, &wrong).await;
    assert_eq!(refused.status, 400);
    assert!(refused.html.contains("value=\"010-12\"") && refused.html.contains("aria-invalid"));
    let taken = [("field.name", "김새롬"), ("field.login", "admin")];
    let taken = keeper.post(FORM, &taken).await;
    assert_eq!(taken.status, 400);
    assert!(
        taken.html.contains("관리자 님이 이것으로 로그인해요"),
        "{}",
        taken.html
    );
    let new = [
        ("field.department", "사업부"),
        ("field.position", "과장"),
        ("field.name", "김새롬"),
        ("field.extension", "내선 102"),
        ("field.mobile", "010 0000 0900"),
        ("field.duties", "조달"),
        ("field.rank", "1"),
    ];
    let done = keeper.post(FORM, &new).await;
    assert_eq!(done.to, "/console/roster/staff?done=saved", "{}", done.html);
    assert_eq!(office.names()[0], "김새롬");
    assert_eq!(office.names().len(), STAFF.len() + 1);
    assert_eq!(office.account_of("01000000900").unwrap().name, "김새롬");
    let list = keeper.get(&done.to).await.html;
    assert!(
        list.contains("010-****-0900") && list.contains(">102<"),
        "{list}"
    );
    // A double click adds nobody twice.
    assert_eq!(keeper.post(FORM, &new).await.status, 400);

    let id = id_of(&keeper, "김새롬").await;
    let open = keeper.get(&format!("{FORM}?id={id}")).await.html;
    assert!(open.contains("010-0000-0900") && open.contains("명부에 들어옴"));
    let edit = [
        ("id", id.as_str()),
        ("was.position", "과장"),
        ("field.position", "차장"),
        ("was.rank", "1"),
        ("field.rank", "3"),
    ];
    assert_eq!(keeper.post(FORM, &edit).await.status, 303);
    assert_eq!(office.names()[2], "김새롬");
    let open = keeper.get(&format!("{FORM}?id={id}")).await.html;
    assert!(open.contains("차장") && open.contains("명부담당"));
    // Somebody else was faster, in one field and in the order.
    let late = [
        ("id", id.as_str()),
        ("was.position", "과장"),
        ("field.position", "부장"),
    ];
    let conflict = keeper.post(FORM, &late).await;
    assert_eq!(conflict.status, 409);
    assert!(conflict.html.contains("<b>차장</b>") && conflict.html.contains("<b>부장</b>"));
    let late = [("id", id.as_str()), ("was.rank", "1"), ("field.rank", "2")];
    assert_eq!(keeper.post(FORM, &late).await.status, 409);

    let gone = [("id", id.as_str()), ("do", "remove")];
    let done = keeper.post(FORM, &gone).await;
    assert_eq!(done.to, "/console/roster/staff?done=removed");
    assert!(office.account_of("01000000900").unwrap().locked_by_roster);
    assert_eq!(keeper.post(FORM, &gone).await.status, 404);
    let reader = office.enter("reader").await;
    assert!(
        !reader
            .get("/console/roster/staff")
            .await
            .html
            .contains(FORM)
    );
    let admin = office.enter("admin").await;
    let log = admin.get("/console/audit?action=edit_staff").await.html;
    assert!(
        log.contains("고침: 직위, 순서") && log.contains("뺌"),
        "{log}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_anothers_rights_by_a_name_or_a_number() {
    let office = Office::new().await;
    let keeper = office.enter("roster").await;
    let chief = id_of(&keeper, "관리자").await;
    // An admin's record is the admins'.
    let mine = [("id", chief.as_str()), ("field.mobile", "010-0000-0901")];
    assert_eq!(keeper.post(FORM, &mine).await.status, 403);
    let admin = office.enter("admin").await;
    admin.get(FORM).await;
    assert_eq!(admin.post(FORM, &mine).await.status, 303);
    for change in [("do", "remove"), ("field.name", "다른사람")] {
        let fields = [("id", chief.as_str()), ("was.name", "관리자"), change];
        let refused = admin.post(FORM, &fields).await;
        assert_eq!(refused.status, 400);
        assert!(
            refused.html.contains("먼저 [직원 권한]에서"),
            "{}",
            refused.html
        );
    }
    // Another person in the same place has none of the roles.
    let news = id_of(&admin, "소식담당").await;
    let account = office.account_of("news").unwrap().id;
    let fields = [
        ("id", news.as_str()),
        ("was.name", "소식담당"),
        ("field.name", "새사람"),
    ];
    assert_eq!(admin.post(FORM, &fields).await.status, 303);
    let holders = role::holders(&*office.storage()).unwrap();
    let holder = holders.iter().find(|one| one.name == "새사람").unwrap();
    assert!(holder.roles.is_empty() && !holder.roles.has(ConsoleRole::News));
    assert_eq!(office.account_of("news").unwrap().id, account);
}
