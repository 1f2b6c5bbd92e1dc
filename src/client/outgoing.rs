//! A line as it is posted to a channel.

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::entry::{Level, Timestamp};

/// What lines say that do not say it themselves.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// How severe they are.
    pub level: Level,
    /// What writes them.
    pub source: Option<String>,
}

impl Outgoing {
    /// Makes an entry of a line: an object as it is, any other text as a message of this moment. An empty line is none.
    pub fn entry(&self, line: &str, now: Timestamp) -> Option<String> {
        let line = line.trim_end();
        if line.starts_with('{') && serde_json::from_str::<IgnoredAny>(line).is_ok() {
            return Some(line.to_owned());
        }
        (!line.is_empty()).then(|| self.message(line, now))
    }

    /// Makes an entry of a text, whatever it is.
    pub fn message(&self, text: &str, now: Timestamp) -> String {
        let mut entry = Map::new();
        entry.insert("timestamp".to_owned(), now.to_string().into());
        entry.insert("level".to_owned(), self.level.name().into());
        entry.insert("message".to_owned(), text.into());
        if let Some(source) = &self.source {
            entry.insert("source".to_owned(), source.as_str().into());
        }
        Value::Object(entry).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_pass_as_they_are_and_text_is_a_message() {
        let outgoing = Outgoing { level: Level::Warning, source: Some("job".to_owned()) };
        let now = Timestamp::from_seconds(0);
        let entry = |line| outgoing.entry(line, now);
        assert_eq!(entry("{\"message\" :\"x\",\"b\":1.50}\r").as_deref(), Some("{\"message\" :\"x\",\"b\":1.50}"));
        for text in ["{ no json", "plain", "  indented \"q\"", "[1]", "7", "{\"a\":1} and more"] {
            let value: Value = serde_json::from_str(&entry(text).unwrap()).unwrap();
            assert_eq!(
                (&value["message"], &value["level"], &value["source"]),
                (&text.into(), &"WARNING".into(), &"job".into())
            );
            assert_eq!(value["timestamp"], now.to_string());
        }
        assert_eq!(entry("  "), None);
        let deep = "{\"a\":".repeat(100_000);
        assert!(entry(&deep).unwrap().starts_with("{\"level\""));
    }
}
