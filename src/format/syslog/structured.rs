//! RFC 5424, with structured data.

use std::borrow::Cow;

use crate::entry::{Entry, Value};
use crate::format::context::{field, unrepeat};
use crate::format::scanner::Scanner;
use crate::format::{Clock, Format, Sample, json, time};

/// Reads `<34>1 2026-01-23T10:15:00.003Z host program 123 ID47 [id key="value"] text`.
#[derive(Debug)]
pub(in crate::format) struct Syslog5424;

impl Format for Syslog5424 {
    fn name(&self) -> &'static str {
        "syslog5424"
    }

    fn title(&self) -> &'static str {
        "syslog (RFC 5424)"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'<'
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let mut scanner = Scanner::new(line);
        let priority = super::priority(&mut scanner)?;
        scanner.eat_text("1 ")?;
        let time_word = scanner.word()?;
        let timestamp = if time_word == "-" { None } else { Some(time::whole(time_word, clock)?) };
        let mut context = Vec::with_capacity(8);
        context.push((Cow::Borrowed("facility"), Value::Json((priority / 8).to_string().into())));
        let mut next = || -> Option<Option<&'a str>> {
            scanner.eat(b' ')?;
            let word = scanner.word()?;
            Some((word != "-").then_some(word))
        };
        let host = next()?;
        let program = next()?;
        let pid = next()?;
        let id = next()?;
        for (name, word) in [("host", host), ("pid", pid), ("msgid", id)] {
            if let Some(word) = word {
                context.push(field(name, word));
            }
        }
        scanner.eat(b' ')?;
        if scanner.eat(b'-').is_none() {
            elements(&mut scanner, &mut context)?;
            unrepeat(&mut context);
        }
        let _ = scanner.eat(b' ');
        // The text may begin with a byte order mark to say that it is UTF-8.
        let _ = scanner.eat_text("\u{feff}");
        let message = Cow::Borrowed(scanner.rest());
        Some(Entry { timestamp, level: super::level(priority), source: program.map(Cow::Borrowed), message, context })
    }

    fn keeps_loose_lines(&self) -> bool {
        true
    }

    fn samples(&self) -> &'static [Sample] {
        SAMPLES
    }
}

/// Reads `[id key="value" …][id …]`; keys stand in the context as `id.key`.
fn elements<'a>(scanner: &mut Scanner<'a>, context: &mut Vec<(Cow<'a, str>, Value<'a>)>) -> Option<()> {
    if scanner.peek()? != b'[' {
        return None;
    }
    while scanner.eat(b'[').is_some() {
        let id = scanner.run(|byte| !matches!(byte, b' ' | b']' | b'"' | b'='));
        loop {
            scanner.spaces();
            if scanner.eat(b']').is_some() {
                break;
            }
            let key = scanner.run(|byte| !matches!(byte, b' ' | b']' | b'"' | b'='));
            scanner.eat_text("=\"")?;
            let value = json::scan::unescape_guarded(scanner.quoted()?);
            context.push((Cow::Owned(format!("{id}.{key}")), Value::Text(value)));
        }
    }
    Some(())
}

const SAMPLES: &[Sample] = &[
    Sample {
        line: "<34>1 2026-01-23T10:15:00.003Z web-1.example.org su - ID47 - 'su root' failed for lonvick on /dev/pts/8",
        record: r#"{"timestamp":"2026-01-23T10:15:00.003Z","level":"CRITICAL","source":"su","message":"'su root' failed for lonvick on /dev/pts/8","context":{"facility":4,"host":"web-1.example.org","msgid":"ID47"}}"#,
    },
    Sample {
        line: "<165>1 2026-01-23T10:15:01.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
        record: r#"{"timestamp":"2026-01-23T17:15:01.000003Z","level":"NOTICE","source":"myproc","message":"%% It's time to make the do-nuts.","context":{"facility":20,"host":"192.0.2.1","pid":8710}}"#,
    },
    Sample {
        line: "<165>1 2026-01-23T10:15:02.003Z web-1 evntslog - ID47 [exampleSDID@32473 iut=\"3\" eventSource=\"Application\"] \u{feff}An application event",
        record: r#"{"timestamp":"2026-01-23T10:15:02.003Z","level":"NOTICE","source":"evntslog","message":"An application event","context":{"facility":20,"host":"web-1","msgid":"ID47","exampleSDID@32473.iut":"3","exampleSDID@32473.eventSource":"Application"}}"#,
    },
    Sample {
        line: r#"<165>1 2026-01-23T10:15:03.003Z web-1 evntslog - ID47 [a@1 x="quote \" and \] bracket"][b@1 y="2"]"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03.003Z","level":"NOTICE","source":"evntslog","message":"","context":{"facility":20,"host":"web-1","msgid":"ID47","a@1.x":"quote \" and ] bracket","b@1.y":"2"}}"#,
    },
    Sample {
        line: "<0>1 - - - - - -",
        record: r#"{"timestamp":null,"level":"CRITICAL","source":null,"message":"","context":{"facility":0}}"#,
    },
    Sample {
        line: "<14>1 2026-01-23T10:15:05Z web-1 app 7 - - text",
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"INFO","source":"app","message":"text","context":{"facility":1,"host":"web-1","pid":7}}"#,
    },
];
