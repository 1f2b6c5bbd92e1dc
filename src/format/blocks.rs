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

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_uppercase() || byte == b'_'
    }

    fn parse<'a>(&self, line: &'a str, _: &Clock) -> Option<Entry<'a>> {
        line.starts_with("__CURSOR=").then(|| Entry { message: line.into(), ..Entry::default() })
    }

    fn continues(&self, line: &str) -> bool {
        let is_name = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
        let length = line.bytes().take_while(is_name).count();
        length > 0 && line.as_bytes().get(length) == Some(&b'=') && &line[..length] != "__CURSOR"
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
                    let value = if super::words::is_safe_number(&value) {
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

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'{'
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
            for (_, value) in &mut entry.context {
                if let Value::Json(raw) = value
                    && raw.contains('\n')
                {
                    // A record is one line; a line end in JSON can only be layout.
                    *raw = Cow::Owned(raw.lines().map(str::trim_start).collect());
                }
            }
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

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_uppercase()
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

const JOURNAL_SAMPLES: &[Sample] = &[
    Sample {
        line: "__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1769163300123456\n_HOSTNAME=web-1\nPRIORITY=6\nSYSLOG_IDENTIFIER=sshd\n_PID=24200\nMESSAGE=Accepted publickey for deploy\n",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123456Z","level":"INFO","source":"sshd","message":"Accepted publickey for deploy","context":{"__CURSOR":"s=1;i=2","_HOSTNAME":"web-1","SYSLOG_IDENTIFIER":"sshd","_PID":24200}}"#,
    },
    Sample {
        line: "__CURSOR=s=1;i=3\n__REALTIME_TIMESTAMP=1769163301000000\nPRIORITY=3\n_SYSTEMD_UNIT=nginx.service\nMESSAGE=bind() to 0.0.0.0:80 failed\n",
        record: r#"{"timestamp":"2026-01-23T10:15:01.000000Z","level":"ERROR","source":"nginx.service","message":"bind() to 0.0.0.0:80 failed","context":{"__CURSOR":"s=1;i=3","_SYSTEMD_UNIT":"nginx.service"}}"#,
    },
    Sample {
        line: "__CURSOR=s=1;i=4\n__REALTIME_TIMESTAMP=1769163302000000\n_COMM=cron\n_SYSTEMD_UNIT=cron.service\nMESSAGE=a=1 b=2 c=3\nPRIORITY=5\n",
        record: r#"{"timestamp":"2026-01-23T10:15:02.000000Z","level":"NOTICE","source":"cron","message":"a=1 b=2 c=3","context":{"__CURSOR":"s=1;i=4","_COMM":"cron","_SYSTEMD_UNIT":"cron.service"}}"#,
    },
    Sample {
        line: "__CURSOR=s=1;i=5\nMESSAGE=no time\n",
        record: r#"{"timestamp":null,"level":null,"source":null,"message":"no time","context":{"__CURSOR":"s=1;i=5"}}"#,
    },
    Sample {
        line: "__CURSOR=s=1;i=6\n__REALTIME_TIMESTAMP=1769163303000000\nMESSAGE=\n_TRANSPORT=kernel\nPRIORITY=0\n",
        record: r#"{"timestamp":"2026-01-23T10:15:03.000000Z","level":"CRITICAL","source":null,"message":"","context":{"__CURSOR":"s=1;i=6","_TRANSPORT":"kernel"}}"#,
    },
    Sample {
        line: "__CURSOR=s=1;i=7\n__REALTIME_TIMESTAMP=1769163304000000\n__MONOTONIC_TIMESTAMP=1234\nMESSAGE=x\n",
        record: r#"{"timestamp":"2026-01-23T10:15:04.000000Z","level":null,"source":null,"message":"x","context":{"__CURSOR":"s=1;i=7","__MONOTONIC_TIMESTAMP":1234}}"#,
    },
];
const PRETTY_SAMPLES: &[Sample] = &[
    Sample {
        line: "{\n  \"timestamp\": \"2026-01-23T10:15:00.123Z\",\n  \"level\": \"ERROR\",\n  \"message\": \"pool exhausted\",\n  \"waiting\": 7\n}",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"ERROR","source":null,"message":"pool exhausted","context":{"waiting":7}}"#,
    },
    Sample {
        line: "{\n    \"level\": 30,\n    \"time\": 1769163300123,\n    \"pid\": 1,\n    \"hostname\": \"web-1\",\n    \"msg\": \"listening\"\n}",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":null,"message":"listening","context":{"pid":1,"hostname":"web-1"}}"#,
    },
    Sample {
        line: "{\n\t\"msg\": \"tabs\",\n\t\"list\": [\n\t\t1,\n\t\t2\n\t]\n}",
        record: r#"{"timestamp":null,"level":null,"source":null,"message":"tabs","context":{"list":[1,2]}}"#,
    },
    Sample {
        line: "{\n  \"message\": \"in an array\",\n  \"severity\": \"WARN\"\n},",
        record: r#"{"timestamp":null,"level":"WARNING","source":null,"message":"in an array","context":{}}"#,
    },
    Sample {
        line: "{\n\"message\": \"not indented\",\n\"level\": \"info\"\n}",
        record: r#"{"timestamp":null,"level":"INFO","source":null,"message":"not indented","context":{}}"#,
    },
    Sample {
        line: "{\n  \"broken\": \n}",
        record: r#"{"timestamp":null,"level":null,"source":null,"message":"{\n  \"broken\": \n}","context":{}}"#,
    },
];
const JAVA_SAMPLES: &[Sample] = &[
    Sample {
        line: "Jan 23, 2026 3:04:05 PM org.apache.catalina.core.StandardService startInternal\nINFO: Starting service Tomcat",
        record: r#"{"timestamp":"2026-01-23T15:04:05Z","level":"INFO","source":"org.apache.catalina.core.StandardService","message":"Starting service Tomcat","context":{"method":"startInternal"}}"#,
    },
    Sample {
        line: "Jan 23, 2026 12:04:05 AM org.example.Pool get\nWARNING: pool exhausted\njava.lang.IllegalStateException: x\n\tat org.example.Pool.get(Pool.java:17)",
        record: r#"{"timestamp":"2026-01-23T00:04:05Z","level":"WARNING","source":"org.example.Pool","message":"pool exhausted\njava.lang.IllegalStateException: x\n\tat org.example.Pool.get(Pool.java:17)","context":{"method":"get"}}"#,
    },
    Sample {
        line: "Jan 3, 2026 3:04:05 AM org.example.Main main\nSEVERE: bye",
        record: r#"{"timestamp":"2026-01-03T03:04:05Z","level":"ERROR","source":"org.example.Main","message":"bye","context":{"method":"main"}}"#,
    },
    Sample {
        line: "Jan 23, 2026 3:04:05 PM org.example.Main <init>\nFINE: made",
        record: r#"{"timestamp":"2026-01-23T15:04:05Z","level":"DEBUG","source":"org.example.Main","message":"made","context":{"method":"<init>"}}"#,
    },
    Sample {
        line: "Jan 23, 2026 3:04:05 PM org.example.Main\nCONFIG: read",
        record: r#"{"timestamp":"2026-01-23T15:04:05Z","level":"DEBUG","source":"org.example.Main","message":"read","context":{}}"#,
    },
    Sample {
        line: "Jan 23, 2026 3:04:05\u{202f}PM org.example.Main run\nFINEST: narrow",
        record: r#"{"timestamp":"2026-01-23T15:04:05Z","level":"TRACE","source":"org.example.Main","message":"narrow","context":{"method":"run"}}"#,
    },
];
