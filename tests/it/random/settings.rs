//! Configuration files: options with values that are right, right elsewhere or wrong, formats and files, and examples with some damage.

use std::collections::BTreeSet;
use std::fmt;

use clap::CommandFactory;
use logbrook::cli::Cli;
use proptest::prelude::*;
use proptest::sample::select;

use super::text;

/// A configuration as it stands in a file; `@` stands for the directory of the files that it names.
#[derive(Clone)]
pub(super) struct Text(pub(super) Vec<u8>);

/// What the documents show.
const EXAMPLES: &[&str] = &[include_str!("../../../packaging/config.toml"), FORMAT, SERVER];

const FORMAT: &str = r#"[[files]]
glob = "tills/*.log"
format = "till"

[[format]]
name = "till"
pattern = '(?<timestamp>\d{2}\.\d{2}\.\d{4} \d{2}:\d{2}:\d{2})\|(?<level>\w+)\|(?<source>[^|]*)\|(?<order>[^|]*)\|(?<message>.*)'
timezone = "Europe/Berlin"
samples = [
  { line = "23.01.2026 10:15:00|warn|till-7|8841|drawer is open", timestamp = "2026-01-23T09:15:00Z", level = "warning", order = 8841 },
  { line = "23.01.2026 10:15:01|info|till-7||drawer is shut", level = "info" },
]
"#;

const SERVER: &str = r#"bind = "0.0.0.0:7474"
token-file = "@/token"
trust-proxy = ["10.0.0.0/8", "::1"]
allow-host = "logs.example,*.example"
max-line = "1MiB"
channel-ttl = "7d"
access-log = true
"#;

/// Texts that mean something in TOML or in a pattern.
const PIECES: &[&str] = &[
    "=",
    " = ",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    ",",
    ".",
    "#",
    "\n",
    "\r\n",
    "\\",
    "\\u00e9",
    "\\U00110000",
    "true",
    "1",
    "0x",
    "1e999",
    "2026-01-23",
    "10:15:00",
    "inf",
    "nan",
    "bind",
    "format",
    "files",
    "paths",
    "samples",
    "(?<",
    "(",
    ")",
    "*",
    "@/",
    "\u{feff}",
    "é",
];

const SIZES: &[&str] = &[
    "\"1MiB\"",
    "\"64k\"",
    "1048576",
    "4096",
    "\"2 GB\"",
    "\"0\"",
    "0",
    "\"1.5M\"",
    "\"99999999999999999999G\"",
    "\"16777216T\"",
    "\"-1\"",
];
const COUNTS: &[&str] = &[
    "1",
    "100",
    "\"7\"",
    "20000",
    "0",
    "-1",
    "1e3",
    "9223372036854775807",
    "\"18446744073709551616\"",
    "9223372036854775808",
    "\"\"",
];
const SPANS: &[&str] = &[
    "\"30s\"",
    "\"15m\"",
    "\"1h30m\"",
    "30",
    "\"500ms\"",
    "\"7d\"",
    "\"0\"",
    "0",
    "\"4294967295w\"",
    "\"1y\"",
    "\"-1s\"",
    "30.5",
];
const SWITCHES: &[&str] = &["true", "false", "\"true\"", "\"yes\"", "1", "\"\""];
const FILES: &[&str] = &[
    "\"@/token\"",
    "\"@/short\"",
    "\"@/users\"",
    "\"@/key.pem\"",
    "\"@/missing\"",
    "\"@\"",
    "\"@/bytes\"",
    "\"@/empty\"",
    "\"\"",
    "\"\\u0000\"",
];
const HOSTS: &[&str] =
    &["\"*.example\"", "[\"a.example\", \"b.example\"]", "\"a,b\"", "\"*\"", "[]", "\"a b\"", "[\"\"]"];
const ORIGINS: &[&str] =
    &["\"https://a.example\"", "[\"http://[::1]:8\"]", "\"null\"", "\"https://\"", "\"https://a,http://b\""];
const NETWORKS: &[&str] =
    &["\"10.0.0.0/8\"", "[\"::1\", \"fd00::/8\"]", "\"10.0.0.5,::1\"", "\"10.0.0.0/40\"", "\"proxy\"", "[]"];
