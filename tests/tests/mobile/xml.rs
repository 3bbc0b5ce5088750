//! What the phones' projects say, read by a real parser.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use roxmltree::{Document, Node, ParsingOptions};

const ANDROID: &str = "http://schemas.android.com/apk/res/android";

/// A file of the repository.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

/// Its text.
pub fn text(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Reads XML, also with the document type that property lists have.
pub fn parse<'t>(name: &str, text: &'t str) -> Document<'t> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// An attribute of Android's.
pub fn android<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attribute((ANDROID, name))
}

/// The one element called `tag`.
pub fn only<'a, 'i>(document: &'a Document<'i>, tag: &str) -> Node<'a, 'i> {
    let mut found = document.descendants().filter(|node| node.has_tag_name(tag));
    let node = found.next().unwrap_or_else(|| panic!("no <{tag}>"));
    assert!(found.next().is_none(), "a second <{tag}>");
    node
}

/// A value of a property list.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Bool(bool),
    List(Vec<Value>),
    Map(BTreeMap<String, Value>),
}

impl Value {
    /// The value called `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Map(map) => map.get(key),
            _ => None,
        }
    }

    /// The text called `key`.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The list called `key`.
    pub fn list(&self, key: &str) -> &[Value] {
        match self.get(key) {
            Some(Value::List(list)) => list,
            _ => &[],
        }
    }

    /// Its keys.
    pub fn keys(&self) -> Vec<&str> {
        match self {
            Value::Map(map) => map.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

/// A property list.
pub fn plist(name: &str) -> Value {
    let text = text(name);
    let document = parse(name, &text);
    let root = only(&document, "plist").first_element_child();
    value(root.unwrap_or_else(|| panic!("{name} is empty")))
}

fn value(node: Node<'_, '_>) -> Value {
    let elements = || node.children().filter(Node::is_element);
    match node.tag_name().name() {
        "string" => Value::Text(node.text().unwrap_or_default().to_owned()),
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "array" => Value::List(elements().map(value).collect()),
        "dict" => {
            let children: Vec<Node<'_, '_>> = elements().collect();
            let pairs = children.chunks(2).map(|pair| {
                assert!(pair[0].has_tag_name("key"), "a value without a key");
                (
                    pair[0].text().unwrap_or_default().to_owned(),
                    value(pair[1]),
                )
            });
            Value::Map(pairs.collect())
        }
        other => panic!("<{other}> in a property list"),
    }
}

/// The pairs of a `.strings` file, a line each.
pub fn strings(name: &str) -> BTreeMap<String, String> {
    let text = text(name);
    let lines = text.lines().filter(|line| line.starts_with('"'));
    lines
        .map(|line| {
            let line = line.strip_prefix('"').and_then(|l| l.strip_suffix("\";"));
            let (key, value) = line
                .and_then(|line| line.split_once("\" = \""))
                .unwrap_or_else(|| panic!("{name}: {line:?}"));
            (key.to_owned(), value.to_owned())
        })
        .collect()
}
