//! Searches by the grammar of `q`, with odd texts in the place of words.

use proptest::prelude::*;
use proptest::sample::select;

use super::text;

/// Texts that mean something in a search, or in an expression in it.
pub(super) const PIECES: &[&str] = &[
    " ",
    "(",
    ")",
    "\"",
    "/",
    "/i",
    "\\",
    ":",
    "!=",
    ">=",
    "<=",
    ">",
    "<",
    "-",
    "OR",
    " OR ",
    "NOT ",
    "*",
    "level",
    "message",
    "context.",
    "[",
    "]",
    "|",
    "(?i)",
    "\\d",
    "\\b",
    "^",
    "$",
    ".*",
    "{1000}",
    "{2,}",
    "\\p{L}",
    "\\x{10ffff}",
    "(?<a>",
    "é",
];

const WORDS: &[&str] = &[
    "line", "took", "pool", "Line", "db.pool", "12:30", "http://x", "C:\\x", "std::io", "a(b)", "ERROR", "red",
    "at main", "straße", "🦀",
];

const REGEXES: &[&str] = &[
    "line \\d+",
    "^2026",
    "took=\\d+ms$",
    "(a*)*b",
    "a{1000}{1000}",
    "\\w{500}",
    "(?i)pool",
    "[^\\n]*",
    "",
    "\\",
    "(",
    "[a",
    "\\p{Greek}+",
    "a|b|",
    "x*?",
    "\\b",
    "(?s).*",
    "(?-u:\\xff)",
    "[[:alpha:]&&[^a]]",
    "\\/",
    "^$",
    "(?m)^\\s+at",
    "\\z",
];

const KEYS: &[&str] = &[
    "level",
    "source",
    "message",
    "file",
    "context.level",
    "user.id",
    "trace_id",
    "n",
    "big",
    "a.b",
    "took",
    "error.stack",
    "é",
    "context.",
    "x[0]",
    "@t",
    "k8s/pod",
];

const OPERATORS: &[&str] = &[":", ":", ":", "!=", ">", ">=", "<", "<="];

/// A search, most often a right one.
pub(super) fn search() -> BoxedStrategy<String> {
    term()
        .prop_recursive(5, 24, 4, |inner| {
            prop_oneof![
                4 => prop::collection::vec(inner.clone(), 1..4).prop_map(|terms| terms.join(" ")),
                2 => prop::collection::vec(inner.clone(), 2..4).prop_map(|terms| terms.join(" OR ")),
                2 => inner.clone().prop_map(|term| format!("({term})")),
                2 => inner.clone().prop_map(|term| format!("-{term}")),
                1 => inner.prop_map(|term| format!("NOT {term}")),
            ]
        })
        .boxed()
}

fn term() -> BoxedStrategy<String> {
    let word = || -> BoxedStrategy<String> {
        prop_oneof![4 => select(WORDS).prop_map(str::to_owned), 1 => text::odd()].boxed()
    };
    let regex = prop_oneof![4 => select(REGEXES).prop_map(str::to_owned), 1 => text::odd()];
    let value = prop_oneof![
        4 => word(),
        3 => text::number(),
        2 => word().prop_map(|word| format!("{word}*")),
        2 => word().prop_map(|word| format!("\"{word}\"")),
        1 => select(&["*", "error", "warn", "\"\"", "3", "CRITICAL"][..]).prop_map(str::to_owned),
    ];
    prop_oneof![
        4 => word(),
        2 => word().prop_map(|word| format!("\"{word}\"")),
        2 => (regex, any::<bool>()).prop_map(|(regex, ignores)| format!("/{regex}/{}", if ignores { "i" } else { "" })),
        4 => (select(KEYS), select(OPERATORS), value).prop_map(|(key, operator, value)| format!("{key}{operator}{value}")),
    ]
    .boxed()
}