const REDIS: &[&str] = &[
    "\"redis://127.0.0.1:6379\"",
    "\"redis+sentinel://a:1,b:2/main\"",
    "\"redis+cluster://a:1,b:2\"",
    "\"redis://:p@a#x.*,y\"",
    "[\"redis://a#b\", \"redis://c#d\"]",
    "\"redis://\"",
    "\"redis://[::1\"",
    "\"redis://a:99999#b\"",
    "\"http://a#b\"",
    "\"#\"",
    "\"redis+sentinel://,/\"",
];
/// Values of options that stand alone.
const OTHERS: &[(&str, &[&str])] = &[
    (
        "bind",
        &[
            "\"127.0.0.1:0\"",
            "\"[::1]:0\"",
            "\"0.0.0.0:0\"",
            "\"localhost:0\"",
            "\"127.0.0.1:99999\"",
            "\"example.com:80\"",
            "7474",
        ],
    ),
    ("base-path", &["\"/logs\"", "\"/\"", "\"/a/b//\"", "\"/a//b\"", "\"/.a\"", "\"logs\"", "\"\""]),
    ("watch", &["\"auto\"", "\"poll\"", "\"never\""]),
    ("index", &["\"auto\"", "\"off\"", "\"now\"", "true"]),
    ("log-level", &["\"warn\"", "\"TRACE\"", "\"5\"", "\"off\""]),
    ("log-style", &["\"text\"", "\"json\"", "\"JSON\""]),
    (
        "timezone",
        &[
            "\"UTC\"",
            "\"Europe/Berlin\"",
            "\"+02:00\"",
            "\"+99:00\"",
            "\"-00:00:01\"",
            "\"Mars/Olympus\"",
            "\"CET-1CEST,M3.5.0,M10.5.0/3\"",
        ],
    ),
    ("encoding", &["\"latin1\"", "\"utf-16\"", "\"replacement\"", "\"x-user-defined\"", "\"x\""]),
    ("auth-header", &["\"X-Forwarded-User\"", "\"a b\"", "\"é\""]),
    ("token", &["\"secret\"", "\"a b\"", "7"]),
    ("write-token", &["\"secret\"", "\"other\""]),
    ("color", &["\"auto\"", "\"always\"", "\"sometimes\""]),
    ("expires", SPANS),
    ("level", &["\"info\"", "\"loud\""]),
];
const PATTERNS: &[&str] = &[
    "(?<message>.*)",
    "(?<timestamp>\\S+) (?<level>\\w+) (?<message>.*)",
    "(?<a>",
    "(a)",
    "(?<a>\\w{1000}{1000})",
    "(?<message>(a*)*b)",
    "^(?<x>.)$",
    "(?<level>)(?<level>)",
    "(?<message>x)|(?<source>y)",
    "(?x) (?<a>. ) # b",
    "\\z(?<a>\\A)",
    "(?-u:\\xff)(?<a>.)",
    "(?<é>.)",
    "",
];

/// A value that goes with an option, as TOML.
fn right(option: &str) -> BoxedStrategy<String> {
    let values = match option {
        "max-line" | "max-decompressed" | "channel-max-size" | "max-post" => SIZES,
        "channel-ttl" | "timeout" => SPANS,
        "access-log" | "fsync" => SWITCHES,
        "trust-proxy" => NETWORKS,
        "allow-host" => HOSTS,
        "allow-origin" => ORIGINS,
        "channels" | "bridge" => REDIS,
        option if option.ends_with("-timeout") => SPANS,
        option if option.starts_with("max-") => COUNTS,
        option => OTHERS.iter().find(|(name, _)| *name == option).map_or(FILES, |(_, values)| values),
    };
    select(values).prop_map(str::to_owned).boxed()
}

/// A value of any kind, as TOML.
fn any_value() -> BoxedStrategy<String> {
    let lists: [&'static [&'static str]; 9] = [SIZES, COUNTS, SPANS, SWITCHES, FILES, HOSTS, ORIGINS, NETWORKS, REDIS];
    let leaf = prop_oneof![
        4 => select(lists.concat()).prop_map(str::to_owned),
        3 => text::odd().prop_map(quoted),
        1 => any::<i64>().prop_map(|number| number.to_string()),
        1 => select(&["1.5", "inf", "nan", "2026-01-23T10:15:00Z", "10:15:00", "0xff", "0o777", "1_000", "''", "\"\"\"\n\"\"\""][..]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::vec(("[a-z]{1,6}", inner), 0..3).prop_map(|pairs| {
                let pairs: Vec<String> = pairs.into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
                format!("{{ {} }}", pairs.join(", "))
            }),
        ]
    })
    .boxed()
}

