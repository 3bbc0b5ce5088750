//! The audit log: who saw or changed what, each line sealed together with all lines before it.
//!
//! A seal is an HMAC by the server's secret, which is not in the database: whoever can write to the
//! database alone can neither change a line nor take one out, be it the last, without being found.

use std::net::IpAddr;
use std::path::Path;

use serde::Serialize;

use super::super::secret::Secret;
use crate::storage::{
    AuditEnd, AuditEntry, AuditMark, Head, Storage, StorageError, StorageTxn, StorageWrite,
};

/// Who does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Account, empty for the command line.
    pub account: String,
    /// Name for people.
    pub name: String,
    /// By which way, and from which network address: `console 203.0.113.9`, `app 203.0.113.9`, `cli`.
    pub origin: String,
}

/// By which way something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The office's pages.
    Console,
    /// The app.
    App,
    /// The server's command line.
    Cli,
}

impl Way {
    /// Every way.
    pub const ALL: [Way; 3] = [Way::Console, Way::App, Way::Cli];

    /// Its stable name, which an origin begins with.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Way::Console => "console",
            Way::App => "app",
            Way::Cli => "cli",
        }
    }

    /// Its name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Way::Console => "콘솔",
            Way::App => "앱",
            Way::Cli => "명령줄",
        }
    }

    /// An origin: this way, from `address` where one is known.
    #[must_use]
    pub fn origin(self, address: Option<IpAddr>) -> String {
        match address {
            Some(address) => format!("{} {address}", self.as_str()),
            None => self.as_str().to_owned(),
        }
    }
}

impl Actor {
    /// Whoever has a shell on the server.
    #[must_use]
    pub fn command_line() -> Self {
        Self {
            account: String::new(),
            name: "서버 명령줄".to_owned(),
            origin: Way::Cli.as_str().to_owned(),
        }
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident $name:literal $title:literal,)*) => {
        /// What can be done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        pub enum Action { $($(#[$doc])* $action,)* }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Action] = &[$(Action::$action,)*];

            /// Its stable name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Action::$action => $name,)* }
            }

            /// Its name for people.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Action::$action => $title,)* }
            }
        }
    };
}

actions! {
    /// Somebody came in with password and code.
    LogIn "log_in" "로그인",
    /// A session of one's own was ended.
    EndSession "end_session" "로그인 끝내기",
    /// Roles in the console were set.
    SetRoles "set_roles" "권한 정하기",
    /// A person was vouched for.
    Vouch "vouch" "기기 확인해 주기",
    /// The change requests that wait were looked at.
    ReadChanges "read_changes" "변경 신청 보기",
    /// Fields of a change request were decided on.
    DecideChange "decide_change" "변경 신청 결정",
    /// The applications that wait were looked at.
    ReadSignUps "read_sign_ups" "가입 신청 보기",
    /// An application was decided on.
    DecideSignUp "decide_sign_up" "가입 신청 결정",
    /// Companies were looked for in the roster.
    ListCompanies "list_companies" "명부 찾기",
    /// A company was looked at, its numbers masked.
    ReadCompany "read_company" "회사 보기",
    /// The numbers of a company were shown.
    ShowNumbers "show_numbers" "번호 보기",
    /// A company was changed.
    EditCompany "edit_company" "회사 고치기",
    /// A company was added.
    AddCompany "add_company" "회사 더하기",
    /// Two records of one company were made one.
    MergeCompanies "merge_companies" "회사 합치기",
    /// An officer was added, changed or taken out.
    EditOfficer "edit_officer" "임원 고치기",
    /// A member of staff was added, changed or taken out.
    EditStaff "edit_staff" "조합직원 고치기",
    /// A roster was uploaded and compared.
    UploadRoster "upload_roster" "명부 올리기",
    /// What an uploaded roster would change was looked at.
    ReadUpload "read_upload" "올린 명부 보기",
    /// An uploaded roster was taken over.
    ApplyRoster "apply_roster" "명부 가져오기",
    /// An uploaded roster was taken back.
    UndoRoster "undo_roster" "명부 되돌리기",
    /// Companies were taken along.
    ExportRoster "export_roster" "명부 내려받기",
    /// The audit log was looked at.
    ReadAudit "read_audit" "기록 보기",
    /// The audit log was taken along.
    ExportAudit "export_audit" "기록 내려받기",
    /// Accounts were looked at.
    ReadAccounts "read_accounts" "계정 보기",
    /// A number that is masked otherwise was shown.
    ShowPhone "show_phone" "번호 보기",
    /// An invitation was put in the place of a password.
    Invite "invite" "초대",
    /// A password was set at the counter.
    Activate "activate" "비밀번호 정해 주기",
    /// An account was locked.
    LockAccount "lock_account" "계정 정지",
    /// An account was unlocked.
    UnlockAccount "unlock_account" "정지 풀기",
    /// An authenticator app was taken from an account.
    ResetSecondFactor "reset_second_factor" "인증 앱 해제",
    /// A session of another's was ended.
    EndDevice "end_device" "기기 로그아웃",
    /// The roster was sent to a device of staff.
    TakeRoster "take_roster" "앱으로 명부 받기",
    /// A roster file was taken over.
    Import "import" "명부 가져오기",
    /// Who has read a post was looked at.
    ReadReaders "read_readers" "읽음 현황 보기",
    /// Who answered an event or voted was looked at.
    ReadAnswers "read_answers" "답과 출석 보기",
    /// A post was saved, published, withdrawn or thrown away.
    EditPost "edit_post" "소식 쓰기",
    /// Those who have not read a post were reminded.
    RemindReaders "remind_readers" "안 읽은 조합원에게 알림",
    /// The key of membership cards was changed.
    RotateCardKey "rotate_card_key" "조합원증 열쇠 바꾸기",
    /// Somebody else's approval was asked for.
    AskApproval "ask_approval" "승인 요청",
    /// Something that somebody else asked for was approved or refused.
    DecideApproval "decide_approval" "승인 결정",
    /// Everything was taken along, encrypted.
    Backup "backup" "백업",
    /// Everything was put back as it was at the time of a backup.
    Restore "restore" "복원",
}

