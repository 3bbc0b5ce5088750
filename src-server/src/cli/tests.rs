use std::path::Path;

use serde_json::Value;

use super::*;

struct Ran {
    code: u8,
    output: String,
    error: String,
}

fn run_in(folder: &Path, args: &[&str], input: &str) -> Ran {
    let (mut output, mut error) = (Vec::new(), Vec::new());
    let data = folder.join("data").display().to_string();
    let code = run(
        std::iter::once("handbook-server").chain(args.iter().copied()),
        [("HANDBOOK_SERVER_DATA_DIR".to_owned(), data)],
        &mut Streams {
            input: &mut input.as_bytes(),
            output: &mut output,
            error: &mut error,
        },
    );
    Ran {
        code,
        output: String::from_utf8(output).unwrap(),
        error: String::from_utf8(error).unwrap(),
    }
}

fn roster(folder: &Path, companies: u32) -> String {
    use std::fmt::Write;
    let path = folder.join(format!("roster{companies}.csv"));
    let mut text = "조합원번호,회사명,대표자,휴대폰\n".to_owned();
    for n in 1..=companies {
        let _ = writeln!(text, "{n:04},한빛{n},홍길동,010-0000-{n:04}");
    }
    text.push_str("9999,,이름없음,010-0000-9999\n");
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn import_reports_applies_and_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let (all, few) = (roster(folder.path(), 30), roster(folder.path(), 3));
    let import = |args: &[&str]| run_in(folder.path(), &[&["import"], args].concat(), "");

    let dry = import(&[&all]);
    assert_eq!(dry.code, 0, "{}", dry.error);
    assert!(
        dry.output.contains("새로 30") && dry.output.contains("--apply"),
        "{}",
        dry.output
    );
    assert!(dry.output.contains("32행 [회사명]"), "{}", dry.output);

    for (expected, revision) in [([30, 0, 0, 0], 1), ([0, 0, 30, 0], 1)] {
        let applied = import(&[&all, "--apply", "--json"]);
        let report: Value = serde_json::from_str(&applied.output).unwrap();
        let counts = ["new", "changed", "unchanged", "missing"].map(|name| &report["rows"][name]);
        assert_eq!(counts, expected);
        assert_eq!(report["revision"], revision);
        let fault = &report["faults"][0];
        assert_eq!(
            (&fault["row"], &fault["column"]),
            (&32.into(), &"회사명".into())
        );
        assert!(fault["reason"].is_string() && fault["advice"].is_string());
    }
    let refused = import(&[&few, "--apply"]);
    assert_eq!((refused.code, refused.output.as_str()), (3, ""));
    assert!(
        refused.error.contains("--allow-removals"),
        "{}",
        refused.error
    );
    assert_eq!(import(&[&few, "--apply", "--allow-removals"]).code, 0);

    let bomb = folder.path().join("no.xlsx");
    std::fs::write(&bomb, [0u8; 100]).unwrap();
    assert_eq!(import(&[&bomb.display().to_string()]).code, 2);
    assert_eq!(import(&["없는 파일.xlsx"]).code, 2);
}

#[test]
fn accounts_are_activated_listed_and_locked() {
    let folder = tempfile::tempdir().unwrap();
    let file = roster(folder.path(), 2);
    assert_eq!(
        run_in(folder.path(), &["import", &file, "--apply"], "").code,
        0
    );
    let account =
        |args: &[&str], input: &str| run_in(folder.path(), &[&["account"], args].concat(), input);
    let activate = ["activate", "010-0000-0001", "--password-stdin"];
    let weak = account(&activate, "Kemc0001!\n");
    assert_eq!(weak.code, 1);
    assert!(
        !weak.error.contains("Kemc") && weak.error.contains("비밀번호"),
        "{}",
        weak.error
    );
    assert_eq!(account(&activate, "Hanbit-77\n").code, 0);
    assert_eq!(account(&activate[..2], "").code, 64);
    assert_eq!(
        account(&["activate", "nobody", "--password-stdin"], "Hanbit-77").code,
        1
    );
    assert_eq!(account(&["suspend", "01000000002"], "").code, 0);
    let list: Value = serde_json::from_str(&account(&["list", "--json"], "").output).unwrap();
    assert_eq!(
        (&list[0]["active"], &list[0]["locked"]),
        (&true.into(), &false.into())
    );
    assert_eq!(
        (&list[1]["active"], &list[1]["locked"]),
        (&false.into(), &true.into())
    );
    assert_eq!(account(&["restore", "01000000002"], "").code, 0);
    assert!(
        account(&["list"], "")
            .output
            .contains("01000000002\t조합원사\t처음")
    );
}