fn quoted(text: String) -> String {
    toml::Value::String(text).to_string()
}

/// Returns the names of the options of a command, or of all.
pub(super) fn options(of: Option<&str>) -> Vec<String> {
    let command = Cli::command();
    let commands = command.get_subcommands().filter(|command| of.is_none_or(|of| command.get_name() == of));
    let options: BTreeSet<&str> =
        commands.flat_map(clap::Command::get_arguments).filter_map(clap::Arg::get_long).collect();
    options.into_iter().map(str::to_owned).collect()
}

/// Any configuration.
pub(super) fn settings() -> BoxedStrategy<Text> {
    let lines = prop::collection::vec(line(), 1..6);
    let tables = prop::collection::vec(prop_oneof![format(), files()], 0..3);
    let made = (lines, prop_oneof![3 => Just(Vec::new()), 1 => tables])
        .prop_map(|(lines, tables)| [lines, tables].concat().concat());
    let example = select(EXAMPLES).prop_map(str::to_owned);
    let damages = || prop::collection::vec(text::damage(PIECES), 1..4);
    let whole = (made, prop_oneof![5 => Just(Vec::new()), 1 => damages()]);
    let damaged = (example, damages());
    prop_oneof![3 => whole, 1 => damaged]
        .prop_map(|(text, damages)| {
            let mut bytes = text.into_bytes();
            damages.iter().for_each(|damage| damage.befall(&mut bytes));
            Text(bytes)
        })
        .boxed()
}

/// A line that sets an option, or what is none.
fn line() -> BoxedStrategy<String> {
    let option = prop_oneof![40 => select(options(Some("serve"))), 3 => select(options(None)), 1 => Just("paths".to_owned()), 1 => text::odd().prop_map(|key| serde_json::to_string(&key).unwrap()), 1 => "[a-z-]{1,12}"];
    let set = option.prop_flat_map(|option| {
        let value = prop_oneof![12 => right(&option), 1 => any_value()];
        (Just(option), value)
    });
    set.prop_map(|(option, value)| format!("{option} = {value}\n")).boxed()
}

fn format() -> BoxedStrategy<String> {
    let name = prop_oneof![4 => select(&["till", "x.y_z-1", "json", "plain", "Till", ""][..]).prop_map(str::to_owned), 1 => text::odd()];
    let pattern = prop_oneof![4 => select(PATTERNS).prop_map(str::to_owned), 1 => text::odd()];
    let sample = (text::odd(), prop::option::of(any_value())).prop_map(|(line, level)| {
        format!("{{ line = {}, level = {} }}", quoted(line), level.unwrap_or_else(|| "\"info\"".to_owned()))
    });
    let more = prop_oneof![
        4 => Just(String::new()),
        1 => any_value().prop_map(|value| format!("timezone = {value}\n")),
        1 => any_value().prop_map(|value| format!("multiline = {value}\n")),
        1 => any_value().prop_map(|value| format!("samples = {value}\n")),
        1 => any_value().prop_map(|value| format!("colour = {value}\n")),
        2 => sample.prop_map(|sample| format!("samples = [{sample}]\n")),
    ];
    (name, pattern, more)
        .prop_map(|(name, pattern, more)| {
            format!("[[format]]\nname = {}\npattern = {}\n{more}", quoted(name), quoted(pattern))
        })
        .boxed()
}

fn files() -> BoxedStrategy<String> {
    let glob = prop_oneof![select(&["*.log", "**/*.txt", "[", "{a,b", "a**b"][..]).prop_map(quoted_name), any_value()];
    let format = prop_oneof![select(&["till", "plain", "json", "x"][..]).prop_map(quoted_name), any_value()];
    (glob, format).prop_map(|(glob, format)| format!("[[files]]\nglob = {glob}\nformat = {format}\n")).boxed()
}

fn quoted_name(name: &str) -> String {
    quoted(name.to_owned())
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match std::str::from_utf8(&self.0) {
            Ok(text) if !text.chars().any(|character| character.is_control() && character != '\n') => f.write_str(text),
            _ => write!(f, "{}", self.0.escape_ascii()),
        }
    }
}
