//! The W3C extended log file format, as IIS writes it.
//!
//! Its columns are named by a `#Fields:` line, which stands at the head of a file and so belongs to the file's habit.

use std::borrow::Cow;
use std::ops::Range;

use crate::entry::{Entry, Level};

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
    /// Reads a `#Fields:` line, or the `#fields` of Zeek.
    pub(super) fn parse(line: &str) -> Option<Columns> {
        let names = line.strip_prefix("#Fields:").or_else(|| line.strip_prefix("#fields\t"))?;
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
    if line.starts_with('#') {
        return None;
    }
    let mut scanner = Scanner::new(line);
    // Between tabs a value may have blanks, or be empty.
    let tabbed = memchr::memchr(b'\t', line.as_bytes()).is_some();
    let mut entry = Entry::default();
    let (mut request, mut method) = (None::<Range<usize>>, 0..0);
    let (mut date, mut time_of_day) = (None, None);
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            scanner.eat_any(if tabbed { b"\t" } else { b" " })?;
        }
        let start = scanner.position();
        let word = match scanner.peek() {
            _ if tabbed => scanner.run(|byte| byte != b'\t'),
            Some(b'"') => {
                scanner.skip(1);
                scanner.quoted()?
            }
            _ => scanner.word()?,
        };
        match *name {
            "date" => date = Some((start, word)),
            "time" => time_of_day = Some((scanner.position(), word)),
            "cs-method" => method = start..scanner.position(),
            // Method, path and query stand side by side where nobody moved them: the message is what stands in the line.
            "cs-uri-stem" | "cs-uri" => {
                let begin = if method.end + 1 == start { method.start } else { start };
                request = Some(begin..scanner.position());
            }
            "cs-uri-query" if word != "-" => {
                request =
                    request.map(|range| if range.end + 1 == start { range.start..scanner.position() } else { range });
            }
            "ts" => entry.timestamp = Some(time::epoch_from_text(word)?),
            "sc-status" | "status_code" => entry.level = status_level(word).flatten(),
            _ => {}
        }
        if !matches!(*name, "date" | "time" | "ts") && !matches!(word, "-" | "" | "(empty)") {
            let value = json::typed(word);
            entry.context.push((label(name), value));
        }
    }
    if scanner.peek().is_some() {
        return None;
    }
    if entry.timestamp.is_none() {
        let ((from, _), (to, _)) = (date?, time_of_day?);
        entry.timestamp = Some(moment(line.get(from..to)?, clock)?);
    }
    entry.message = Cow::Borrowed(request.and_then(|range| line.get(range)).unwrap_or(line));
    entry.level = entry.level.or(date.map(|_| Level::Info));
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

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_digit()
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

const SAMPLES: &[Sample] = &[
    Sample {
        line: "2026-01-23 10:15:00 10.0.0.1 GET /index.htm - 80 - 10.0.0.17 Mozilla/5.0+(X11) - 200 0 0 15",
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"INFO","source":null,"message":"GET /index.htm","context":{"server":"10.0.0.1","method":"GET","path":"/index.htm","port":80,"client":"10.0.0.17","user_agent":"Mozilla/5.0+(X11)","status":200,"sc-substatus":0,"sc-win32-status":0,"time_taken":15}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:01 10.0.0.1 POST /pay id=7&x=y 443 FRANK 10.0.0.17 curl/8.5 https://shop.example.org/ 500 0 64 1003",
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"ERROR","source":null,"message":"POST /pay id=7&x=y","context":{"server":"10.0.0.1","method":"POST","path":"/pay","query":"id=7&x=y","port":443,"user":"FRANK","client":"10.0.0.17","user_agent":"curl/8.5","referer":"https://shop.example.org/","status":500,"sc-substatus":0,"sc-win32-status":64,"time_taken":1003}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:02 10.0.0.1 GET /x - 80 - 10.0.0.17 - - 404 0 2 0",
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"WARNING","source":null,"message":"GET /x","context":{"server":"10.0.0.1","method":"GET","path":"/x","port":80,"client":"10.0.0.17","status":404,"sc-substatus":0,"sc-win32-status":2,"time_taken":0}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:03 fe80::1 HEAD / - 80 - ::1 - 304 0 0 1",
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"INFO","source":null,"message":"HEAD /","context":{"server":"fe80::1","method":"HEAD","path":"/","port":80,"client":"::1","status":304,"sc-substatus":0,"sc-win32-status":0,"time_taken":1}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:04 10.0.0.1 GET /old - 80 - 10.0.0.18 x - 301 0 0 3",
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"INFO","source":null,"message":"GET /old","context":{"server":"10.0.0.1","method":"GET","path":"/old","port":80,"client":"10.0.0.18","user_agent":"x","status":301,"sc-substatus":0,"sc-win32-status":0,"time_taken":3}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:05 10.0.0.1 OPTIONS /pay a=%20 8080 - 10.0.0.19 x - 405 0 0 3",
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"WARNING","source":null,"message":"OPTIONS /pay a=%20","context":{"server":"10.0.0.1","method":"OPTIONS","path":"/pay","query":"a=%20","port":8080,"client":"10.0.0.19","user_agent":"x","status":405,"sc-substatus":0,"sc-win32-status":0,"time_taken":3}}"#,
    },
];
