use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::storage::StorageError;

/// `entity` as JSON text with its fields in order of name, the form in which payloads are stored
/// and compared: equal entities have equal texts, whatever order a build keeps maps in.
pub(super) fn text(entity: &impl Serialize) -> Result<String, StorageError> {
    let value = serde_json::to_value(entity).map_err(|_| StorageError::Corrupt("payload"))?;
    serde_json::to_string(&sorted(value)).map_err(|_| StorageError::Corrupt("payload"))
}

/// A stored payload.
pub(super) fn map(text: &str) -> Result<Map<String, Value>, StorageError> {
    serde_json::from_str(text).map_err(|_| StorageError::Corrupt("payload"))
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let fields: BTreeMap<String, Value> = map
                .into_iter()
                .map(|(name, value)| (name, sorted(value)))
                .collect();
            Value::Object(fields.into_iter().collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(sorted).collect()),
        other => other,
    }
}
