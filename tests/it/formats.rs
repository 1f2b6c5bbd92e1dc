//! Formats of one's own, and which format a file has, as they are typed.

use std::process::{Command, Output, Stdio};

use crate::support::LogDir;

const TILL: &str = "23.01.2026 10:15:00|warn|till-7|8841|drawer is open\n  for a minute\n\
                    23.01.2026 10:15:01|info|till-7||drawer is shut\n";

/// Returns the configuration that the documentation shows.
fn documented() -> String {
    let document = include_str!("../../docs/formats.md");
    let tables = document.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    tables.collect()
}

fn home(configuration: &str) -> LogDir {
    LogDir::new()
        .with(".config/logbrook/config.toml", configuration)
        .with("tills/7.log", TILL)
        .with("tills/copy.dat", TILL)
        .with("notes.txt", "2026-01-23T10:15:00Z ERROR db: no columns here\n")
}

fn run(home: &LogDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_logbrook"));
    command.env_clear().env("HOME", home.path()).current_dir(home.path()).stdin(Stdio::null());
    command.args(arguments).output().unwrap()
}

fn text(output: &Output) -> String {
    assert!(output.status.code() == Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_format_of_ones_own_is_found_by_itself_and_its_entries_have_columns() {
    let home = home(&documented());
    let records = text(&run(&home, &["query", "tills/copy.dat", "--fields", "timestamp,level,source,message,context"]));
    let records: Vec<serde_json::Value> = records.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), 2);
    assert_eq!(
        records[0],
        serde_json::json!({"timestamp": "2026-01-23T09:15:00Z", "level": "WARNING", "source": "till-7",
            "message": "drawer is open\n  for a minute", "context": {"order": 8841}})
    );
    assert_eq!(records[1]["context"], serde_json::json!({}));
    let found = text(&run(&home, &["query", "tills/7.log", "--q", "order:8841 message:minute"]));
    assert_eq!(found.lines().count(), 1);
}

#[test]
fn a_query_may_ask_for_a_format_of_ones_own_and_for_no_other_unknown_one() {
    let home = home(&documented());
    let count = |format: &str| run(&home, &["query", "tills/7.log", "--log-format", format]);
    assert_eq!(text(&count("till")).lines().count(), 2);
    assert_eq!(text(&count("plain")).lines().count(), 2);
    let unknown = count("shop");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("does not know the format \"shop\""));
}

#[test]
fn a_glob_says_how_files_are_read_until_a_query_says_otherwise() {
    let home = home(&documented());
    let level = |arguments: &[&str]| {
        let record =
            text(&run(&home, &[&["query", ".", "--file", "notes.txt", "--fields", "level"], arguments].concat()));
        serde_json::from_str::<serde_json::Value>(&record).unwrap()["level"].clone()
    };
    assert_eq!(level(&[]), serde_json::Value::Null);
    assert_eq!(level(&["--log-format", "text"]), "ERROR");
}

#[test]
fn formats_of_ones_own_are_listed_and_files_explained() {
    let home = home(&documented());
    let listed = text(&run(&home, &["formats"]));
    assert!(listed.starts_with("till "), "{listed}");
    let explained = text(&run(&home, &["formats", "--explain", "tills/7.log"]));
    let expected = "\
7.log: till, by most of the lines looked at
      2 lines in till  your own format, from the configuration
      1 lines that continue the entry above them
the first lines:
  23.01.2026 10:15:00|warn|till-7|8841|drawer is open
    till: timestamp 2026-01-23T09:15:00Z, level WARNING, source till-7, message \"drawer is open\", fields order
    for a minute
    no head of an entry
  23.01.2026 10:15:01|info|till-7||drawer is shut
    till: timestamp 2026-01-23T09:15:01Z, level INFO, source till-7, message \"drawer is shut\"
";
    assert_eq!(explained, expected);
    let notes = text(&run(&home, &["formats", "--explain", "notes.txt"]));
    assert!(
        notes.starts_with("notes.txt: plain, as the configuration says\n      1 lines of no known format"),
        "{notes}"
    );
    assert_eq!(run(&home, &["formats", "--explain", "nothing.log"]).status.code(), Some(2));
}

#[test]
fn a_configuration_whose_formats_cannot_be_used_is_an_error_that_says_why() {
    let format = |rest: &str| format!("[[format]]\nname = \"till\"\npattern = '(?<level>\\w+) (?<message>.*)'\n{rest}");
    let cases = [
        (format("samples = [{ line = \"warn x\", level = \"error\" }]"), "level  should be error  and is WARNING"),
        (format("samples = [{ line = \"x\" }]"), "does not match the whole of this sample"),
        (format("samples = [{ level = \"x\" }]"), "missing field `line`"),
        (format("timezone = \"Mars/Olympus\""), "must be the name of a time zone"),
        (format("colour = \"red\""), "unknown field `colour`"),
        ("[[format]]\nname = \"till\"\npattern = '(?<a'".to_owned(), "regex parse error"),
        ("[[files]]\nglob = \"*\"\nformat = \"till\"".to_owned(), "which is no format"),
    ];
    for (configuration, why) in cases {
        let output = run(&home(&configuration), &["query", "tills"]);
        assert_eq!(output.status.code(), Some(2), "{configuration}");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains(why), "{told}");
    }
}
