//! Keys that a follower needs though nobody asked for them: they are asked for, and taken out of what is shown.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// What a follower needs to go on after a lost connection.
const NEEDED: [&str; 3] = ["type", "file", "cursor"];

/// Which keys are hidden again.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    hidden: Vec<&'static str>,
}

impl Selection {
    /// Adds what is needed to the keys that are asked for, if only some are.
    pub fn complete(parameters: &mut Vec<(String, String)>) -> Selection {
        let fields = || parameters.iter().filter(|(name, _)| name == "fields").flat_map(|(_, value)| value.split(','));
        if fields().next().is_none() {
            return Selection::default();
        }
        let hidden: Vec<_> = NEEDED.into_iter().filter(|key| !fields().any(|field| field.trim() == *key)).collect();
        if !hidden.is_empty() {
            parameters.push(("fields".to_owned(), hidden.join(",")));
        }
        Selection { hidden }
    }

    /// Writes an entry without what is hidden, otherwise as it came.
    ///
    /// # Errors
    /// The line is no object.
    pub fn write(&self, out: &mut Vec<u8>, line: &str) -> Result<(), serde_json::Error> {
        if self.hidden.is_empty() {
            out.extend_from_slice(line.as_bytes());
            return Ok(());
        }
        let Pairs(pairs) = serde_json::from_str(line)?;
        let mut separator = "{";
        for (key, value) in pairs.iter().filter(|(key, _)| !self.hidden.contains(&key.as_str())) {
            // The keys of an entry need no escapes.
            out.extend_from_slice(format!("{separator}\"{key}\":").as_bytes());
            out.extend_from_slice(value.get().as_bytes());
            separator = ",";
        }
        out.extend_from_slice(if separator == "{" { b"{}" } else { b"}" });
        Ok(())
    }
}

/// The members of an object, in their order.
pub(super) struct Pairs<'a>(pub(super) Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Pairs<'a>, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_asked_for_is_hidden_again() {
        for (fields, asked, line, shown) in [
            (&[][..], 0, r#"{"type":"log","file":"a"}"#, r#"{"type":"log","file":"a"}"#),
            (
                &["message,type"],
                2,
                r#"{"message":"x \"y\"","type":"log","file":"a","cursor":"c","context":{"a":[1, 2]}}"#,
                r#"{"message":"x \"y\"","type":"log","context":{"a":[1, 2]}}"#,
            ),
            (&["context.a"], 2, r#"{"type":"log","file":"a","cursor":"c"}"#, "{}"),
            (
                &["type", "file,cursor"],
                2,
                r#"{"type":"log","file":"a","cursor":"c"}"#,
                r#"{"type":"log","file":"a","cursor":"c"}"#,
            ),
        ] {
            let mut parameters: Vec<_> =
                fields.iter().map(|value| ("fields".to_owned(), (*value).to_owned())).collect();
            let selection = Selection::complete(&mut parameters);
            assert_eq!(parameters.len(), asked, "{fields:?}");
            let mut out = Vec::new();
            selection.write(&mut out, line).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), shown);
        }
    }
}
