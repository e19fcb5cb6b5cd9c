//! Values that are written with their keys in order.

use std::collections::BTreeMap;

use openapiv3::SecurityScheme;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A value of another crate, with its keys sorted.
#[derive(Debug)]
pub(super) enum Sorted<'a> {
    Scheme(&'a SecurityScheme),
    Value(&'a Value),
}

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Scheme(scheme) => {
                let value = serde_json::to_value(scheme).map_err(serde::ser::Error::custom)?;
                Sorted::Value(&value).serialize(serializer)
            }
            Self::Value(Value::Object(entries)) => {
                let sorted: BTreeMap<&String, Sorted<'_>> =
                    entries.iter().map(|(key, value)| (key, Sorted::Value(value))).collect();
                sorted.serialize(serializer)
            }
            Self::Value(Value::Array(items)) => serializer.collect_seq(items.iter().map(Sorted::Value)),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}
