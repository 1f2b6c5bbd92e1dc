//! Access logs in the common and combined forms, with or without a virtual host in front.

use std::borrow::Cow;

use crate::entry::{Entry, Level, Value};

use super::scanner::Scanner;
use super::{Clock, Format, Sample, context, proxy, time, words};

/// Reads the lines that Apache, nginx and most other web servers write for each request.
#[derive(Debug)]
pub(super) struct Access;

impl Format for Access {
    fn name(&self) -> &'static str {
        "access"
    }

    fn title(&self) -> &'static str {
        "web access log, common or combined"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_')
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let bytes = line.as_bytes();
        let bracket = memchr::memchr(b'[', bytes.get(..bytes.len().min(512))?)?;
        // `[23/Jan/…`
        if bytes.get(bracket + 3) != Some(&b'/') || bytes.get(bracket + 7) != Some(&b'/') {
            return None;
        }
        if proxy::traefik_tail(line).is_some() {
            return None;
        }
        let (timestamp, taken) = time::read(line.get(bracket + 1..)?, clock)?;
        let mut scanner = Scanner::at(line, bracket + 1 + taken);
        scanner.eat_text("] \"")?;
        let request = scanner.quoted()?;
        scanner.eat(b' ')?;
        let status = scanner.word()?;
        let mut context = Vec::with_capacity(12);
        let source = who(line.get(..bracket)?, &mut context)?;
        self::request(request, &mut context);
        let level = status_level(status)?;
        context::add(&mut context, "status", status);
        rest(&mut scanner, &mut context);
        let message = Cow::Borrowed(request);
        Some(Entry { timestamp: Some(timestamp), level, source, message, context })
    }

    fn keeps_loose_lines(&self) -> bool {
        false
    }

    fn samples(&self) -> &'static [Sample] {
        SAMPLES
    }
}

type Context<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

/// Returns the level of a status: an error of the client is a warning, one of the server an error.
///
/// `None` where the word is no status; `Some(None)` where it is `-`.
#[expect(clippy::option_option, reason = "no status at all differs from an unknown one")]
pub(super) fn status_level(status: &str) -> Option<Option<Level>> {
    match status.as_bytes() {
        b"-" => Some(None),
        [first @ b'1'..=b'9', second, third] if second.is_ascii_digit() && third.is_ascii_digit() => {
            Some(Some(match first {
                b'4' => Level::Warning,
                b'5' => Level::Error,
                _ => Level::Info,
            }))
        }
        // nginx writes this where a request broke off before it had a status.
        b"000" => Some(None),
        _ => None,
    }
}

/// Reads `client ident user`, and the virtual host before them, which is the source.
#[expect(clippy::option_option, reason = "a line without a host differs from one of another format")]
fn who<'a>(words: &'a str, context: &mut Context<'a>) -> Option<Option<Cow<'a, str>>> {
    let mut scanner = Scanner::new(words);
    let mut client = scanner.word()?;
    if client.as_bytes().get(4) == Some(&b'-') && client.as_bytes()[0].is_ascii_digit() {
        // A date: the line is carried by another.
        return None;
    }
    scanner.eat(b' ')?;
    let mut ident = scanner.word()?;
    scanner.eat(b' ')?;
    let mut user = scanner.rest().trim_end();
    let mut source = None;
    if let Some((third, rest)) = user.split_once(' ')
        && ident != "-"
        && is_client(ident)
    {
        source = Some(Cow::Borrowed(client));
        (client, ident, user) = (ident, third, rest);
    }
    for (name, word) in [("client", client), ("ident", ident), ("user", user)] {
        if word != "-" && !word.is_empty() {
            context.push((Cow::Borrowed(name), Value::Text(word.into())));
        }
    }
    Some(source)
}

fn is_client(word: &str) -> bool {
    word.bytes().any(|byte| matches!(byte, b'.' | b':'))
}

/// Reads `GET /path HTTP/1.1`.
pub(super) fn request<'a>(request: &'a str, context: &mut Context<'a>) {
    let Some((method, rest)) = request.split_once(' ') else { return };
    if method.is_empty()
        || method.len() > 20
        || !method.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'_' | b'-'))
    {
        return;
    }
    context.push((Cow::Borrowed("method"), Value::Text(method.into())));
    let (path, protocol) = match rest.rsplit_once(' ') {
        Some((path, protocol)) if protocol.starts_with("HTTP/") => (path, Some(protocol)),
        _ => (rest, None),
    };
    context.push((Cow::Borrowed("path"), Value::Text(path.into())));
    if let Some(protocol) = protocol {
        context.push((Cow::Borrowed("protocol"), Value::Text(protocol.into())));
    }
}

