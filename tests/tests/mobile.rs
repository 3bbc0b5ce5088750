//! The phones' projects and the stores' material against the table of rights and against each other.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at a file that is not there or can't be read"
)]

#[path = "mobile/native.rs"]
mod native;
#[path = "mobile/store.rs"]
mod store;
#[path = "mobile/xml.rs"]
mod xml;

use std::collections::{BTreeMap, BTreeSet};

use handbook_wire::app_link::SCHEME;
use handbook_wire::right::{OPTIONAL_FEATURES, Permission, Purpose, RIGHTS, permissions};

use xml::{Value, android, only, parse, path, plist, strings, text};

const MANIFEST: &str = "src-tauri/gen/android/app/src/main/AndroidManifest.xml";
const RESOURCES: &str = "src-tauri/gen/android/app/src/main/res";
const APPLE: &str = "src-tauri/gen/apple";

fn purposes() -> impl Iterator<Item = &'static Purpose> {
    RIGHTS.iter().flat_map(|right| right.ios.iter())
}

fn config() -> serde_json::Value {
    serde_json::from_str(&text("src-tauri/tauri.conf.json")).unwrap()
}

#[test]
fn android_declares_what_the_table_says_and_no_more() {
    let manifest = text(MANIFEST);
    let manifest = parse(MANIFEST, &manifest);
    let declared: BTreeSet<(String, Option<u8>)> = manifest
        .descendants()
        .filter(|node| node.has_tag_name("uses-permission"))
        .filter(|node| {
            node.attribute(("http://schemas.android.com/tools", "node")) != Some("remove")
        })
        .map(|node| {
            let until = android(node, "maxSdkVersion").map(|until| until.parse().unwrap());
            (android(node, "name").unwrap().to_owned(), until)
        })
        .collect();
    let expected = permissions()
        .map(|Permission { name, until }| (name.to_owned(), until))
        .collect();
    assert_eq!(declared, expected);
}

#[test]
fn no_phone_is_refused_for_a_part_that_it_lacks() {
    let manifest = text(MANIFEST);
    let manifest = parse(MANIFEST, &manifest);
    let mut declared = BTreeSet::new();
    for node in manifest.descendants() {
        if node.has_tag_name("uses-feature") {
            assert_eq!(android(node, "required"), Some("false"), "{node:?}");
            declared.insert(android(node, "name").unwrap());
        }
    }
    assert_eq!(declared, BTreeSet::from(OPTIONAL_FEATURES));
}

#[test]
fn ios_asks_in_the_words_of_the_table_in_both_languages() {
    let korean: BTreeMap<&str, &str> = purposes().map(|p| (p.key, p.text.ko)).collect();
    for name in [
        "src-tauri/Info.ios.plist".to_owned(),
        format!("{APPLE}/handbook-app_iOS/Info.plist"),
    ] {
        let list = plist(&name);
        let keys = list.keys().into_iter();
        let said: BTreeMap<&str, &str> = keys
            .filter(|key| key.ends_with("UsageDescription"))
            .map(|key| (key, list.text(key).unwrap()))
            .collect();
        assert_eq!(said, korean, "{name}");
    }
    for (language, of) in [
        (
            "ko",
            (|p: &Purpose| p.text.ko) as fn(&Purpose) -> &'static str,
        ),
        ("en", |p: &Purpose| p.text.en),
    ] {
        let mut said = strings(&format!(
            "{APPLE}/handbook-app_iOS/{language}.lproj/InfoPlist.strings"
        ));
        assert!(said.remove("CFBundleDisplayName").is_some());
        let expected = purposes().map(|p| (p.key.to_owned(), of(p).to_owned()));
        assert_eq!(said, expected.collect::<BTreeMap<_, _>>(), "{language}");
    }
    let project = text(&format!("{APPLE}/project.yml"));
    for Purpose { key, text } in purposes() {
        assert!(project.contains(&format!("{key}: {}\n", text.ko)), "{key}");
    }
}

