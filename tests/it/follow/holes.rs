//! What holes in a file do to those who follow it.

use std::fs;
use std::os::unix::fs::FileExt;
use std::time::Duration;

use crate::support::{Applied, LogDir, TestServer, at_rest};

const FILE: &str = "file=app.log";

#[test]
fn f08_nul_hole() {
    let logs = LogDir::new().with("app.log", "");
    let server = TestServer::of_directory(logs.path());
    let mut applied = Applied::connect(server.address(), FILE);
    let file = writable(&logs);
    file.write_all_at(b"before\n", 0).unwrap();
    applied.take_until(1);
    file.set_len(0).unwrap();
    file.write_all_at(b"behind the hole\n", 7).unwrap();
    applied.take_until(2);
    assert_eq!(applied.lines, ["before", "behind the hole"]);
    assert!(applied.follower().is_silent(Duration::from_millis(300)));
    drop((file, applied));
    at_rest(&server, &logs);
}

#[test]
fn f08_a_hole_of_a_tebibyte_takes_no_time() {
    let logs = LogDir::new().with("app.log", "");
    let server = TestServer::of_directory(logs.path());
    let mut applied = Applied::connect(server.address(), FILE);
    let file = writable(&logs);
    file.write_all_at(b"before\n", 0).unwrap();
    file.write_all_at(b"\nbehind the hole\n", 1 << 40).unwrap();
    applied.take_until(2);
    assert_eq!(applied.lines, ["before", "behind the hole"]);
    drop((file, applied));
    at_rest(&server, &logs);
}

#[expect(clippy::disallowed_methods, reason = "a test writes its own file")]
fn writable(logs: &LogDir) -> fs::File {
    fs::OpenOptions::new().write(true).open(logs.join("app.log")).unwrap()
}
