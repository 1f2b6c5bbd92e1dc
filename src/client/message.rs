//! What a server says, as far as a client that shows it needs to know.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

/// One message: an entry, or what happened to its files or to the connection.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Message<'a> {
    /// What kind of message it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// The file that is meant.
    pub file: Option<String>,
    /// Where reading goes on behind an entry.
    pub cursor: Option<String>,
    /// When an entry was written.
    pub timestamp: Option<String>,
    /// How severe it is.
    pub level: Option<String>,
    /// What wrote it.
    pub source: Option<String>,
    /// Its text; or what is wrong, of an error.
    pub message: Option<String>,
    /// Its further fields, an object.
    #[serde(borrow)]
    pub context: Option<&'a RawValue>,
    /// Its exact text, where that is asked for.
    pub raw: Option<String>,
    /// The cursor of the part before, where this is a further part of an entry.
    pub continues: Option<String>,
    /// Why something is lost.
    pub reason: Option<String>,
    /// How many bytes are.
    pub bytes: u64,
    /// How many entries were left out.
    pub dropped: u64,
    /// The name of a subscription.
    pub id: Option<String>,
    /// Which files a subscription follows.
    pub files: Vec<String>,
    /// Where it begins in each.
    pub cursors: BTreeMap<String, String>,
    /// What a heartbeat tells.
    pub data: Heartbeat,
}

/// What a heartbeat tells.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Heartbeat {
    /// Where each subscription is.
    pub subscriptions: BTreeMap<String, BTreeMap<String, String>>,
}

impl Message<'_> {
    /// Reads one line.
    ///
    /// # Errors
    /// It is no message.
    pub fn parse(line: &str) -> Result<Message<'_>, serde_json::Error> {
        serde_json::from_str(line)
    }

    /// Tells whether it is an entry.
    pub fn is_entry(&self) -> bool {
        self.kind == "log"
    }
}
