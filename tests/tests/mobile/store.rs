//! What the stores are told.

use std::collections::BTreeSet;

use handbook_wire::right::{RIGHTS, Right};
use serde_json::Value as Json;

use super::xml::{Value, path, plist, text};

const META: &str = "store/fastlane/metadata";

fn privacy() -> Json {
    serde_json::from_str(&text("store/privacy.json")).unwrap()
}

#[test]
fn every_right_is_answered_for_and_both_stores_are_told_the_same() {
    let privacy = privacy();
    let told = |part: &str| privacy[part].as_array().unwrap().clone();
    let rights = |rows: &[Json]| -> Vec<String> {
        rows.iter()
            .filter_map(|row| row["right"].as_str().map(str::to_owned))
            .collect()
    };
    let (collected, kept) = (told("collected"), told("not_collected"));
    let mut answered = rights(&collected);
    answered.extend(rights(&kept));
    answered.sort();
    let mut all: Vec<String> = RIGHTS.iter().map(|r| format!("{:?}", r.right)).collect();
    all.sort();
    assert_eq!(answered, all);
    // Where a phone is stays on the phone: the app has no way to send it.
    assert!(rights(&kept).contains(&format!("{:?}", Right::Location)));

    let manifest = plist("src-tauri/gen/apple/PrivacyInfo.xcprivacy");
    let prefix = "NSPrivacyCollectedDataType";
    let apple: BTreeSet<String> = manifest
        .list("NSPrivacyCollectedDataTypes")
        .iter()
        .map(|row| {
            assert_eq!(
                row.get(&format!("{prefix}Tracking")),
                Some(&Value::Bool(false))
            );
            let kind = row.text(prefix).unwrap();
            kind.strip_prefix(prefix).unwrap().to_owned()
        })
        .collect();
    let labels: BTreeSet<String> = collected
        .iter()
        .map(|row| row["apple"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(apple, labels);
    assert_eq!(manifest.get("NSPrivacyTracking"), Some(&Value::Bool(false)));
    assert_eq!(privacy["tracking"], false);
    for row in &collected {
        for key in ["what", "google", "from"] {
            assert!(row[key].as_str().is_some_and(|text| !text.is_empty()));
        }
    }
}

#[test]
fn texts_fit_the_stores_and_name_every_right() {
    for (name, most) in [
        ("android/ko-KR/title.txt", 30),
        ("android/en-US/title.txt", 30),
        ("android/ko-KR/short_description.txt", 80),
        ("android/en-US/short_description.txt", 80),
        ("android/ko-KR/full_description.txt", 4000),
        ("android/en-US/full_description.txt", 4000),
        ("android/ko-KR/changelogs/default.txt", 500),
        ("android/en-US/changelogs/default.txt", 500),
        ("ko/name.txt", 30),
        ("en-US/name.txt", 30),
        ("ko/subtitle.txt", 30),
        ("en-US/subtitle.txt", 30),
        ("ko/keywords.txt", 100),
        ("en-US/keywords.txt", 100),
        ("ko/promotional_text.txt", 170),
        ("en-US/promotional_text.txt", 170),
        ("ko/description.txt", 4000),
        ("en-US/description.txt", 4000),
        ("ko/release_notes.txt", 4000),
        ("en-US/release_notes.txt", 4000),
        ("review_information/notes.txt", 4000),
    ] {
        let text = text(&format!("{META}/{name}"));
        let length = text.trim_end().chars().count();
        assert!((1..=most).contains(&length), "{name}: {length}");
    }
    for store in ["ko/keywords.txt", "en-US/keywords.txt"] {
        let words = text(&format!("{META}/{store}"));
        assert!(words.contains("한국전기공업협동조합"), "{store}");
    }
    for (name, is_korean) in [
        ("android/ko-KR/full_description.txt", true),
        ("ko/description.txt", true),
        ("android/en-US/full_description.txt", false),
        ("en-US/description.txt", false),
    ] {
        let text = text(&format!("{META}/{name}"));
        for right in RIGHTS {
            let (what, why) = match is_korean {
                true => (right.name.ko, right.why.ko),
                false => (right.name.en, right.why.en),
            };
            assert!(
                text.contains(&format!("· {what}: {why}\n")),
                "{name}: {what}"
            );
        }
    }
}

#[test]
fn no_secret_and_no_file_of_one_lies_in_the_projects() {
    let mut folders = vec![
        path("store"),
        path("src-tauri/gen/android"),
        path("src-tauri/gen/apple"),
    ];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap().path();
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let ending = entry.extension().and_then(|ending| ending.to_str());
            let secret = [
                "jks",
                "keystore",
                "p12",
                "p8",
                "pem",
                "mobileprovision",
                "cer",
            ];
            assert!(
                !ending.is_some_and(|ending| secret.contains(&ending)),
                "{}",
                entry.display()
            );
        }
    }
    assert!(!path("src-tauri/gen/android/app/google-services.json").exists());
}
