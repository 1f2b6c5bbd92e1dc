//! The logs of databases.

use std::borrow::Cow;

use crate::entry::{Entry, Level, Value};

use super::context::{add, field};
use super::scanner::{Scanner, bracketed};
use super::{Clock, Format, Sample, time, words};

mod csv;
mod samples;

pub(super) use csv::PostgresCsv;

/// Reads PostgreSQL's stderr log with any usual `log_line_prefix`.
#[derive(Debug)]
pub(super) struct Postgres;

/// Reads the error log of MySQL and MariaDB.
#[derive(Debug)]
pub(super) struct MysqlError;

/// Reads the slow query log of MySQL and MariaDB.
#[derive(Debug)]
pub(super) struct MysqlSlow;

/// Reads the log of Redis and Valkey.
#[derive(Debug)]
pub(super) struct Redis;

impl Format for Postgres {
    fn name(&self) -> &'static str {
        "postgresql"
    }

    fn title(&self) -> &'static str {
        "PostgreSQL"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_digit() || byte == b'<'
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        // Two blanks behind the colon of a severity are PostgreSQL's mark.
        let opening = if line.starts_with("< ") { 2 } else { 0 };
        if !line.as_bytes().get(opening)?.is_ascii_digit() {
            return None;
        }
        let mark = memchr::memmem::find(line.as_bytes().get(..line.len().min(200))?, b":  ")?;
        let start =
            line.as_bytes()[..mark].iter().rposition(|byte| !byte.is_ascii_uppercase() && !byte.is_ascii_digit())? + 1;
        let level = severity(line.get(start..mark)?)?;
        let (timestamp, taken) = time::read(line.get(opening..)?, clock)?;
        let mut context = Vec::with_capacity(4);
        prefix(line.get(opening + taken..start)?, &mut context)?;
        let message = line.get(mark + 3..)?.into();
        Some(Entry { timestamp: Some(timestamp), level: Some(level), source: None, message, context })
    }

    fn continues(&self, line: &str) -> bool {
        // `DETAIL`, `HINT` and their kin have a header of their own, and belong to the entry above it.
        let Some(mark) = memchr::memmem::find(line.as_bytes(), b":  ").filter(|mark| *mark < 200) else { return false };
        let word = line[..mark].rsplit([' ', ']', ':']).next().unwrap_or_default();
        is_addition(word) && line.as_bytes().first().is_some_and(u8::is_ascii_digit)
    }

    fn finish(&self, entry: &mut Entry<'_>, _: &Clock) {
        // The header of what goes with an entry says nothing new.
        if !entry.message.contains(":  ") || !entry.message.contains('\n') {
            return;
        }
        let lines = entry.message.lines().enumerate().map(|(index, line)| match line.split_once(":  ") {
            Some((header, _)) if index > 0 && self.continues(line) => {
                let word = header.rsplit([' ', ']', ':']).next().unwrap_or_default();
                line.get(header.len() - word.len()..).unwrap_or(line)
            }
            _ => line,
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        entry.message = text.into();
    }

    fn samples(&self) -> &'static [Sample] {
        samples::POSTGRES
    }
}

/// Tells whether a word heads a line that goes with the entry before it.
fn is_addition(word: &str) -> bool {
    matches!(word, "DETAIL" | "HINT" | "STATEMENT" | "CONTEXT" | "QUERY" | "LOCATION")
}

/// The severities of PostgreSQL's table 20.2; `LOG` is for administrators and stands above `INFO` there alone.
fn severity(word: &str) -> Option<Level> {
    Some(match word {
        "LOG" | "INFO" => Level::Info,
        "NOTICE" => Level::Notice,
        "WARNING" => Level::Warning,
        "ERROR" => Level::Error,
        "FATAL" | "PANIC" => Level::Critical,
        "DEBUG" | "DEBUG1" | "DEBUG2" | "DEBUG3" | "DEBUG4" | "DEBUG5" => Level::Debug,
        _ => return None,
    })
}

/// Reads what stands between time and severity: `[123]`, `user@database`, `client`; `None` where it cannot be a prefix.
fn prefix<'a>(text: &'a str, context: &mut Vec<(Cow<'a, str>, Value<'a>)>) -> Option<()> {
    for word in text.split([' ', ',']).map(|word| word.trim_matches([':', '-', '[', ']', '(', ')', '>'])) {
        let named = |name: &str| context.iter().any(|(other, _)| other == name);
        if word.is_empty() {
            continue;
        }
        if words::is_number(word.split('-').next().unwrap_or_default()) && !named("pid") {
            context.push(field("pid", word.split('-').next().unwrap_or_default()));
        } else if let Some((name, value)) = word.split_once('=') {
            let name = match name {
                "db" | "database" => "database",
                "user" => "user",
                "client" | "host" => "client",
                "app" | "application" => "application",
                _ => continue,
            };
            if context.iter().all(|(other, _)| *other != name) {
                add(context, name, value);
            }
        } else if let Some((user, database)) = word.split_once('@').filter(|_| !named("user") && !named("database")) {
            add(context, "user", user);
            add(context, "database", database);
        } else if word.contains(['"', '\'', ';', '=']) {
            return None;
        }
    }
    Some(())
}

