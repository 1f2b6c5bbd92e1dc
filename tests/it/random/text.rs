//! Texts that nobody expects.

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Texts that have broken readers of texts.
const ODD: &[&str] = &[
    "",
    " ",
    "\t",
    "\0",
    "\r\n",
    "\u{7f}",
    "\u{1b}[31m",
    "\u{feff}",
    "\u{202e}",
    "\u{fffd}",
    "\u{10ffff}",
    "\u{e000}",
    "é",
    "e\u{301}",
    "ß",
    "İ",
    "ſ",
    "K",
    "日本語",
    "🦀",
    "👩\u{200d}👩\u{200d}👧",
    "٣",
    "½",
    "NaN",
    "-NaN",
    "inf",
    "-inf",
    "null",
    "true",
    "false",
    "TRUE",
    "yes",
    "none",
    "undefined",
    "{}",
    "[]",
    "\"",
    "'",
    "`",
    "\\",
    "\\\\",
    "/",
    "//",
    "..",
    "../..",
    "%",
    "%%",
    "%s",
    "%00",
    "$(x)",
    "<b>",
    "&amp;",
    "a,b",
    ",",
    ",,",
    ";",
    "a=b",
    "=",
    "&",
    "#",
    "?",
    "*",
    "**",
    "***",
    "[",
    "[!",
    "{a,b",
    "}",
    "[a-",
    "a-z]",
    "(",
    ")",
    "-",
    "--",
    "--q",
    "+",
    "~",
    "!",
    "@",
    ":",
    "::",
    "|",
    "^",
    ".",
    "…",
];

/// Numbers about the ends of what numbers can hold, and texts that are nearly numbers.
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "+1",
    "00",
    "-0",
    "2",
    "10",
    "255",
    "256",
    "999",
    "1000",
    "1001",
    "65535",
    "65536",
    "100000",
    "100001",
    "2147483647",
    "2147483648",
    "-2147483648",
    "-2147483649",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999999",
    "1e3",
    "1e309",
    "-1e-400",
    "1.5",
    "0.1",
    ".5",
    "5.",
    "1_000",
    "1,000",
    "0x10",
    "١٢",
    " 7",
    "7 ",
    "1e",
    "--1",
];

/// A piece of a text that may be repeated until it is too long, or nested too deeply.
const REPEATED: &[&str] =
    &["a", "(", ")", "-", "NOT ", "a OR ", "\"", "[", "{\"a\":", "*", "é", "%41", "/a/ ", "../", ",", "1", "a."];

/// Any text: odd, a number, any characters, or far too long.
pub(super) fn odd() -> BoxedStrategy<String> {
    prop_oneof![
        5 => select(ODD).prop_map(str::to_owned),
        4 => number(),
        4 => any::<String>(),
        4 => "[ -~]{1,16}",
        1 => long(),
    ]
    .boxed()
}

/// A number, or nearly one.
pub(super) fn number() -> BoxedStrategy<String> {
    prop_oneof![select(NUMBERS).prop_map(str::to_owned), any::<i64>().prop_map(|number| number.to_string())].boxed()
}

/// A text of a few pieces, so many times that it may be too much.
fn long() -> BoxedStrategy<String> {
    (select(REPEATED), prop_oneof![60..80usize, 100..300usize, 1_000..9_000usize, 60_000..90_000usize])
        .prop_map(|(piece, bytes)| piece.repeat(bytes / piece.len()))
        .boxed()
}

/// What befalls a text on its way.
#[derive(Clone, Debug)]
pub(super) enum Damage {
    /// Bytes come in.
    Insert(Index, Vec<u8>),
    /// A byte becomes another.
    Change(Index, u8),
    /// Bytes are lost.
    Cut(Index, Index),
    /// Bytes come twice.
    Repeat(Index, Index),
}

/// Some damage, to a text in whose language these pieces mean something.
pub(super) fn damage(pieces: &'static [&'static str]) -> BoxedStrategy<Damage> {
    let inserted = prop_oneof![
        4 => select(pieces).prop_map(|piece| piece.as_bytes().to_vec()),
        2 => odd().prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 1..6),
    ];
    prop_oneof![
        4 => (any::<Index>(), inserted).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        2 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Change(at, byte)),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Cut(from, to)),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Repeat(from, to)),
    ]
    .boxed()
}

impl Damage {
    /// Does it.
    pub(super) fn befall(&self, bytes: &mut Vec<u8>) {
        let place = |index: &Index, bytes: &Vec<u8>| index.index(bytes.len() + 1);
        let between = |from: &Index, to: &Index, bytes: &Vec<u8>| {
            let (from, to) = (place(from, bytes), place(to, bytes));
            from.min(to)..from.max(to)
        };
        match self {
            Damage::Insert(at, inserted) => {
                let at = place(at, bytes);
                drop(bytes.splice(at..at, inserted.iter().copied()));
            }
            Damage::Change(at, byte) => {
                let at = place(at, bytes);
                bytes.get_mut(at).into_iter().for_each(|changed| *changed = *byte);
            }
            Damage::Cut(from, to) => drop(bytes.drain(between(from, to, bytes))),
            Damage::Repeat(from, to) => {
                let repeated = between(from, to, bytes);
                bytes.extend_from_within(repeated);
            }
        }
    }
}
