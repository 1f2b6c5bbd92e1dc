//! Requests of any address with any query, as the bytes that are sent.

use std::fmt;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::Union;

use super::declared::Declared;
use super::parameters::{self, Parameter};
use super::text::{self, Damage};
use super::{logs, search};

/// One request.
#[derive(Clone)]
pub(super) struct Ask {
    pub(super) method: &'static str,
    /// The address as the OpenAPI document names it.
    pub(super) path: String,
    /// The address as it is sent.
    pub(super) target: Vec<u8>,
    headers: Vec<(&'static str, String)>,
}

/// How a text is written in an address.
#[derive(Clone, Copy, Debug)]
enum Spelling {
    /// All but letters and digits is escaped.
    Escaped,
    /// What may stand there stands there.
    Plain,
    /// What is behind it is no escape, or none of a letter.
    Broken(&'static str),
}

const BROKEN: &[&str] =
    &["%", "%4", "%zz", "%ff", "%c0%ae", "%ed%a0%80", "%f4%90%80%80", "%%41", "%00", "%0d%0a", "%u0041"];

const HEADERS: &[(&str, &[&str])] = &[
    (
        "Range",
        &[
            "bytes=0-3",
            "bytes=5-",
            "bytes=-4",
            "bytes=0-0",
            "bytes=-0",
            "bytes=9-2",
            "bytes=0-1,4-5",
            "bytes=999999-",
            "bytes=a-b",
            "bytes=0-18446744073709551615",
            "bytes=18446744073709551616-",
            "bytes=-99999999999999999999",
            "lines=1-2",
            "bytes 0-3",
            "bytes=",
            "bytes=--1",
            "bytes= 0-3 ",
            "bytes=0-3,",
            "",
        ],
    ),
    ("If-Range", &["\"x\"", "W/\"x\"", "Wed, 21 Oct 2015 07:28:00 GMT", "*", ""]),
    ("If-None-Match", &["*", "\"x\"", "W/\"x\", \"y\"", "\"", ""]),
    (
        "If-Modified-Since",
        &["Wed, 21 Oct 2115 07:28:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "x", "Wed, 99 Oct 9999 99:99:99 GMT"],
    ),
    (
        "Accept",
        &[
            "text/plain",
            "text/csv",
            "text/html",
            "application/json;q=NaN",
            "*/*;q=-1",
            "text/csv;q=1e99, */*",
            ",",
            ";",
        ],
    ),
    ("Accept-Encoding", &["gzip", "identity", "gzip;q=0", "*;q=0", "identity;q=0", "gzip;q=2", "br;q=x", ""]),
    ("Authorization", &["Bearer x", "Basic eDp5", "Basic %", "Bearer", ""]),
    ("Cookie", &["logbrook=x", "logbrook=", "=;=", "logbrook=x.y.z; logbrook=a"]),
];

/// Any request of any address.
pub(super) fn ask(declared: &Declared, cursors: &[String]) -> BoxedStrategy<Ask> {
    let weighted = |path: String| {
        let weight = if path.starts_with("/api/") && path != "/api/openapi.json" { 16 } else { 1 };
        (weight, ask_of(declared, path, cursors))
    };
    Union::new_weighted(declared.paths().into_iter().map(weighted).collect()).boxed()
}

fn ask_of(declared: &Declared, path: String, cursors: &[String]) -> BoxedStrategy<Ask> {
    let name = prop_oneof![6 => select(logs::CHANNELS).prop_map(str::to_owned), 1 => text::odd()];
    let spellings = prop::collection::vec(spelling(), 6);
    let damages = prop_oneof![12 => Just(Vec::new()), 1 => prop::collection::vec(text::damage(search::PIECES), 1..3)];
    let method = prop_oneof![12 => Just("GET"), 1 => Just("HEAD")];
    let headers = prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(header(), 1..4)];
    let upgrade = prop_oneof![8 => Just("websocket"), 1 => Just("h2c"), 1 => Just("WebSocket, x")];
    let upgrade = prop::option::weighted(if path.ends_with("/follow") { 0.8 } else { 0.03 }, upgrade);
    let parameters = parameters::parameters(&declared.parameters(&path), cursors);
    (method, name, parameters, spellings, damages, (headers, upgrade))
        .prop_map(move |(method, name, parameters, spellings, damages, (mut headers, upgrade))| {
            headers.extend(upgrade.map(|protocol| ("Upgrade", protocol.to_owned())));
            let place = spell(&name, Spelling::Plain);
            let fill = |path: String, slot: &str| path.replace(slot, &place);
            let filled = ["{name}", "{fingerprint}", "{path}"].into_iter().fold(path.clone(), fill);
            let mut query = spelled(&parameters, &spellings).into_bytes();
            damages.iter().for_each(|damage: &Damage| damage.befall(&mut query));
            // A line end would begin another line of the head.
            query.retain(|byte| *byte != b'\n');
            let target = [filled.as_bytes(), b"?", &query].concat();
            Ask { method, path: path.clone(), target, headers }
        })
        .boxed()
}

fn spelling() -> BoxedStrategy<Spelling> {
    prop_oneof![20 => Just(Spelling::Escaped), 20 => Just(Spelling::Plain), 1 => select(BROKEN).prop_map(Spelling::Broken)]
        .boxed()
}

fn header() -> BoxedStrategy<(&'static str, String)> {
    (select(HEADERS), any::<Index>(), prop_oneof![4 => Just(None), 1 => text::odd().prop_map(Some)])
        .prop_map(|((name, values), index, odd)| {
            let value = odd.unwrap_or_else(|| index.get(values).to_string());
            (name, value.chars().filter(|character| !character.is_control()).collect())
        })
        .boxed()
}

/// Writes parameters as a query.
pub(super) fn escaped(parameters: &[Parameter]) -> String {
    spelled(parameters, &vec![Spelling::Escaped; parameters.len()])
}

fn spelled(parameters: &[Parameter], spellings: &[Spelling]) -> String {
    let pair = |((name, value), spelling): (&Parameter, &Spelling)| {
        format!("{}={}", spell(name, Spelling::Plain), spell(value, *spelling))
    };
    parameters.iter().zip(spellings).map(pair).collect::<Vec<_>>().join("&")
}

fn spell(text: &str, spelling: Spelling) -> String {
    let stands = |byte: u8| match spelling {
        Spelling::Plain => byte.is_ascii_graphic() && !b"#&+%\"<>".contains(&byte),
        Spelling::Escaped | Spelling::Broken(_) => byte.is_ascii_alphanumeric(),
    };
    let letter = |byte: u8| if stands(byte) { char::from(byte).to_string() } else { format!("%{byte:02x}") };
    let end = if let Spelling::Broken(end) = spelling { end } else { "" };
    text.bytes().map(letter).collect::<String>() + end
}

impl Ask {
    /// Returns the bytes of the request.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("{} ", self.method).into_bytes();
        bytes.extend_from_slice(&self.target);
        bytes.extend_from_slice(b" HTTP/1.1\r\nHost: localhost\r\n");
        for (name, value) in &self.headers {
            bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
            if *name == "Upgrade" {
                let rest = "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
                bytes.extend_from_slice(rest.as_bytes());
            }
        }
        bytes.extend_from_slice(b"\r\n");
        bytes
    }

    /// Tells whether the address holds a word.
    pub(super) fn has(&self, word: &str) -> bool {
        self.target.windows(word.len()).any(|part| part == word.as_bytes())
    }

    /// Tells whether no more stands in the address than may (RFC 3986).
    pub(super) fn is_http(&self) -> bool {
        self.target.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%[]".contains(byte))
    }
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.bytes().escape_ascii().to_string().replace("\\r\\n", "\n"))
    }
}
