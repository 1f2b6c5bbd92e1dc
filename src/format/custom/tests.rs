//! Tests of the operator's own formats.

use super::*;
use crate::entry::Timestamp;
use crate::format::formats::MOST_OWN;
use crate::format::{FORMATS, Formats, Line, Reader};

const PATTERN: &str = r"(?<timestamp>\d{2}\.\d{2}\.\d{4} \d{2}:\d{2}:\d{2})\|(?<level>\w+)\|(?<source>[^|]*)\|(?<order>[^|]*)\|(?<message>.*)";

fn till() -> Definition {
    Definition { name: "till".into(), pattern: PATTERN.into(), multiline: true, ..Definition::default() }
}

fn sample(line: &str, parts: &[(&str, &str)]) -> Expected {
    let parts = parts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    Expected { line: line.into(), parts }
}

fn clock() -> Clock {
    Clock::utc(Timestamp::from_seconds(1_769_817_600))
}

#[test]
fn named_groups_become_the_parts_of_an_entry() {
    let formats = Formats::new(&[till()], &[]).unwrap();
    let reader = Reader::forced("till", clock(), &formats).unwrap();
    let Line::Head(format, entry) = reader.read("23.01.2026 10:15:00|warn|till-7|8841|drawer is open") else {
        panic!("the line is no head")
    };
    assert_eq!(format.name(), "till");
    assert_eq!(entry.timestamp.unwrap().to_string(), "2026-01-23T10:15:00Z");
    assert_eq!((entry.level, entry.source.as_deref()), (Some(Level::Warning), Some("till-7")));
    assert_eq!(entry.message, "drawer is open");
    assert_eq!(entry.context, [("order".into(), crate::entry::Value::Json("8841".into()))]);
    assert!(matches!(reader.read("23.01.2026"), Line::Loose));
}

#[test]
fn a_format_of_ones_own_comes_before_all_others_even_json() {
    let object = Definition {
        name: "braces".into(),
        pattern: r"\{(?<level>[a-z]+)\} (?<message>.*)|\{.x.:(?<x>\d+)\}".into(),
        ..Definition::default()
    };
    let formats = Formats::new(&[till(), object], &[]).unwrap();
    let lines = ["{warn} a brace is no JSON", r#"{"x":1}"#, r#"{"msg":"JSON"}"#, "plain"];
    let reader = Reader::detect(lines.into_iter(), clock(), &formats);
    let names = lines.map(|line| match reader.read(line) {
        Line::Head(format, _) => format.name(),
        Line::Continuation | Line::Loose => "-",
    });
    assert_eq!(names, ["braces", "braces", "json", "-"]);
    assert_eq!(reader.habit().map(|format| format.name()), Some("braces"));
}

#[test]
fn as_many_formats_as_one_may_have_leave_those_of_others_as_they_are() {
    let own = |number| Definition {
        name: format!("own{number}"),
        pattern: format!("own{number} (?<message>.*)"),
        ..Definition::default()
    };
    let definitions: Vec<Definition> = (0..MOST_OWN).map(own).collect();
    let many = Formats::new(&definitions, &[]).unwrap();
    for sample in FORMATS.iter().flat_map(|format| format.samples()) {
        let found = |formats| Reader::detect(sample.line.lines(), clock(), formats).habit().map(|habit| habit.name());
        assert_eq!(found(&many), found(&Formats::default()), "{}", sample.line);
    }
    let reader = Reader::detect(["own63 last"].into_iter(), clock(), &many);
    assert_eq!(reader.habit().map(|habit| habit.name()), Some("own63"));
}

#[test]
fn a_zone_of_its_own_is_that_of_its_times() {
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
    let line = sample("23.01.2026 10:15:00|info|a||b", &[("timestamp", "2026-01-23T09:15:00Z")]);
    let definition = Definition { timezone: Some(zone), samples: vec![line], ..till() };
    assert!(compile(&definition).is_ok());
}

#[test]
fn what_is_wrong_with_a_format_is_shown() {
    let with = |name: &str, pattern: &str, samples| Definition {
        name: name.into(),
        pattern: pattern.into(),
        samples,
        ..Definition::default()
    };
    let wrong = vec![sample(
        "23.01.2026 10:15:00|warn|till-7||drawer",
        &[("level", "error"), ("source", "till-8"), ("message", "drawer"), ("order", "1")],
    )];
    let none = vec![sample("no such line", &[])];
    let long = "x".repeat(1 << 17);
    let longest = vec![sample("23.01.2026 10:15:00|warn|till-7||drawer", &[("source", &long), ("level", "error")])];
    let cases = [
        (with("Till", PATTERN, vec![]), "a name has 1 to 64 small letters"),
        (with("json", PATTERN, vec![]), "of that name already"),
        (with("plain", PATTERN, vec![]), "of that name already"),
        (with("till", "(?<a>", vec![]), "unclosed group"),
        (with("till", "(a)", vec![]), "names no part"),
        (with("till", r"(?<a>\w{1000}{1000})", vec![]), "size limit"),
        (with("till", PATTERN, longest), "x  and is till-7\n  level   should be error  "),
        (with("till", PATTERN, none), "does not match the whole of this sample:\n  no such line"),
        (
            with("till", PATTERN, wrong),
            "  level   should be error   and is WARNING\n  source  should be till-8  and is till-7\n  order   should be 1       and is nothing",
        ),
    ];
    for (definition, text) in cases {
        let error = compile(&definition).err().expect("the format is wrong").to_string();
        assert!(error.contains(text), "{error}");
    }
    assert!(Formats::new(&[till(), till()], &[]).is_err());
}

#[test]
fn globs_say_which_files_are_read_as_what() {
    let files = [("tills/*.log".to_owned(), "till".to_owned()), ("**/*.txt".to_owned(), "plain".to_owned())];
    let formats = Formats::new(&[till()], &files).unwrap();
    assert_eq!(formats.forced("tills/7.log"), Some("till"));
    assert_eq!(formats.forced("a/b.txt"), Some("plain"));
    assert_eq!(formats.forced("tills/old/7.log"), None);
    for (glob, format) in [("*", "nonsense"), ("[", "till")] {
        assert!(Formats::new(&[till()], &[(glob.to_owned(), format.to_owned())]).is_err(), "{glob} {format}");
    }
}

#[test]
fn lines_that_cannot_begin_a_match_are_not_tried() {
    let cases = [
        (r"\[(?<a>.*)", "[", "x{1"),
        (r"(?<a>INFO|WARN) .*", "IW", "x[Ñ"),
        (r"x?(?<a>\d)", "x0٣", "[y"),
        (r"^(?i:a)(?<b>.*)", "aA", "bÑ"),
        (r"(?<a>.*)", "a[{Ñ", ""),
        (r"(?<a>x*)(?<b>y|z)", "xyz", "a"),
    ];
    for (pattern, can, cannot) in cases {
        let bytes = first::bytes(pattern);
        for (text, expected) in [(can, true), (cannot, false)] {
            for letter in text.chars() {
                let byte = letter.to_string().as_bytes()[0];
                assert_eq!(bytes[usize::from(byte)], expected, "{letter} begins {pattern}");
            }
        }
    }
}
