//! The W3C extended log file format, as IIS writes it.
//!
//! Its columns are named by a `#Fields:` line, which stands at the head of a file and so belongs to the file's habit.

use std::borrow::Cow;

use crate::entry::{Entry, Level, Value};

use super::access::status_level;
use super::scanner::Scanner;
use super::{Clock, Format, Sample, json, time};

/// Reads lines in the columns that IIS has when nothing else is said.
#[derive(Debug)]
pub(super) struct W3c;

/// The columns of a file, in order.
#[derive(Clone, Debug)]
pub(super) struct Columns(Vec<String>);

/// What IIS writes when nothing else is set.
const USUAL: &str = "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) \
                     sc-status sc-substatus sc-win32-status time-taken";

/// How many columns the usual lines of IIS may lack: older ones have no referrer.
const OLDER: &str = "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) \
                     sc-status sc-substatus sc-win32-status time-taken";

impl Columns {
    /// Reads a `#Fields:` line.
    pub(super) fn parse(line: &str) -> Option<Columns> {
        let names = line.strip_prefix("#Fields:")?;
        let names: Vec<String> = names.split_ascii_whitespace().map(str::to_owned).collect();
        (names.len() > 1).then_some(Columns(names))
    }

    /// Reads a line in these columns.
    pub(super) fn read<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let mut names = Vec::with_capacity(self.0.len());
        names.extend(self.0.iter().map(String::as_str));
        read(&names, line, clock)
    }
}

fn read<'a>(names: &[&str], line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
    let mut scanner = Scanner::new(line);
    let mut entry = Entry::default();
    let (mut method, mut path, mut query) = ("", "", "");
    let (mut date, mut time_of_day) = (None, None);
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            scanner.eat_any(b" \t")?;
        }
        let start = scanner.position();
        let word = if scanner.eat(b'"').is_some() { scanner.quoted()? } else { scanner.word()? };
        match *name {
            "date" => date = Some((start, word)),
            "time" => time_of_day = Some((scanner.position(), word)),
            "cs-method" => method = word,
            "cs-uri-stem" | "cs-uri" => path = word,
            "cs-uri-query" => query = word,
            "sc-status" => entry.level = status_level(word).flatten(),
            _ => {}
        }
        if !matches!(*name, "date" | "time") && !matches!(word, "-" | "") {
            let value = if json::scan::is_number(word) { Value::Json(word.into()) } else { Value::Text(word.into()) };
            entry.context.push((label(name), value));
        }
    }
    if scanner.peek().is_some() {
        return None;
    }
    let ((from, _), (to, _)) = (date?, time_of_day?);
    entry.timestamp = Some(moment(line.get(from..to)?, clock)?);
    entry.message = match (method, path, query) {
        ("", "", _) => Cow::Borrowed(line),
        (method, path, "" | "-") => Cow::Owned(format!("{method} {path}")),
        (method, path, query) => Cow::Owned(format!("{method} {path}?{query}")),
    };
    entry.level = entry.level.or(Some(Level::Info));
    Some(entry)
}

/// Reads date and time, which the standard has in UTC.
fn moment(text: &str, clock: &Clock) -> Option<crate::entry::Timestamp> {
    let blanked = text.replace('\t', " ");
    time::whole(&format!("{blanked}Z"), clock)
}

/// Returns the name of a column as a context name: those of requests are called as in other access logs.
fn label<'a>(name: &str) -> Cow<'a, str> {
    Cow::Borrowed(match name {
        "c-ip" => "client",
        "cs-method" => "method",
        "cs-uri-stem" => "path",
        "cs-uri-query" => "query",
        "cs-username" => "user",
        "cs(User-Agent)" => "user_agent",
        "cs(Referer)" => "referer",
        "cs-host" => "host",
        "sc-status" => "status",
        "sc-bytes" => "bytes",
        "s-ip" => "server",
        "s-port" => "port",
        "time-taken" => "time_taken",
        _ => return Cow::Owned(name.to_owned()),
    })
}

impl Format for W3c {
    fn name(&self) -> &'static str {
        "w3c"
    }

    fn title(&self) -> &'static str {
        "W3C extended log, IIS"
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let bytes = line.as_bytes();
        if bytes.get(4) != Some(&b'-') || bytes.get(10) != Some(&b' ') || bytes.get(19) != Some(&b' ') {
            return None;
        }
        let blanks = memchr::memchr_iter(b' ', bytes).count();
        let usual = match blanks {
            14 => USUAL,
            13 => OLDER,
            _ => return None,
        };
        let names: Vec<&str> = usual.split_ascii_whitespace().collect();
        let method = line.split(' ').nth(3)?;
        if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        read(&names, line, clock)
    }

    fn keeps_loose_lines(&self) -> bool {
        false
    }

    fn samples(&self) -> &'static [Sample] {
        SAMPLES
    }
}

const SAMPLES: &[Sample] = &[];
