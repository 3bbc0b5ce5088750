use handbook_wire::auth::Role;

use super::{read, write};
use crate::storage::{Account, Approval, ApprovalState, Storage};

pub(super) fn approvals_are_found_until_they_are_old(storage: &dyn Storage) {
    let approval = |id: &str, at: i64| Approval {
        id: id.to_owned(),
        account: "a".to_owned(),
        name: "김직원".to_owned(),
        action: "export_roster".to_owned(),
        subject: "xlsx".to_owned(),
        object: "엑셀 200곳".to_owned(),
        count: 200,
        reason: "총회".to_owned(),
        path: "/console/roster/export".to_owned(),
        form: "as=xlsx".to_owned(),
        at,
        state: ApprovalState::Waiting,
        decided_at: None,
        decided_by: String::new(),
        decided_name: String::new(),
        note: String::new(),
    };
    let (old, new) = (approval("1", 10), approval("2", 20));
    write(storage, |txn| {
        let (name, subject) = ("김직원".to_owned(), "1".to_owned());
        txn.put_account(&Account::new(
            "a".into(),
            "l".into(),
            Role::Staff,
            name,
            subject,
        ))?;
        txn.put_approval(&new)?;
        txn.put_approval(&old)
    });
    assert_eq!(read(storage, |txn| txn.approvals(0)), [old, new.clone()]);
    assert_eq!(
        read(storage, |txn| txn.approvals(20)).as_slice(),
        std::slice::from_ref(&new)
    );
    let decided = Approval {
        state: ApprovalState::Approved,
        decided_at: Some(30),
        decided_by: "b".to_owned(),
        decided_name: "이직원".to_owned(),
        note: "확인".to_owned(),
        ..new
    };
    write(storage, |txn| txn.put_approval(&decided));
    assert_eq!(read(storage, |txn| txn.approval("2")), Some(decided));
    write(storage, |txn| txn.forget_approvals(20));
    assert_eq!(read(storage, |txn| txn.approval("1")), None);
    assert!(read(storage, |txn| txn.approval("2")).is_some());
}