impl Format for MysqlError {
    fn name(&self) -> &'static str {
        "mysql-error"
    }

    fn title(&self) -> &'static str {
        "MySQL and MariaDB error log"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_digit()
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        // `2026-01-23T10:15:00.123456Z 0 [Warning] [MY-010055] [Server] …`, `2026-01-23 10:15:00 140 [Note] …`
        if !line.as_bytes().first()?.is_ascii_digit() {
            return None;
        }
        let bracket = memchr::memchr(b'[', line.as_bytes().get(..line.len().min(80))?)?;
        let level = match line.get(bracket + 1..)?.split(']').next()? {
            "Note" | "System" => Level::Info,
            "Warning" => Level::Warning,
            "ERROR" | "Error" => Level::Error,
            _ => return None,
        };
        let (timestamp, taken) = time::read(line, clock)?;
        let between = line.get(taken..bracket)?.trim();
        let mut context = Vec::with_capacity(3);
        if !between.is_empty() {
            let thread = between.split(' ').next().unwrap_or_default();
            if !words::is_number(thread.strip_prefix("0x").map_or(thread, |_| "0")) {
                return None;
            }
            context.push(field("thread", thread));
        }
        let mut scanner = Scanner::at(line, bracket);
        let _level = scanner.until(b']')?;
        scanner.spaces();
        let mut source = None;
        while let Some((inner, end)) =
            bracketed(scanner.rest(), 40).filter(|_| scanner.peek() == Some(b'[') && context.len() < 3)
        {
            if inner.starts_with("MY-") {
                context.push(field("code", inner));
            } else if source.is_none() && words::is_name(inner) {
                source = Some(Cow::Borrowed(inner));
            } else {
                break;
            }
            scanner.skip(end);
            scanner.spaces();
        }
        Some(Entry { timestamp: Some(timestamp), level: Some(level), source, message: scanner.rest().into(), context })
    }

    fn samples(&self) -> &'static [Sample] {
        samples::MYSQL_ERROR
    }
}

impl Format for MysqlSlow {
    fn name(&self) -> &'static str {
        "mysql-slow"
    }

    fn title(&self) -> &'static str {
        "MySQL and MariaDB slow query log"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'#'
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let text = line.strip_prefix("# Time: ")?;
        let timestamp = time::whole(text.trim(), clock)?;
        Some(Entry { timestamp: Some(timestamp), message: line.into(), ..Entry::default() })
    }

    fn finish(&self, entry: &mut Entry<'_>, _: &Clock) {
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut statement = String::new();
        for line in entry.message.lines().skip(1) {
            let Some(text) = line.strip_prefix("# ") else {
                if !statement.is_empty() {
                    statement.push('\n');
                }
                statement.push_str(line);
                continue;
            };
            if let Some(user) = text.strip_prefix("User@Host: ") {
                fields.push(("user".into(), user.split("  Id:").next().unwrap_or_default().trim().into()));
                continue;
            }
            let words: Vec<&str> = text.split_ascii_whitespace().collect();
            let pairs = words.windows(2).filter_map(|pair| Some((pair[0].strip_suffix(':')?, pair[1])));
            fields.extend(pairs.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())));
        }
        if statement.is_empty() {
            return;
        }
        for (name, value) in fields {
            let value = if super::words::is_safe_number(&value) {
                Value::Json(value.into())
            } else {
                Value::Text(value.into())
            };
            entry.context.push((name.into(), value));
        }
        super::context::unrepeat(&mut entry.context);
        entry.message = statement.into();
    }

    fn samples(&self) -> &'static [Sample] {
        samples::MYSQL_SLOW
    }
}

impl Format for Redis {
    fn name(&self) -> &'static str {
        "redis"
    }

    fn title(&self) -> &'static str {
        "Redis, Valkey"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_digit()
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        // `1:M 23 Jan 2026 10:15:00.123 * Ready to accept connections`
        let mut scanner = Scanner::new(line);
        let pid = scanner.run(|byte| byte.is_ascii_digit());
        if pid.is_empty() {
            return None;
        }
        scanner.eat(b':')?;
        let role = match scanner.eat_any(b"XCSM")? {
            b'X' => "sentinel",
            b'C' => "child",
            b'S' => "replica",
            _ => "master",
        };
        scanner.eat(b' ')?;
        let (timestamp, taken) = time::read(scanner.rest(), clock)?;
        scanner.skip(taken);
        scanner.eat(b' ')?;
        let level = match scanner.eat_any(b".-*#")? {
            b'.' => Level::Debug,
            b'-' => Level::Info,
            b'*' => Level::Notice,
            _ => Level::Warning,
        };
        scanner.spaces();
        let context = vec![field("pid", pid), field("role", role)];
        Some(Entry {
            timestamp: Some(timestamp),
            level: Some(level),
            source: None,
            message: scanner.rest().into(),
            context,
        })
    }

    fn samples(&self) -> &'static [Sample] {
        samples::REDIS
    }
}
