//! As much of JSON Schema as an editor needs for the menus' schema: enough to hold the desks to it, and to see it refuse.

use centralino::menu::syntax::{Kind, Node};
use serde_json::{Map, Value, json};

/// A menu as an editor sees it: plain digits are a number, nothing is null, all else is text.
pub(super) fn as_json(node: &Node<'_>) -> Value {
    match &node.kind {
        Kind::Empty | Kind::Broken => Value::Null,
        Kind::List(values) => values.iter().map(as_json).collect(),
        Kind::Map(entries) => {
            let fields = entries.iter().map(|entry| (entry.key.to_string(), as_json(&entry.value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Kind::Scalar(scalar) => match scalar.text.parse::<u64>() {
            Ok(number) if !scalar.quoted && !scalar.text.starts_with('+') => json!(number),
            _ => Value::String(scalar.text.to_string()),
        },
    }
}

/// Why a value is not what a schema says; none where it is.
pub(super) fn refused(root: &Value, schema: &Value, value: &Value, path: &str) -> Option<String> {
    let Value::Object(schema) = schema else {
        return (schema == &json!(false)).then(|| format!("{path} may not be"));
    };
    let inner = |schema: &Value, value: &Value, path: &str| refused(root, schema, value, path);
    schema.iter().find_map(|(rule, about)| match rule.as_str() {
        "$ref" => {
            let name = about.as_str()?.strip_prefix("#/definitions/")?;
            inner(&root["definitions"][name], value, path)
        }
        "type" => {
            let types: Vec<_> = about.as_array().map_or_else(|| vec![about], |types| types.iter().collect());
            (!types.iter().any(|wanted| has_type(value, wanted)))
                .then(|| format!("{path}: {value} is no {about}"))
        }
        "enum" => (!about.as_array()?.contains(value)).then(|| format!("{path}: {value} is none of {about}")),
        "const" => (about != value).then(|| format!("{path}: {value} is not {about}")),
        "allOf" => about.as_array()?.iter().find_map(|one| inner(one, value, path)),
        "anyOf" | "oneOf" => {
            let faults: Vec<_> = about.as_array()?.iter().map(|one| inner(one, value, path)).collect();
            faults
                .iter()
                .all(Option::is_some)
                .then(|| faults.into_iter().flatten().collect::<Vec<_>>().join("; "))
        }
        "items" => value.as_array()?.iter().find_map(|one| inner(about, one, &format!("{path}[]"))),
        "required" => {
            let missing =
                about.as_array()?.iter().find(|name| value.get(name.as_str().unwrap_or("")).is_none());
            missing.filter(|_| value.is_object()).map(|name| format!("{path} has no {name}"))
        }
        "properties" => value.as_object()?.iter().find_map(|(name, value)| {
            about.get(name).and_then(|schema| inner(schema, value, &format!("{path}.{name}")))
        }),
        "additionalProperties" => value.as_object()?.iter().find_map(|(name, value)| {
            let known = schema.get("properties").is_some_and(|known| known.get(name).is_some());
            if known { None } else { inner(about, value, &format!("{path}.{name}")) }
        }),
        "propertyNames" => {
            assert_eq!(about["pattern"], "^[0-9]$", "the only pattern that is known here");
            let wrong = value
                .as_object()?
                .keys()
                .find(|name| name.len() != 1 || !name.as_bytes()[0].is_ascii_digit());
            wrong.map(|name| format!("{path} has the key {name}"))
        }
        "$schema" | "title" | "description" | "definitions" | "format" | "minimum" | "maximum" => None,
        other => panic!("the schema has a rule that is not known here: {other}"),
    })
}

fn has_type(value: &Value, wanted: &Value) -> bool {
    match wanted.as_str() {
        Some("null") => value.is_null(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_u64(),
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        _ => false,
    }
}