/// Something done, on its way into the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// What.
    pub action: Action,
    /// To what, for people.
    pub object: String,
    /// What else there is to say.
    pub detail: String,
}

impl Deed {
    /// A deed without anything else to say.
    #[must_use]
    pub fn new(action: Action, object: impl Into<String>) -> Self {
        Self {
            action,
            object: object.into(),
            detail: String::new(),
        }
    }

    /// The same with something else to say.
    #[must_use]
    pub fn with(self, detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            ..self
        }
    }
}

/// What [`Book::check`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every seal is right.
    Sound {
        /// Lines that were checked.
        lines: u64,
        /// The newest line.
        newest: u64,
    },
    /// Something is not as it was written.
    Broken {
        /// The first line that is wrong or missing.
        line: u64,
    },
}

/// Writes and checks the audit log.
pub struct Book(Secret);

impl Book {
    /// With the secret in the file at `secret`, made if it is not there.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn open(secret: &Path) -> Result<Self, StorageError> {
        Secret::load(secret).map(Self)
    }

    /// Adds a line.
    ///
    /// # Errors
    /// [`StorageError`], also when the end of the log is not where it was left: then nothing is done,
    /// rather than without a trace.
    pub fn write(
        &self,
        txn: &mut dyn StorageWrite,
        now: i64,
        actor: &Actor,
        deed: &Deed,
    ) -> Result<(), StorageError> {
        let (last, seal) = self.end(txn, AuditEnd::Newest)?;
        let mut entry = AuditEntry {
            id: last + 1,
            at: now,
            origin: actor.origin.clone(),
            account: actor.account.clone(),
            name: actor.name.clone(),
            action: deed.action.as_str().to_owned(),
            object: deed.object.clone(),
            detail: deed.detail.clone(),
            seal: Vec::new(),
        };
        entry.seal = self.seal(&seal, &entry)?;
        txn.add_audit(&entry)?;
        self.mark(txn, AuditEnd::Newest, entry.id, entry.seal)
    }

    /// Forgets the lines that are older than `before` and have only older ones before them.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn forget(&self, txn: &mut dyn StorageWrite, before: i64) -> Result<(), StorageError> {
        match txn.last_audit(Some(before))? {
            Some((id, seal)) => self.mark(txn, AuditEnd::Oldest, id, seal),
            None => Ok(()),
        }
    }

    /// Looks at every line.
    ///
    /// # Errors
    /// [`StorageError`] when it can't be looked at; what is wrong in it is a [`Verdict`].
    pub fn check(&self, storage: &dyn Storage) -> Result<Verdict, StorageError> {
        storage.reading(|txn| {
            let Ok((mut last, mut seal)) = self.end(txn, AuditEnd::Oldest) else {
                return Ok(Verdict::Broken { line: 0 });
            };
            let (begin, mut broken) = (last, None);
            txn.each_audit(last, &mut |entry| {
                if broken.is_some() {
                    return Ok(());
                }
                if entry.id != last + 1 || self.seal(&seal, &entry)? != entry.seal {
                    broken = Some(last + 1);
                }
                last = entry.id;
                seal = entry.seal;
                Ok(())
            })?;
            if let Some(line) = broken {
                return Ok(Verdict::Broken { line });
            }
            // A log whose last lines were cut off is sound as far as it goes.
            match self.end(txn, AuditEnd::Newest) {
                Ok(end) if end == (last, seal) => Ok(Verdict::Sound {
                    lines: last - begin,
                    newest: last,
                }),
                _ => Ok(Verdict::Broken { line: last + 1 }),
            }
        })
    }

    /// Where the log ends on one side, and the seal there.
    fn end<T: StorageTxn + ?Sized>(
        &self,
        txn: &T,
        end: AuditEnd,
    ) -> Result<(u64, Vec<u8>), StorageError> {
        match txn.audit_mark(end)? {
            Some(mark) if mark.proof == self.proof(end, mark.id, &mark.seal) => {
                Ok((mark.id, mark.seal))
            }
            Some(_) => Err(StorageError::Corrupt("접속기록")),
            None => Ok((0, Vec::new())),
        }
    }

    fn mark(
        &self,
        txn: &mut dyn StorageWrite,
        end: AuditEnd,
        id: u64,
        seal: Vec<u8>,
    ) -> Result<(), StorageError> {
        let proof = self.proof(end, id, &seal);
        txn.set_audit_mark(end, &AuditMark { id, seal, proof })
    }

    fn seal(&self, before: &[u8], entry: &AuditEntry) -> Result<Vec<u8>, StorageError> {
        let AuditEntry {
            id,
            at,
            origin,
            account,
            name,
            action,
            object,
            detail,
            seal: _,
        } = entry;
        // JSON keeps the fields apart: no two entries are written alike.
        let line = serde_json::to_vec(&(id, at, origin, account, name, action, object, detail))
            .map_err(|_| StorageError::Corrupt("접속기록"))?;
        Ok(self.0.mac("audit line", &[before, &line].concat()))
    }

    fn proof(&self, end: AuditEnd, id: u64, seal: &[u8]) -> Vec<u8> {
        let context = match end {
            AuditEnd::Oldest => "audit oldest",
            AuditEnd::Newest => "audit newest",
        };
        self.0.mac(context, &[&id.to_be_bytes(), seal].concat())
    }
}

