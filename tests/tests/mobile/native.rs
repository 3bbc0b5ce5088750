//! The native halves against the Rust that calls them and that they call: names that no compiler here sees
//! together.

use std::collections::BTreeSet;

use crate::xml::{android, only, parse, text};

const PLUGIN: &str = "src-tauri/plugins/device";

/// What stands right behind each `before` of `text`, as far as it is a name.
fn names(text: &str, before: &str) -> BTreeSet<String> {
    text.split(before)
        .skip(1)
        .map(|rest| {
            let is_part = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
            rest.chars().take_while(is_part).collect()
        })
        .collect()
}

fn kotlin(name: &str) -> String {
    text(&format!("{PLUGIN}/android/src/main/java/{name}.kt"))
}

#[test]
fn what_the_plugin_asks_of_a_phone_both_halves_answer_and_no_more() {
    let rust = text(&format!("{PLUGIN}/src/lib.rs"));
    let mut asked = BTreeSet::new();
    for call in ["run_mobile_plugin::<Answer>(\"", "caller_id(\"", "told(\""] {
        asked.extend(names(&rust, call));
    }
    assert!(asked.len() >= 8, "{asked:?}");
    let android = names(&kotlin("DevicePlugin"), "@Command\n  fun ");
    assert_eq!(android, asked);
    let swift = text(&format!("{PLUGIN}/ios/Sources/DevicePlugin.swift"));
    assert_eq!(names(&swift, "@objc public func "), asked);
}

#[test]
fn what_kotlin_asks_of_the_core_is_there_by_that_name() {
    let headless = kotlin("Headless");
    let asked = names(&headless, "private external fun ");
    let rust = text("src-tauri/src/headless.rs");
    let there = names(&rust, "Java_kr_or_kemc_handbook_device_Headless_");
    assert_eq!(there, asked);
    let manifest = text("src-tauri/Cargo.toml");
    let library = names(&headless, "System.loadLibrary(\"");
    let library = library.first().unwrap();
    assert!(manifest.contains(&format!("[lib]\nname = \"{library}\"")));
    // What is found by name may not be renamed or thrown away when a release is made smaller.
    let rules = text(&format!("{PLUGIN}/android/consumer-rules.pro"));
    let mut found_by_name = names(&kotlin("DevicePlugin"), "@InvokeArg\ninternal class ");
    found_by_name.extend(["DevicePlugin".to_owned(), "Headless".to_owned()]);
    for class in found_by_name {
        let rule = format!("-keep class kr.or.kemc.handbook.device.{class} {{ *; }}");
        assert!(rules.contains(&rule), "{class}");
    }
}

#[test]
fn the_plugins_services_are_there_and_only_the_system_may_bind_them() {
    let name = format!("{PLUGIN}/android/src/main/AndroidManifest.xml");
    let manifest = text(&name);
    let manifest = parse(&name, &manifest);
    let application = only(&manifest, "application");
    let mut seen = BTreeSet::new();
    for service in application.children().filter(roxmltree::Node::is_element) {
        assert!(service.has_tag_name("service"), "{service:?}");
        let class = android(service, "name").and_then(|name| name.strip_prefix('.'));
        let class = class.unwrap();
        assert!(
            kotlin(class).contains(&format!("class {class} : ")),
            "{class}"
        );
        let exported = android(service, "exported") == Some("true");
        let bound_by = android(service, "permission");
        assert_eq!(
            exported,
            bound_by == Some("android.permission.BIND_SCREENING_SERVICE"),
            "{class}: what others may bind is the system's alone"
        );
        seen.insert(class);
    }
    assert_eq!(
        seen,
        BTreeSet::from(["CallerService", "NewsService", "RefreshJob"])
    );
}

#[test]
fn every_text_that_kotlin_shows_is_there_in_both_languages() {
    let mut shown = BTreeSet::new();
    for class in ["CallerService", "NewsService"] {
        shown.extend(names(&kotlin(class), "R.string."));
    }
    for folder in ["values", "values-en"] {
        let name = format!("{PLUGIN}/android/src/main/res/{folder}/strings.xml");
        let words = text(&name);
        let words = parse(&name, &words);
        let there: BTreeSet<String> = words
            .descendants()
            .filter_map(|node| node.attribute("name"))
            .map(str::to_owned)
            .collect();
        assert_eq!(there, shown, "{folder}");
    }
}

/// A keeper of calls that stood in the way of one would be worse than none.
#[test]
fn every_call_goes_on_as_it_came() {
    let service = kotlin("CallerService");
    assert!(service.contains("respondToCall(details, CallResponse.Builder().build())"));
    for verb in [
        "setDisallowCall",
        "setRejectCall",
        "setSilenceCall",
        "setSkipCallLog",
    ] {
        assert!(!service.contains(verb), "{verb}");
    }
}
