//! Entries that are blocks of several lines by design; their first line begins them, and the rest is read when all is there.

use std::borrow::Cow;

use crate::entry::{Entry, Value};

use super::context::unrepeat;
use super::scanner::Scanner;
use super::words::{is_name, marked_level};
use super::{Clock, Format, Sample, json, time};

/// Reads the journal of systemd as `journalctl -o export` prints it.
#[derive(Debug)]
pub(super) struct JournalExport;

/// Reads JSON objects that are printed over several lines.
#[derive(Debug)]
pub(super) struct PrettyJson;

/// Reads the two lines that Java's own logging prints for each record.
#[derive(Debug)]
pub(super) struct JavaUtil;

impl Format for JournalExport {
    fn name(&self) -> &'static str {
        "journald-export"
    }

    fn title(&self) -> &'static str {
        "systemd journal, export format"
    }

    fn parse<'a>(&self, line: &'a str, _: &Clock) -> Option<Entry<'a>> {
        line.starts_with("__CURSOR=").then(|| Entry { message: line.into(), ..Entry::default() })
    }

    fn continues(&self, line: &str) -> bool {
        line.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty()
                && name != "__CURSOR"
                && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        })
    }

    fn finish(&self, entry: &mut Entry<'_>, _: &Clock) {
        let mut message = None;
        let mut source: Option<(u8, String)> = None;
        let text = std::mem::take(&mut entry.message);
        for (name, value) in text.lines().filter_map(|line| line.split_once('=')) {
            let rank = match name {
                "SYSLOG_IDENTIFIER" => 0,
                "_COMM" => 1,
                "_SYSTEMD_UNIT" => 2,
                _ => 9,
            };
            match name {
                "MESSAGE" => message = Some(value.to_owned()),
                "__REALTIME_TIMESTAMP" => entry.timestamp = time::epoch_from_text(value),
                "PRIORITY" => entry.level = value.parse().ok().and_then(json::syslog_level),
                _ => {
                    if rank < 9 && source.as_ref().is_none_or(|(best, _)| rank < *best) {
                        source = Some((rank, value.to_owned()));
                    }
                    let value = value.to_owned();
                    let value = if json::scan::is_number(&value) {
                        Value::Json(value.into())
                    } else {
                        Value::Text(value.into())
                    };
                    entry.context.push((Cow::Owned(name.to_owned()), value));
                }
            }
        }
        unrepeat(&mut entry.context);
        entry.source = source.map(|(_, source)| Cow::Owned(source));
        entry.message = message.map_or(text, Cow::Owned);
    }

    fn samples(&self) -> &'static [Sample] {
        JOURNAL_SAMPLES
    }
}

impl Format for PrettyJson {
    fn name(&self) -> &'static str {
        "json-pretty"
    }

    fn title(&self) -> &'static str {
        "JSON objects over several lines"
    }

    fn parse<'a>(&self, line: &'a str, _: &Clock) -> Option<Entry<'a>> {
        (line == "{").then(|| Entry { message: line.into(), ..Entry::default() })
    }

    fn is_json(&self) -> bool {
        true
    }

    fn finish(&self, entry: &mut Entry<'_>, clock: &Clock) {
        let text = entry.message.trim_end().trim_end_matches(',').to_owned();
        if let Some((_, read)) = json::read(&text, clock) {
            *entry = read.into_owned();
        }
    }

    fn samples(&self) -> &'static [Sample] {
        PRETTY_SAMPLES
    }
}

impl Format for JavaUtil {
    fn name(&self) -> &'static str {
        "java-util-logging"
    }

    fn title(&self) -> &'static str {
        "java.util.logging, Tomcat"
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        // `Jan 23, 2026 3:04:05 PM org.example.Service start`, and the level on the next line
        if !line.as_bytes().first()?.is_ascii_uppercase()
            || !matches!(line.as_bytes().get(5..7)?, [b',', _] | [_, b','])
        {
            return None;
        }
        let (timestamp, taken) = time::read(line, clock)?;
        let mut scanner = Scanner::at(line, taken);
        scanner.eat(b' ')?;
        let class = scanner.word().filter(|word| is_name(word) && !word.ends_with(':'))?;
        let mut context = Vec::new();
        let after_class = scanner.position();
        if scanner.eat(b' ').is_some() {
            let method = scanner.word()?;
            context.push((Cow::Borrowed("method"), Value::Text(method.into())));
        }
        if scanner.peek().is_some() {
            return None;
        }
        let message = line.get(after_class..)?.trim_start().into();
        Some(Entry { timestamp: Some(timestamp), level: None, source: Some(class.into()), message, context })
    }

    fn finish(&self, entry: &mut Entry<'_>, _: &Clock) {
        let Some((_, rest)) = entry.message.split_once('\n') else { return };
        if let Some((word, text)) = rest.split_once(':')
            && let Some(level) = marked_level(word)
        {
            entry.level = Some(level);
            entry.message = Cow::Owned(text.trim_start_matches(' ').to_owned());
        }
    }

    fn samples(&self) -> &'static [Sample] {
        JAVA_SAMPLES
    }
}

const JOURNAL_SAMPLES: &[Sample] = &[];
const PRETTY_SAMPLES: &[Sample] = &[];
const JAVA_SAMPLES: &[Sample] = &[];