#[test]
fn nothing_is_backed_up_or_sent_in_the_clear_and_no_release_can_be_debugged() {
    let manifest = text(MANIFEST);
    let manifest = parse(MANIFEST, &manifest);
    let application = only(&manifest, "application");
    assert_eq!(android(application, "allowBackup"), Some("false"));
    assert_eq!(android(application, "debuggable"), None);
    let rules = |attribute: &str| {
        let name = android(application, attribute).and_then(|at| at.strip_prefix("@xml/"));
        format!("{RESOURCES}/xml/{}.xml", name.unwrap())
    };

    // Every place that Android knows is left out, each time that it copies something.
    let places = ["root", "file", "database", "sharedpref", "external"];
    for (attribute, parts) in [
        (
            "dataExtractionRules",
            &["cloud-backup", "device-transfer"][..],
        ),
        ("fullBackupContent", &["full-backup-content"]),
    ] {
        let name = rules(attribute);
        let text = text(&name);
        let document = parse(&name, &text);
        for part in parts {
            let part = only(&document, part);
            assert!(!part.children().any(|node| node.has_tag_name("include")));
            let excluded: BTreeSet<&str> = part
                .children()
                .filter(|node| node.has_tag_name("exclude"))
                .map(|node| {
                    assert_eq!(node.attribute("path"), None, "only a part is left out");
                    node.attribute("domain").unwrap()
                })
                .collect();
            assert!(places.iter().all(|place| excluded.contains(place)));
        }
    }

    let name = rules("networkSecurityConfig");
    let network = text(&name);
    assert!(!network.contains("cleartextTrafficPermitted=\"true\""));
    let document = parse(&name, &network);
    let base = only(&document, "base-config");
    assert_eq!(base.attribute("cleartextTrafficPermitted"), Some("false"));
    assert!(
        base.descendants()
            .all(|node| node.attribute("src") != Some("user")),
        "only a debug build trusts what its owner has installed"
    );

    let gradle = text("src-tauri/gen/android/app/build.gradle.kts");
    let (_, release) = gradle.split_once("getByName(\"release\")").unwrap();
    assert!(release.contains("isDebuggable = false"));
    let info = plist(&format!("{APPLE}/handbook-app_iOS/Info.plist"));
    let transport = info.get("NSAppTransportSecurity").unwrap();
    assert_eq!(
        transport,
        &Value::Map(BTreeMap::from([(
            "NSAllowsArbitraryLoads".to_owned(),
            Value::Bool(false)
        )]))
    );
    let activity = "src-tauri/gen/android/app/src/main/java/kr/or/kemc/handbook/MainActivity.kt";
    assert!(text(activity).contains("FLAG_SECURE"));
}

#[test]
fn what_other_apps_may_start_or_read_is_this_and_no_more() {
    let manifest = text(MANIFEST);
    let manifest = parse(MANIFEST, &manifest);
    for node in manifest.descendants() {
        if let Some(exported) = android(node, "exported") {
            let name = android(node, "name");
            assert_eq!(
                exported == "true",
                name == Some(".MainActivity"),
                "{name:?}"
            );
        }
    }
    let schemes: BTreeSet<&str> = only(&manifest, "activity")
        .descendants()
        .filter(|node| node.has_tag_name("data"))
        .filter_map(|node| android(node, "scheme"))
        .collect();
    assert_eq!(schemes, BTreeSet::from([SCHEME]));

    let info = plist(&format!("{APPLE}/handbook-app_iOS/Info.plist"));
    let [types] = info.list("CFBundleURLTypes") else {
        panic!("one kind of link")
    };
    assert_eq!(
        types.list("CFBundleURLSchemes"),
        [Value::Text(SCHEME.to_owned())]
    );
    let links = &config()["plugins"]["deep-link"];
    assert_eq!(links["desktop"]["schemes"], serde_json::json!([SCHEME]));
    assert_eq!(links["mobile"][0]["scheme"], serde_json::json!([SCHEME]));

    let name = format!("{RESOURCES}/xml/file_paths.xml");
    let paths = text(&name);
    let paths = parse(&name, &paths);
    let lent: BTreeSet<&str> = only(&paths, "paths")
        .children()
        .filter(roxmltree::Node::is_element)
        .map(|node| node.tag_name().name())
        .collect();
    assert_eq!(lent, BTreeSet::from(["cache-path", "external-files-path"]));
}