/// Reads size, referrer, user agent, and whatever a server adds.
fn rest<'a>(scanner: &mut Scanner<'a>, context: &mut Context<'a>) {
    scanner.spaces();
    let before_size = *scanner;
    match scanner.word() {
        Some("-") => {}
        Some(size) if words::is_json_number(size) => context.push((Cow::Borrowed("bytes"), Value::Json(size.into()))),
        _ => *scanner = before_size,
    }
    for name in ["referer", "user_agent"] {
        scanner.spaces();
        let mut ahead = *scanner;
        if ahead.eat(b'"').is_none() {
            break;
        }
        let Some(text) = ahead.quoted() else { break };
        if !matches!(text, "-" | "") {
            context.push((Cow::Borrowed(name), Value::Text(text.into())));
        }
        *scanner = ahead;
    }
    let extra = scanner.rest().trim();
    if !extra.is_empty() {
        context.push((Cow::Borrowed("extra"), Value::Text(extra.into())));
    }
}

const SAMPLES: &[Sample] = &[
    Sample {
        line: r#"127.0.0.1 - frank [23/Jan/2026:10:15:00 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326"#,
        record: r#"{"timestamp":"2026-01-23T17:15:00Z","level":"INFO","source":null,"message":"GET /apache_pb.gif HTTP/1.0","context":{"client":"127.0.0.1","user":"frank","method":"GET","path":"/apache_pb.gif","protocol":"HTTP/1.0","status":200,"bytes":2326}}"#,
    },
    Sample {
        line: r#"10.0.0.17 - - [23/Jan/2026:10:15:01 +0000] "GET /x?a=1&b=2 HTTP/1.1" 404 153 "https://example.org/" "Mozilla/5.0 (X11; Linux x86_64)""#,
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"WARNING","source":null,"message":"GET /x?a=1&b=2 HTTP/1.1","context":{"client":"10.0.0.17","method":"GET","path":"/x?a=1&b=2","protocol":"HTTP/1.1","status":404,"bytes":153,"referer":"https://example.org/","user_agent":"Mozilla/5.0 (X11; Linux x86_64)"}}"#,
    },
    Sample {
        line: r#"shop.example.org:443 10.0.0.17 - - [23/Jan/2026:10:15:02 +0000] "POST /pay HTTP/2.0" 500 12 "-" "curl/8.5""#,
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"ERROR","source":"shop.example.org:443","message":"POST /pay HTTP/2.0","context":{"client":"10.0.0.17","method":"POST","path":"/pay","protocol":"HTTP/2.0","status":500,"bytes":12,"user_agent":"curl/8.5"}}"#,
    },
    Sample {
        line: r#"::1 - - [23/Jan/2026:10:15:03 +0000] "-" 408 - "-" "-""#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"WARNING","source":null,"message":"-","context":{"client":"::1","status":408}}"#,
    },
    Sample {
        line: r#"10.0.0.17 - - [23/Jan/2026:10:15:04 +0000] "\x16\x03\x01" 400 226 "-" "-""#,
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"WARNING","source":null,"message":"\\x16\\x03\\x01","context":{"client":"10.0.0.17","status":400,"bytes":226}}"#,
    },
    Sample {
        line: r#"10.0.0.17 - John Doe [23/Jan/2026:10:15:05 +0000] "GET /a b HTTP/1.1" 301 0 "-" "x" 0.012 "10.1.1.1""#,
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"INFO","source":null,"message":"GET /a b HTTP/1.1","context":{"client":"10.0.0.17","user":"John Doe","method":"GET","path":"/a b","protocol":"HTTP/1.1","status":301,"bytes":0,"user_agent":"x","extra":"0.012 \"10.1.1.1\""}}"#,
    },
    Sample {
        line: r#"10.0.0.17 - - [23/Jan/2026:10:15:06 +0000] "GET /q=\"x\" HTTP/1.1" 206 9 "-" "say \"hi\"""#,
        record: r#"{"timestamp":"2026-01-23T10:15:06Z","level":"INFO","source":null,"message":"GET /q=\\\"x\\\" HTTP/1.1","context":{"client":"10.0.0.17","method":"GET","path":"/q=\\\"x\\\"","protocol":"HTTP/1.1","status":206,"bytes":9,"user_agent":"say \\\"hi\\\""}}"#,
    },
];
