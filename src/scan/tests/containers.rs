//! What containers print is put together alike wherever reading begins.

use super::*;

/// A line that a runtime writes; most are whole, so that the file is known by its habit.
fn cri_line() -> impl Strategy<Value = String> {
    let stream = prop::sample::select(vec!["stdout", "stderr"]);
    let text = prop::sample::select(vec![
        "plain timeout",
        "2026-01-23 10:15:00,123 ERROR [main] org.example.Pool: Pool failed",
        "\tat org.example.Pool.get(Pool.java:17)",
        "Caused by: java.io.IOException: x",
        r#"{"level":"warn","msg":"timeout"}"#,
        "",
    ]);
    let tag = prop::sample::select(vec!["F", "F", "F", "P"]);
    (stream, text, tag, 0..60u32)
        .prop_map(|(stream, text, tag, second)| format!("2026-01-23T10:15:{second:02}.5Z {stream} {tag} {text}\n"))
}

fn docker_line() -> impl Strategy<Value = String> {
    cri_line().prop_map(|line| {
        let (time, rest) = line.trim_end().split_once(' ').unwrap();
        let (stream, rest) = rest.split_once(' ').unwrap();
        let (tag, text) = rest.split_once(' ').unwrap_or((rest, ""));
        let log = if tag == "P" { text.to_owned() } else { format!("{text}\n") };
        let log = serde_json::to_string(&log).unwrap();
        format!("{{\"log\":{log},\"stream\":\"{stream}\",\"time\":\"{time}\"}}\n")
    })
}

fn any_file() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(cri_line(), 1..40).prop_map(|lines| lines.concat()),
        prop::collection::vec(docker_line(), 1..40).prop_map(|lines| lines.concat()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_block_size_joins_the_same_pieces(file in any_file(), block in 1u64..3_000) {
        let scanner = scanner(&[("a.log", file.as_bytes())], block);
        for parameters in ["", "q=timeout", "q=-timeout", "level=error", "q=message:timeout"] {
            let expected = naive(&scanner, "a.log", &query(&scanner, parameters));
            let wanted: Vec<String> = expected.into_iter().map(|(_, message)| message).collect();
            prop_assert_eq!(&messages(&ask(&scanner, parameters)), &wanted, "{} of {}", parameters, file);
            let mut newest_first = messages(&ask(&scanner, &format!("{parameters}&order=desc")));
            newest_first.reverse();
            prop_assert_eq!(&newest_first, &wanted, "desc {} of {}", parameters, file);
        }
    }
}

fn check(lines: &[&str], wanted: &[(&str, &str)]) {
    let file = lines.join("\n") + "\n";
    let scanner = scanner(&[("a.log", file.as_bytes())], 1 << 20);
    let records = ask(&scanner, "");
    let text = |record: &serde_json::Value, key: &str| record[key].as_str().unwrap_or("-").to_owned();
    let said: Vec<(String, String)> =
        records.iter().map(|record| (text(record, "level"), text(record, "message"))).collect();
    let wanted: Vec<(String, String)> =
        wanted.iter().map(|(level, message)| ((*level).to_owned(), (*message).to_owned())).collect();
    assert_eq!(said, wanted);
}

#[test]
fn pieces_of_a_line_are_one_entry_and_so_is_a_stack_trace() {
    check(
        &[
            "2026-01-23T10:15:00.1Z stdout F first",
            r#"2026-01-23T10:15:00.2Z stdout P {"level":"warn","#,
            "2026-01-23T10:15:00.3Z stderr F in between",
            "2026-01-23T10:15:00.4Z stdout F after",
            r#"2026-01-23T10:15:01.1Z stdout P {"level":"warn","msg":"#,
            r#"2026-01-23T10:15:01.2Z stdout P "cut "#,
            r#"2026-01-23T10:15:01.3Z stdout F twice"}"#,
            "2026-01-23T10:15:02.1Z stderr F java.lang.IllegalStateException: no",
            "2026-01-23T10:15:02.2Z stderr F \tat org.example.Pool.get(Pool.java:17)",
            "2026-01-23T10:15:02.3Z stderr F Caused by: java.io.IOException: x",
        ],
        &[
            ("-", "first"),
            ("-", r#"{"level":"warn","#),
            ("-", "in between"),
            ("-", "after"),
            ("WARNING", "cut twice"),
            (
                "-",
                "java.lang.IllegalStateException: no\n\tat org.example.Pool.get(Pool.java:17)\nCaused by: java.io.IOException: x",
            ),
        ],
    );
}

#[test]
fn docker_lines_are_joined_and_their_escaped_colours_taken_out() {
    check(
        &[
            r#"{"log":"\u001b[31m2026-01-23 10:15:00,123 ERROR\u001b[0m [main] org.example.Pool: failed\n","stream":"stdout","time":"2026-01-23T10:15:00.1Z"}"#,
            r#"{"log":"java.lang.IllegalStateException: no\n","stream":"stdout","time":"2026-01-23T10:15:00.2Z"}"#,
            r#"{"log":"\tat org.example.Pool.get(Pool.java:17)\n","stream":"stdout","time":"2026-01-23T10:15:00.3Z"}"#,
            r#"{"log":"2026-01-23 10:15:01,123 INFO [main] org.example.Pool: a long ","stream":"stdout","time":"2026-01-23T10:15:01.1Z"}"#,
            r#"{"log":"line\n","stream":"stdout","time":"2026-01-23T10:15:01.1Z"}"#,
            r#"{"log":"2026-01-23 10:15:02,123 INFO [main] org.example.Pool: on\n","stream":"stdout","time":"2026-01-23T10:15:02.1Z"}"#,
        ],
        &[
            ("ERROR", "failed\njava.lang.IllegalStateException: no\n\tat org.example.Pool.get(Pool.java:17)"),
            ("INFO", "a long line"),
            ("INFO", "on"),
        ],
    );
}