#[test]
fn name_and_identifier_are_the_same_everywhere() {
    let config = config();
    let name = config["productName"].as_str().unwrap();
    let id = config["identifier"].as_str().unwrap();
    let file = format!("{RESOURCES}/values/strings.xml");
    let words = text(&file);
    let words = parse(&file, &words);
    let of = |key: &str| {
        let mut all = words.descendants();
        let found = all.find(|node| node.attribute("name") == Some(key));
        found.and_then(|node| node.text()).unwrap().to_owned()
    };
    assert_eq!(of("app_name"), name);
    assert_eq!(of("main_activity_title"), name);
    let gradle = text("src-tauri/gen/android/app/build.gradle.kts");
    assert!(gradle.contains(&format!("applicationId = \"{id}\"")));
    assert!(gradle.contains(&format!("namespace = \"{id}\"")));
    let project = text(&format!("{APPLE}/project.yml"));
    assert!(project.contains(&format!("PRODUCT_BUNDLE_IDENTIFIER: {id}\n")));
    for language in ["ko", "ko-KR"] {
        let of_store = match language {
            "ko" => "store/fastlane/metadata/ko/name.txt",
            _ => "store/fastlane/metadata/android/ko-KR/title.txt",
        };
        assert_eq!(text(of_store).trim(), name);
    }
    // The version has one place, the workspace: Tauri takes it from there.
    assert!(config.get("version").is_none());
    assert!(gradle.contains("tauri.android.versionName"));
    assert!(gradle.contains("tauri.android.versionCode"));
}

#[test]
fn icons_have_the_sizes_and_the_transparency_that_each_system_wants() {
    let res = |folder: &str, file: &str| format!("{RESOURCES}/mipmap-{folder}/{file}.png");
    let mut wanted = vec![
        (
            format!("{APPLE}/Assets.xcassets/AppIcon.appiconset/icon.png"),
            (1024, 1024),
            false,
        ),
        ("store/graphics/icon.png".to_owned(), (512, 512), false),
        ("store/graphics/feature.png".to_owned(), (1024, 500), false),
    ];
    for (density, width) in [
        ("mdpi", 48),
        ("hdpi", 72),
        ("xhdpi", 96),
        ("xxhdpi", 144),
        ("xxxhdpi", 192),
    ] {
        for file in ["ic_launcher", "ic_launcher_round"] {
            wanted.push((res(density, file), (width, width), true));
        }
    }
    for (file, width) in [("launch", 128), ("launch@2x", 256), ("launch@3x", 384)] {
        let name = format!("{APPLE}/Assets.xcassets/Launch.imageset/{file}.png");
        wanted.push((name, (width, width), true));
    }
    for (name, size, has_alpha) in wanted {
        let picture = image::open(path(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((picture.width(), picture.height()), size, "{name}");
        assert_eq!(picture.color().has_alpha(), has_alpha, "{name}");
        if has_alpha {
            let corner = picture.to_rgba8().get_pixel(0, 0).0[3];
            assert_eq!(corner, 0, "{name}: the corners are clear");
        }
    }
}

#[test]
fn every_picture_that_a_catalogue_names_is_there() {
    for set in ["AppIcon.appiconset", "Launch.imageset"] {
        let folder = format!("{APPLE}/Assets.xcassets/{set}");
        let contents: serde_json::Value =
            serde_json::from_str(&text(&format!("{folder}/Contents.json"))).unwrap();
        let named: BTreeSet<String> = contents["images"]
            .as_array()
            .unwrap()
            .iter()
            .map(|image| image["filename"].as_str().unwrap().to_owned())
            .collect();
        let there: BTreeSet<String> = std::fs::read_dir(path(&folder))
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".png"))
            .collect();
        assert_eq!(named, there, "{set}");
    }
}
