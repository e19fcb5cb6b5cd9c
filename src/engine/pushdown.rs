//! The parts of a SELECT that the engine leaves to the API, by the setting `config.queryParamPushdown` of a method.
//!
//! In: the setting as it is written. Out: each part with the parameter that it is sent as.

use serde_json::Value;

/// A part of a SELECT that is sent as a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// The part.
    pub part: Part,
    /// The parameter.
    pub parameter: String,
    /// The largest number that is sent, if there is a limit.
    pub most: Option<u64>,
    /// The columns for which the part is sent; none for all.
    pub columns: Option<Vec<String>>,
    /// The comparisons that are sent, as the setting names them; none for all.
    pub operators: Option<Vec<String>>,
}

/// A part of a SELECT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The columns.
    Columns,
    /// The conditions of WHERE.
    Conditions,
    /// ORDER BY
    Order,
    /// LIMIT
    Limit,
    /// OFFSET
    Offset,
    /// COUNT(*)
    Count,
}

/// Each part with its key in the setting, and the parameter of one that names none.
const PARTS: [(&str, Part, &str); 6] = [
    ("select", Part::Columns, "$select"),
    ("filter", Part::Conditions, "$filter"),
    ("orderBy", Part::Order, "$orderby"),
    ("top", Part::Limit, "$top"),
    ("skip", Part::Offset, "$skip"),
    ("count", Part::Count, "$count"),
];

/// The parts that the setting `value` names, in the order of a statement.
#[must_use]
pub fn pushed(value: &Value) -> Vec<Pushed> {
    let part = |(key, part, usual): (&str, Part, &str)| {
        let setting = value.get(key)?;
        let names = |key: &str| {
            let names = setting.get(key)?.as_array()?.iter().filter_map(Value::as_str);
            let names: Vec<String> = names.map(str::to_string).collect();
            // `*` stands for all of them.
            (!names.is_empty() && names.iter().all(|name| name != "*")).then_some(names)
        };
        let parameter = setting.get("paramName").and_then(Value::as_str).unwrap_or(usual);
        Some(Pushed {
            part,
            parameter: parameter.to_string(),
            most: setting.get("maxValue").and_then(Value::as_u64).filter(|most| *most > 0),
            columns: names("supportedColumns"),
            operators: names("supportedOperators"),
        })
    };
    PARTS.into_iter().filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn parts_are_sent_as_the_setting_or_odata_names_them() {
        let found = pushed(&json!({
            "top": { "paramName": "limit", "maxValue": 200 },
            "filter": { "dialect": "odata", "supportedColumns": ["name"], "supportedOperators": ["*"] },
            "other": {}
        }));
        let [filter, top] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((filter.part, filter.parameter.as_str()), (Part::Conditions, "$filter"));
        assert_eq!((filter.columns.clone(), filter.operators.clone()), (Some(vec!["name".into()]), None));
        assert_eq!((top.parameter.as_str(), top.most), ("limit", Some(200)));
    }
}
