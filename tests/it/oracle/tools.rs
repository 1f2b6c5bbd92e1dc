//! What `grep`, `zcat` and `jq` find in the samples.

use std::process::Command;

use serde_json::Value;

use super::doors;
use crate::samples::directory;

/// Runs a command line below `sample-logs/` and returns the lines that it prints.
fn shell(command: &str) -> Vec<String> {
    let output =
        Command::new("sh").args(["-c", command]).current_dir(directory()).env("LC_ALL", "C.UTF-8").output().unwrap();
    assert!(output.stderr.is_empty(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// Checks that a query finds as many entries as a command prints lines, and that a key of each says the same.
fn check(key: &str, parameters: &[(&'static str, &str)], command: &str) {
    let owned: Vec<(&'static str, String)> =
        parameters.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let records = doors::engine(&directory(), &owned, 1 << 14).unwrap();
    let found: Vec<String> = records
        .iter()
        .map(|record| match record.pointer(key) {
            Some(Value::String(text)) => text.clone(),
            other => other.unwrap_or(&Value::Null).to_string(),
        })
        .collect();
    let wanted = shell(command);
    assert!(!wanted.is_empty(), "{command} finds nothing");
    assert_eq!(found, wanted, "{parameters:?} and {command}");
}

#[test]
fn texts_are_found_where_grep_finds_them() {
    let line = |file: &str, q: &str, grep: &str| {
        check("/line", &[("file", file), ("q", q)], &format!("cat {file} | {grep} | cut -d: -f1"));
    };
    line("shop/web.access.log", "kettle", "grep -niF kettle");
    line("shop/web.access.log", "Chrome", "grep -nF Chrome");
    line("shop/web.access.log", r#""POST /checkout""#, "grep -nF 'POST /checkout'");
    line("shop/web.access.log", r#"/" 50[34] /"#, r#"grep -nE '" 50[34] '"#);
    line("shop/web.access.log", "kettle -chrome", "grep -niF kettle | grep -viF chrome");
    line("shop/api.log", r#"/duration_ms":[0-9]{5}/ OR exhausted"#, r#"grep -niE 'duration_ms":[0-9]{5}|exhausted'"#);
    line("shop/payments.log", "/attempt=[3-5]$/ OR declined", "grep -nE 'attempt=[3-5]$|[dD]eclined'");
    line(
        "formats/syslog-rfc3164.log",
        r#""failed password" (root OR admin)"#,
        "grep -niE 'failed password.*(root|admin)'",
    );
    line("rotated/app.log.1", "/img_0[0-9]+/ -trace", "grep -nE 'img_0[0-9]+' | grep -vi trace");
}

#[test]
fn fields_are_found_where_jq_finds_them() {
    let select = |parameters: &[(&'static str, &str)], condition: &str| {
        let mut all = vec![("file", "shop/api.log")];
        all.extend(parameters);
        let command = format!("jq -r 'select({condition}) | .request_id' shop/api.log");
        check("/context/request_id", &all, &command);
    };
    select(&[("level", "error")], r#".level == "error""#);
    select(&[("min_level", "warn")], r#".level | IN("warn", "error", "fatal")"#);
    select(&[("source", "db.*")], r#".logger | startswith("db.")"#);
    select(&[("q", "status>=500")], ".status != null and .status >= 500");
    select(&[("q", "status:5* -source:db.pool")], r#".status != null and .status >= 500 and .logger != "db.pool""#);
    select(&[("q", "duration_ms>1500 method:POST")], r#".duration_ms > 1500 and .method == "POST""#);
    select(&[("q", "user.guest:true status!=200")], ".user.guest == true and .status != 200");
    select(&[("q", "waited_ms:* OR user.id:1042")], ".waited_ms != null or .user.id == 1042");
    select(&[("q", "message:exhausted")], r#".msg | contains("exhausted")"#);
    let between = r#".ts >= "2026-03-12T14:00:00Z" and .ts < "2026-03-12T14:05:00Z""#;
    select(&[("since", "2026-03-12T14:00:00Z"), ("until", "2026-03-12T14:05:00Z")], between);
}

#[test]
fn merged_files_come_in_the_order_of_sort() {
    let logs = "rotated/app.log rotated/app.log.1";
    check(
        "/message",
        &[("file", "rotated/app.log"), ("file", "rotated/app.log.1"), ("level", "error")],
        &format!("cat {logs} | grep ERROR | sort -s -k1,1 | sed 's/^[^]]*] //'"),
    );
}
