//! What the OpenAPI document says of an answer.

use serde_json::Value;

use crate::support::Answer;

/// The keys of a problem.
const OF_PROBLEM: [&str; 6] = ["type", "title", "status", "detail", "param", "column"];

/// The document.
pub(super) struct Declared(Value);

impl Declared {
    pub(super) fn new(document: Value) -> Declared {
        Declared(document)
    }

    /// Returns every address that can be read.
    pub(super) fn paths(&self) -> Vec<String> {
        let paths = self.0["paths"].as_object().unwrap().iter();
        paths.filter(|(_, methods)| methods.get("get").is_some()).map(|(path, _)| path.clone()).collect()
    }

    /// Returns the names of what an address takes in its query.
    pub(super) fn parameters(&self, path: &str) -> Vec<String> {
        let parameters = self.0["paths"][path]["get"]["parameters"].as_array().into_iter().flatten();
        let in_query =
            parameters.map(|parameter| self.resolved(parameter)).filter(|parameter| parameter["in"] == "query");
        in_query.filter_map(|parameter| parameter["name"].as_str().map(str::to_owned)).collect()
    }

    /// Tells what is wrong with an answer of an address, if anything.
    pub(super) fn check(&self, path: &str, answer: &Answer) -> Result<(), String> {
        let status = answer.status.to_string();
        let response = self.resolved(&self.0["paths"][path]["get"]["responses"][&status]);
        if response.is_null() {
            return Err(format!("{status} is not declared for {path}"));
        }
        let Some(contents) = response["content"].as_object().filter(|_| !answer.body.is_empty()) else { return Ok(()) };
        let said = answer.header("content-type").unwrap_or_default();
        let kind = said.split(';').next().unwrap_or_default();
        let content = contents.get(kind).or(contents.get("*/*"));
        let content = content.ok_or_else(|| format!("{status} of {path} is not declared to be {said}"))?;
        if answer.header("content-encoding").is_some() || !kind.ends_with("json") || kind.contains("ndjson") {
            return Ok(());
        }
        let body: Value = serde_json::from_slice(&answer.body).map_err(|error| format!("no JSON: {error}"))?;
        self.hold(&content["schema"], &body).map_err(|wrong| format!("{wrong} in {body}"))?;
        match answer.status >= 400 {
            true => check_problem(&body, answer.status),
            false => Ok(()),
        }
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let named = value["$ref"].as_str().and_then(|name| self.0.pointer(name.trim_start_matches('#')));
        named.unwrap_or(value)
    }

    /// Holds a value against a schema.
    fn hold(&self, schema: &Value, value: &Value) -> Result<(), String> {
        let schema = self.resolved(schema);
        let kinds: Vec<&str> = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            kind => kind.as_str().into_iter().collect(),
        };
        if !kinds.is_empty() && !kinds.iter().any(|kind| is_of(kind, value)) {
            return Err(format!("{value} is no {kinds:?}"));
        }
        for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            value.get(key).ok_or_else(|| format!("there is no {key}"))?;
        }
        for (key, inner) in value.as_object().into_iter().flatten() {
            let named = schema["properties"].get(key).unwrap_or(&schema["additionalProperties"]);
            self.hold(named, inner)?;
        }
        value.as_array().into_iter().flatten().try_for_each(|item| self.hold(&schema["items"], item))?;
        match (schema["minimum"].as_i64(), value.as_i64()) {
            (Some(least), Some(number)) if number < least => Err(format!("{number} is less than {least}")),
            _ => Ok(()),
        }
    }
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        _ => value.is_object(),
    }
}

fn check_problem(problem: &Value, status: u16) -> Result<(), String> {
    let unknown = problem.as_object().into_iter().flatten().find(|(key, _)| !OF_PROBLEM.contains(&key.as_str()));
    let is_empty = |key: &str| problem[key].as_str().is_none_or(str::is_empty);
    match (unknown, problem["status"] == status, is_empty("title") || is_empty("detail")) {
        (None, true, false) => Ok(()),
        _ => Err(format!("no problem of {status}: {problem}")),
    }
}
