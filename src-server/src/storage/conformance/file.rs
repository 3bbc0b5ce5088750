use handbook_wire::entity::Kind;

use super::{read, write};
use crate::storage::{Storage, StoredFile, Upload};

fn file(hash: &str, unlisted_since: i64) -> StoredFile {
    StoredFile {
        hash: hash.to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: 3_000_000_000,
        picture: None,
        unlisted_since,
    }
}

pub fn files_and_who_lists_them(storage: &dyn Storage) {
    write(storage, |txn| {
        txn.put_file(&file("a", 10))?;
        txn.put_file(&file("b", 10))?;
        txn.put_file(&file("c", 30))?;
        txn.set_file_references(Kind::Note, "1", &["a", "a"], 11)?;
        txn.set_file_references(Kind::Note, "2", &["a", "x"], 12)
    });
    read(storage, |txn| {
        assert_eq!(txn.file("a")?, Some(file("a", 10)));
        assert_eq!(txn.file("x")?, None);
        let mut lists = txn.file_references("a")?;
        lists.sort();
        assert_eq!(lists, [(Kind::Note, "1".into()), (Kind::Note, "2".into())]);
        assert_eq!(txn.unlisted_files(20)?, ["b"]);
        Ok(())
    });
    // Let go by one record, it is still listed by the other; then by none, and from then on.
    write(storage, |txn| {
        txn.set_file_references(Kind::Note, "1", &[], 100)
    });
    assert_eq!(read(storage, |txn| txn.unlisted_files(90)), ["b", "c"]);
    write(storage, |txn| {
        txn.set_file_references(Kind::Note, "2", &["c"], 200)
    });
    assert_eq!(read(storage, |txn| txn.unlisted_files(200)), ["b"]);
    assert_eq!(read(storage, |txn| txn.unlisted_files(201)), ["a", "b"]);
    write(storage, |txn| txn.remove_file("b"));
    assert_eq!(read(storage, |txn| txn.file("b")), None);
}

pub fn uploads(storage: &dyn Storage) {
    let upload = |id: &str, account: &str, at| Upload {
        id: id.to_owned(),
        account: account.to_owned(),
        hash: format!("hash {id}"),
        name: "총회.pdf".to_owned(),
        bytes: 7,
        at,
        done: None,
    };
    let done = Upload {
        done: Some("{}".to_owned()),
        at: 50,
        ..upload("2", "7", 0)
    };
    write(storage, |txn| {
        for one in [
            upload("1", "7", 10),
            upload("2", "7", 20),
            upload("3", "8", 30),
        ] {
            txn.put_upload(&one)?;
        }
        txn.put_upload(&done)
    });
    read(storage, |txn| {
        assert_eq!(txn.upload("2")?, Some(done.clone()));
        assert_eq!(txn.uploads_of("7")?, [upload("1", "7", 10), done.clone()]);
        assert_eq!(txn.uploads_before(31)?.len(), 2);
        Ok(())
    });
    write(storage, |txn| txn.remove_upload("1"));
    assert_eq!(read(storage, |txn| txn.upload("1")), None);
}
