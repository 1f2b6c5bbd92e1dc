//! What ends a client, and what it says then.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};

use crate::support::{LogDir, Running, TestServer, logbrook};

#[track_caller]
fn check(home: &LogDir, arguments: &[&str], expected: &str) {
    let output = logbrook(home, arguments).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
    assert!(told.starts_with("logbrook: ") && told.contains(expected), "{arguments:?}: {told}");
    assert!(output.stdout.is_empty());
}

#[test]
fn what_cannot_be_followed_ends_with_a_hint() {
    let home = LogDir::new().with("app.log", "x\n");
    let server = TestServer::of_directory(home.path());
    let url = format!("http://{}", server.address());
    let with = |path: &str| format!("{url}{path}");
    check(
        &home,
        &["follow", &url, "--file", "missing.log"],
        "no such log file or channel; check its name, or wait for it with --create",
    );
    check(
        &home,
        &["follow", "app.log", "--file", "missing.log"],
        "no such log file; check its name, or wait for it with --create",
    );
    check(&home, &["follow", &url, "--q", "a (b"], "q has a ( that is not closed");
    check(&home, &["follow", ".", "--q", "a (b"], "--q has a ( that is not closed");
    check(&home, &["follow", &with("/view?nonsense=1")], "nonsense is not a parameter");
    check(
        &home,
        &["follow", &with("/elsewhere")],
        "/elsewhere/ answers 404: no logbrook is there; if it has a --base-path",
    );
    check(&home, &["follow", &url, &url], "one address at a time");
    check(&home, &["follow", "ftp://example"], "begins with http:// or https://");
    check(&home, &["follow", "missing.log"], "missing.log does not exist");
    check(&home, &["follow", ".", "--compress"], "--compress goes with the address of a server");
    check(&home, &["follow", ".", "--tail", "5"], "unexpected argument '--tail'");
    check(&home, &["follow", ".", "--color", "pink"], "always");
    check(&home, &["follow"], "required arguments were not provided");
}

#[test]
fn what_cannot_be_sent_ends_with_a_hint() {
    let home = LogDir::new();
    let url = "http://127.0.0.1:9";
    check(&home, &["send", "127.0.0.1:7474", "a", "hello"], "begins with http:// or https://");
    check(&home, &["send", url, "a", "hello", "--level", "loud"], "--level does not know the level \"loud\"");
    check(&home, &["send", url, "a", "hello", "--timeout", "soon"], "--timeout must be");
    check(&home, &["send", url], "required arguments were not provided: <CHANNEL>");
}

#[test]
fn nobody_answers() {
    let home = LogDir::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    check(&home, &["follow", &format!("http://{free}")], &format!("no server answers at http://{free}/: "));
    check(&home, &["follow", "http://nowhere.invalid"], "no server answers at http://nowhere.invalid/: ");
}

/// Answers one request after the other with these heads, and returns the requests.
fn answering(heads: &'static [&'static str]) -> (SocketAddr, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answering = move || {
        let answer = |head: &&str| {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).unwrap();
            write!(stream, "HTTP/1.1 {head}\r\nContent-Length: 0\r\n\r\n").unwrap();
            String::from_utf8_lossy(&request[..length]).into_owned()
        };
        heads.iter().map(answer).collect()
    };
    (address, std::thread::spawn(answering))
}

#[test]
fn refusals_end_it_but_a_full_server_is_tried_again() {
    let home = LogDir::new();
    for (heads, expected) in [
        (&["401 Unauthorized"][..], "answers 401: it asks who you are; give a token by --token or LOGBROOK_TOKEN"),
        (&["403 Forbidden"], "answers 403: "),
        (&["503 Service Unavailable\r\nRetry-After: 1", "429 Too Many Requests", "401 Unauthorized"], "answers 401"),
        (&["200 OK"], "answers 200: it is no logbrook"),
    ] {
        let (address, requests) = answering(heads);
        let mut running = Running::start(
            logbrook(&home, &["follow", &format!("http://{address}/x"), "--token", "s3cret"]).env("A", "b"),
        );
        let (code, told) = running.ended();
        assert_eq!(code, Some(2), "{told}");
        assert!(told.contains(expected), "{told}");
        assert_eq!(told.matches("next try in").count(), heads.len() - 1);
        for request in requests.join().unwrap() {
            assert!(request.starts_with("GET /x/api/logs/follow?batch=true HTTP/1.1\r\n"), "{request}");
            assert!(request.to_lowercase().contains("\r\nauthorization: bearer s3cret\r\n"), "{request}");
        }
    }
    let (address, requests) = answering(&["401 Unauthorized"]);
    let command = &mut logbrook(&home, &["follow", &format!("http://me:pw@{address}")]);
    assert!(!Running::start(command).ended().1.contains("pw@"));
    assert!(requests.join().unwrap()[0].contains("Basic bWU6cHc="));
}