#[test]
fn staff_get_roles_in_the_console_and_the_log_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("staff.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("조합직원").unwrap();
    for (row, cells) in [["이름", "부서", "아이디"], ["김직원", "사무국", "kim"]]
        .iter()
        .enumerate()
    {
        for (column, cell) in (0..).zip(cells) {
            let row = u32::try_from(row).unwrap();
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    book.save(&path).unwrap();
    let file = path.display().to_string();
    let run = |args: &[&str]| run_in(folder.path(), args, "");
    assert_eq!(run(&["import", &file, "--apply"]).code, 0);
    assert!(
        run(&["console", "list"])
            .output
            .contains("kim\t김직원\t권한 없음")
    );
    assert_eq!(run(&["console", "set", "nobody", "관리자"]).code, 1);
    assert_eq!(run(&["console", "set", "kim", "왕"]).code, 1);
    assert_eq!(run(&["console", "set", "kim", "관리자,명부"]).code, 0);
    assert!(run(&["console", "list"]).output.contains("관리자, 명부"));
    let last = run(&["console", "set", "kim", "열람"]);
    assert!(
        last.code == 1 && last.error.contains("관리자가 한 사람은"),
        "{}",
        last.error
    );
    let sound = run(&["console", "check-audit"]);
    assert!(
        sound.code == 0 && sound.output.contains("2줄"),
        "{}",
        sound.output
    );
    let database = folder.path().join("data/handbook.db");
    let tampered = "DROP TRIGGER audit_stays; UPDATE audit SET detail = '관리자'";
    crate::storage::sqlite::tamper(&database, tampered).unwrap();
    let broken = run(&["console", "check-audit"]);
    assert!(
        broken.code == 1 && broken.error.contains("1번 줄"),
        "{}",
        broken.error
    );
}

#[test]
fn the_rest_of_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| run_in(folder.path(), args, "");
    assert_eq!(run(&["fly"]).code, 64);
    assert_eq!(run(&["--help"]).code, 0);
    assert!(run(&["openapi"]).output.contains("/v1/sync/pull"));
    assert!(
        run(&["check-config"])
            .output
            .contains("한국전기공업협동조합")
    );
    let path = folder.path().join("c.toml");
    std::fs::write(&path, "listen = 'x'").unwrap();
    let wrong = run(&["check-config", "--config", &path.display().to_string()]);
    assert!(
        wrong.code == 1 && wrong.error.contains("listen"),
        "{}",
        wrong.error
    );
}

#[test]
fn what_is_done_on_the_command_line_is_written_down() {
    let folder = tempfile::tempdir().unwrap();
    let file = roster(folder.path(), 3);
    let run = |args: &[&str]| run_in(folder.path(), args, "");
    assert_eq!(run(&["import", &file]).code, 0, "a dry run leaves no line");
    assert_eq!(run(&["import", &file, "--apply"]).code, 0);
    for args in [
        &["account", "list"][..],
        &["account", "invite", "010-0000-0001"],
        &["account", "vouch", "010-0000-0001"],
        &["account", "suspend", "010-0000-0002"],
        &["account", "restore", "010-0000-0002"],
        &["sign-up", "list"],
        &["change-request", "list"],
        &["card-key", "rotate"],
    ] {
        let ran = run(args);
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.error);
    }
    assert_eq!(run(&["account", "invite", "nobody"]).code, 1);
    let path = folder.path().join("data/handbook.db");
    let storage = crate::storage::sqlite::Sqlite::open(&path).unwrap();
    let storage: &dyn crate::storage::Storage = &storage;
    let lines = storage.reading(|txn| txn.audit(&crate::storage::AuditFilter::default(), 100));
    let mut lines = lines.map_err(|error: StorageError| error).unwrap();
    lines.reverse();
    assert!(lines.iter().all(|line| line.origin == "cli"));
    let said: Vec<_> = lines
        .iter()
        .map(|line| (line.action.as_str(), line.object.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("import", "roster3.csv"),
            ("read_accounts", "3개"),
            ("invite", "한빛1 · 홍길동"),
            ("vouch", "한빛1 · 홍길동"),
            ("lock_account", "한빛2 · 홍길동"),
            ("unlock_account", "한빛2 · 홍길동"),
            ("read_sign_ups", "0건"),
            ("read_changes", "0건"),
            ("rotate_card_key", "조합원증"),
        ]
    );
}