/// A storage whose every writing transaction has a line of the audit log in it: what is done and that
/// it was done are there together or not at all.
pub struct Audited<'a> {
    /// The storage itself.
    pub storage: &'a dyn Storage,
    /// Writes the line.
    pub book: &'a Book,
    /// The time.
    pub now: i64,
    /// Who does it.
    pub actor: &'a Actor,
    /// What is done.
    pub deed: Deed,
}

impl Storage for Audited<'_> {
    fn read(&self) -> Result<Box<dyn StorageTxn + '_>, StorageError> {
        self.storage.read()
    }

    fn write(&self) -> Result<Box<dyn StorageWrite + '_>, StorageError> {
        let mut txn = self.storage.write()?;
        self.book
            .write(&mut *txn, self.now, self.actor, &self.deed)?;
        txn.set_author(&self.actor.account, &self.actor.name);
        Ok(txn)
    }

    fn head(&self) -> Result<Head, StorageError> {
        self.storage.head()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::sqlite::{Sqlite, tamper};

    fn deed(n: u64) -> Deed {
        Deed::new(Action::SetRoles, format!("김직원 {n}")).with("관리자")
    }

    fn written(folder: &Path, lines: u64) -> (Sqlite, Book) {
        let storage = Sqlite::open(&folder.join("a.db")).unwrap();
        let book = Book::open(&folder.join("secret")).unwrap();
        for n in 1..=lines {
            let storage: &dyn Storage = &storage;
            storage
                .writing(|txn| {
                    book.write(txn, n.cast_signed() * 10, &Actor::command_line(), &deed(n))
                })
                .unwrap();
        }
        (storage, book)
    }

    #[test]
    fn a_log_is_sound_until_any_byte_of_it_is_another() {
        for (change, line) in [
            ("UPDATE audit SET at = at + 1 WHERE id = 3", 3),
            ("UPDATE audit SET origin = '1' WHERE id = 3", 3),
            ("UPDATE audit SET account = 'x' WHERE id = 3", 3),
            ("UPDATE audit SET name = '김직웜' WHERE id = 3", 3),
            ("UPDATE audit SET action = 'log_im' WHERE id = 3", 3),
            ("UPDATE audit SET object = object || ' ' WHERE id = 3", 3),
            ("UPDATE audit SET detail = '열람' WHERE id = 3", 3),
            ("UPDATE audit SET seal = zeroblob(32) WHERE id = 3", 3),
            ("DELETE FROM audit WHERE id = 3", 3),
            ("DELETE FROM audit WHERE id = 5", 5),
            ("DELETE FROM audit", 1),
            ("UPDATE audit_mark SET id = 4", 6),
            (
                "DELETE FROM audit; DELETE FROM audit_mark; \
              INSERT INTO audit_mark VALUES ('oldest', 9, x'00', x'00')",
                0,
            ),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let (storage, book) = written(folder.path(), 5);
            let sound = Verdict::Sound {
                lines: 5,
                newest: 5,
            };
            assert_eq!(book.check(&storage).unwrap(), sound);
            let unlocked =
                format!("DROP TRIGGER audit_stays; DROP TRIGGER audit_is_kept; {change}");
            tamper(&folder.path().join("a.db"), &unlocked).unwrap();
            assert_eq!(
                book.check(&storage).unwrap(),
                Verdict::Broken { line },
                "{change}"
            );
        }
    }

    #[test]
    fn a_line_can_not_be_changed_by_mistake_and_another_secret_finds_nothing_right() {
        let folder = tempfile::tempdir().unwrap();
        let (storage, book) = written(folder.path(), 2);
        for change in ["UPDATE audit SET at = 1", "DELETE FROM audit WHERE id = 2"] {
            assert!(tamper(&folder.path().join("a.db"), change).is_err());
        }
        assert!(matches!(
            book.check(&storage).unwrap(),
            Verdict::Sound { .. }
        ));
        let other = Book::open(&folder.path().join("other")).unwrap();
        assert_eq!(other.check(&storage).unwrap(), Verdict::Broken { line: 1 });
    }

    #[test]
    fn what_is_old_is_forgotten_and_the_rest_is_still_sound() {
        let folder = tempfile::tempdir().unwrap();
        let (storage, book) = written(folder.path(), 5);
        let forget = |before| {
            let storage: &dyn Storage = &storage;
            storage.writing(|txn| book.forget(txn, before)).unwrap();
        };
        forget(0);
        forget(35);
        let sound = Verdict::Sound {
            lines: 2,
            newest: 5,
        };
        assert_eq!(book.check(&storage).unwrap(), sound);
        forget(1000);
        let sound = Verdict::Sound {
            lines: 0,
            newest: 5,
        };
        assert_eq!(book.check(&storage).unwrap(), sound);
    }

    #[test]
    fn what_fails_leaves_no_line() {
        let folder = tempfile::tempdir().unwrap();
        let (storage, book) = written(folder.path(), 1);
        let actor = Actor::command_line();
        let audited: &dyn Storage = &Audited {
            storage: &storage,
            book: &book,
            now: 5,
            actor: &actor,
            deed: deed(2),
        };
        audited
            .writing::<(), _>(|_| Err(StorageError::Busy))
            .unwrap_err();
        let lines = |lines| Verdict::Sound {
            lines,
            newest: lines,
        };
        assert_eq!(book.check(&storage).unwrap(), lines(1));
        audited.writing::<_, StorageError>(|_| Ok(())).unwrap();
        assert_eq!(book.check(&storage).unwrap(), lines(2));
    }
}
